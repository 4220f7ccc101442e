import type { JobSet } from '../app/job-set.js'
import type { AnyJob, Job } from '../app/job.js'
import { JobDefinition } from '../app/job.js'
import type { CrossCheck } from '../config/cross-checks.js'
import { parseSettings, type ParsedSettings, type Settings } from '../config/settings.js'
import { JobCoordinator } from '../engine/coordinator.js'
import { MillraceError } from '../errors.js'
import { siteOf, type Pipeline, type RelationNode, type SourceDefinition } from '../table/index.js'

/** An application with its settings: its jobs are built. */
export interface Configured {
  readonly parsed: ParsedSettings
  readonly coordinator: JobCoordinator
}

/**
 * Reads the settings, those of the application among them, and builds its jobs with them.
 * @throws SettingsError naming every setting that is wrong; what {@link coordinatorOf} throws
 */
export function configure(
  env: Readonly<Record<string, string | undefined>>,
  file: ReadonlyMap<string, string> | undefined,
  checks: readonly CrossCheck[],
  application: JobSet
): Configured {
  const schemas = application.settings.map(({ schema }) => schema)
  const parse = (topics: ReadonlyMap<string, string>): ParsedSettings =>
    parseSettings(env, file, checks, { schemas, topics })
  const topics = new Map<string, string>()
  const coordinator = coordinatorOf(parse(topics).settings, application, topics)
  // Which topics there are is known once the jobs are built, and no job reads them.
  return { parsed: parse(topics), coordinator }
}

/**
 * A coordinator with the jobs and sources of an application; sources that only a pipeline names are registered as well.
 * @param topics gets the topics of all sources and sinks by their names, as the application defines them
 * @throws MillraceError JOB_FAILED, TABLE_INVALID or PLAN_… for a job that cannot be built, with the place of it;
 *   JOB_DUPLICATE, SOURCE_DUPLICATE
 */
export function coordinatorOf(
  settings: Settings,
  { jobs, sources }: JobSet,
  topics = new Map<string, string>()
): JobCoordinator {
  const coordinator = new JobCoordinator(settings)
  const registered = new Set<SourceDefinition>()
  const register = (definition: SourceDefinition): void => {
    if (!registered.has(definition)) coordinator.registerSource({ definition })
    registered.add(definition)
    topics.set(definition.name, definition.topic ?? definition.name)
  }
  for (const { definition } of sources) register(definition)
  for (const each of jobs) {
    const job = built(each, settings)
    coordinator.registerJob(job)
    if (!topics.has(job.sink.name)) topics.set(job.sink.name, job.sink.name)
    for (const source of sourcesBelow((job.buildPipeline() as Partial<Pipeline> | undefined)?.node))
      register(source)
  }
  return coordinator
}

/** The job with its pipeline, which is built once: what it throws is told with the place in the user's own file. */
function built(job: AnyJob, settings: Settings): Job {
  const { name, at } = job instanceof JobDefinition ? job : { name: job.name, at: undefined }
  try {
    const instance = job instanceof JobDefinition ? job.create(settings) : new job(settings as never)
    const pipeline = instance.buildPipeline()
    return { name: instance.name, sink: instance.sink, buildPipeline: () => pipeline }
  } catch (error) {
    if (error instanceof MillraceError) throw error.located(at)
    if (!(error instanceof Error)) throw error
    const place = siteOf(error.stack) ?? at
    throw new MillraceError('JOB_FAILED', { job: name, reason: error.message }, { cause: error, at: place })
  }
}

/** From plain JavaScript a pipeline may be anything: what is none is refused with the plan. */
function sourcesBelow(node: RelationNode | undefined): SourceDefinition[] {
  if (node === undefined) return []
  if (node.kind === 'scan') return [node.source]
  if (node.kind === 'union') return node.inputs.flatMap(sourcesBelow)
  return sourcesBelow(node.input)
}
