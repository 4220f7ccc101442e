import type { SinkTarget } from '../connectors/connector.js'
import { isEventTime, sinkTopic, type Settings } from '../config/settings.js'
import type { DeclaredSource } from './schema-fingerprint.js'
import { compilePlan, type JobPipeline, type Plan } from '../table/index.js'

/** The pipelines of all jobs as one plan: checked together, started together, or not at all. */
export class StatementSet {
  readonly plan: Plan
  readonly targets: readonly SinkTarget[]
  /** The sources that the jobs read. */
  readonly sources: readonly DeclaredSource[]
  /** Names of the sources that each job reads. */
  readonly jobSources: readonly (readonly string[])[]

  /** @throws MillraceError PLAN_… naming the first job and column that does not fit */
  constructor(pipelines: readonly JobPipeline[], settings: Settings) {
    this.plan = compilePlan(pipelines, {
      processingTime: !isEventTime(settings),
      notNullEnforcer: settings.processing_sink_not_null_enforcer
    })
    this.targets = targetsOf(pipelines, settings)
    const sources = pipelines.map(({ table }) => table.query.source)
    this.sources = [...new Set(sources)]
    this.jobSources = sources.map(({ name }) => [name])
  }
}

/** One target a sink table, even when several jobs write to it. */
function targetsOf(pipelines: readonly JobPipeline[], settings: Settings): SinkTarget[] {
  const targets = new Map<string, SinkTarget>()
  for (const { sink } of pipelines) {
    targets.set(sink.name, {
      name: sink.name,
      topic: sinkTopic(settings, sink.name),
      columns: Object.keys(sink.columns)
    })
  }
  return [...targets.values()]
}
