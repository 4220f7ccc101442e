import type { SinkTarget } from '../connectors/connector.js'
import { isEventTime, SettingsError, type Settings } from '../config/settings.js'
import { MillraceError } from '../errors.js'
import { checkJobs, compilePlan } from '../plan/compile.js'
import { explain } from '../plan/explain/explain.js'
import type { CompileOptions } from '../plan/lower/plan.js'
import type { Plan } from '../plan/plan.js'
import type { JobPipeline, SourceDefinition } from '../table/index.js'
import type { BoundJob } from '../table/check/job.js'
import { sinkTopic } from '../config/topics.js'
import { applicationTopicProblems } from '../config/topic-uses.js'

/** The pipelines of all jobs as one plan: checked together, started together, or not at all. */
export class StatementSet {
  readonly plan: Plan
  readonly targets: readonly SinkTarget[]
  /** The sources that the jobs read. */
  readonly sources: readonly SourceDefinition[]
  /** Names of the sources that each job reads. */
  readonly jobSources: readonly (readonly string[])[]
  readonly #pipelines: readonly JobPipeline[]
  readonly #options: CompileOptions
  readonly #explained: string[] = []

  /**
   * @param after only windows that end after it are written, ms since 1970; left out: all
   * @param sources those that the application has, by name
   * @throws MillraceError PLAN_… naming the first job and column that does not fit; SOURCE_UNREGISTERED,
   *   SOURCE_DUPLICATE, AFTER_STATELESS
   * @throws SettingsError when a sink's topic is one that something else writes to
   */
  constructor(
    pipelines: readonly JobPipeline[],
    sources: ReadonlyMap<string, SourceDefinition>,
    settings: Settings,
    after?: number
  ) {
    this.#pipelines = pipelines
    this.#options = {
      processingTime: !isEventTime(settings),
      notNullEnforcer: settings.processing_sink_not_null_enforcer,
      keyGroups: settings.processing_key_groups,
      after
    }
    this.plan = compilePlan(pipelines, this.#options)
    const stateless = this.plan.jobs.find(({ isStateless }) => isStateless)
    if (after !== undefined && stateless !== undefined) {
      throw new MillraceError('AFTER_STATELESS', { job: stateless.name })
    }
    checkSources(this.plan, sources)
    this.sources = this.plan.scans.map(({ source }) => source)
    this.targets = targetsOf(pipelines, settings, new Set(sources.keys()))
    const problems = applicationTopicProblems(settings, this.sources, this.targets)
    if (problems.length > 0) throw new SettingsError(problems)
    this.jobSources = this.plan.jobs.map((job) => job.sources)
  }

  /** The jobs as the checks see them: what translators read. */
  checkedJobs(): readonly BoundJob[] {
    return checkJobs(this.#pipelines)
  }

  /** How the job at `index` of the plan is worked off: its logical tree and its physical plan, as text. */
  explain(index: number): string {
    const pipeline = this.#pipelines[index]
    if (pipeline === undefined) throw new RangeError(`the plan has no job ${index}`)
    return (this.#explained[index] ??= explain(pipeline, this.#options))
  }
}

function checkSources(plan: Plan, sources: ReadonlyMap<string, SourceDefinition>): void {
  for (const { source, jobs } of plan.scans) {
    const registered = sources.get(source.name)
    const job = plan.jobs[jobs[0] ?? 0]?.name ?? ''
    if (registered === undefined) throw new MillraceError('SOURCE_UNREGISTERED', { job, source: source.name })
    if (registered !== source) throw new MillraceError('SOURCE_DUPLICATE', { source: source.name })
  }
}

/** One target a sink table, even when several jobs write to it. */
function targetsOf(
  pipelines: readonly JobPipeline[],
  settings: Settings,
  sources: ReadonlySet<string>
): SinkTarget[] {
  const targets = new Map<string, SinkTarget>()
  for (const { sink } of pipelines) {
    targets.set(sink.name, {
      name: sink.name,
      topic: sinkTopic(settings, sink.name, sources),
      columns: Object.keys(sink.columns)
    })
  }
  return [...targets.values()]
}
