import type { Source } from '../../src/connectors/connector.js'
import { parseSettings } from '../../src/config/settings.js'
import { JobCoordinator } from '../../src/engine/coordinator.js'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import type { ServiceOptions } from '../../src/engine/service.js'
import type { Status } from '../../src/engine/status/status.js'
import { jobs, sources } from '../../src/jobs/index.js'
import { createLogger } from '../../src/observability/log.js'
import { MemorySink } from './memory-connectors.js'
import type { Rows } from './rows.js'

export interface RunOptions {
  /** Settings by environment variable; production (event time) unless said otherwise. */
  readonly env?: Readonly<Record<string, string>>
  readonly sink?: MemorySink
  /** Worker threads instead of inline workers. */
  readonly threads?: boolean
  readonly service?: Partial<ServiceOptions>
}

export interface RunResult {
  readonly rows: Rows
  readonly sink: MemorySink
  readonly status: Status
}

/** A logger that only says what is fatal. */
export const silentLogger = createLogger({ ...parseSettings({}).settings, app_log_level: 'CRITICAL' })

/** A coordinator with the three jobs. */
export function createCoordinator(env: Readonly<Record<string, string>> = {}): JobCoordinator {
  const { settings } = parseSettings(env)
  const coordinator = new JobCoordinator(settings)
  for (const each of sources) coordinator.registerSource(each)
  for (const Job of jobs) coordinator.registerJob(new Job(settings))
  return coordinator
}

/** Runs the three jobs over a source that ends, and gives back what was committed. */
export async function runJobs(source: Source, options: RunOptions = {}): Promise<RunResult> {
  const { env = {}, sink = new MemorySink(), threads = false } = options
  let last: Status | undefined
  const service = createCoordinator(env).execute({
    sources: { events: source },
    sink,
    logger: silentLogger,
    onStatus: (status) => (last = status),
    ...(threads ? {} : { startWorkers: startInlineWorkers }),
    ...options.service
  })
  await service.finished
  if (last === undefined) throw new Error('the service gave no status')
  return { rows: rowsOf(sink), sink, status: last }
}

export function rowsOf(sink: MemorySink): Rows {
  return {
    event_metrics: sink.rows('event_metrics'),
    session_metrics: sink.rows('session_metrics'),
    performance_metrics: sink.rows('performance_metrics')
  }
}
