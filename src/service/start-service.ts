/** The service in a program of the user's own. */
import { jobSetOf, type AnySource } from '../app/job-set.js'
import type { AnyJob } from '../app/job.js'
import { KAFKA_NAMES } from '../config/kafka-names.js'
import { parseSpec } from '../connectors/spec.js'
import type { JobCoordinator } from '../engine/coordinator.js'
import type { RecoveryMode } from '../engine/recovery/recover.js'
import type { Service, ServiceOptions } from '../engine/service.js'
import type { Status } from '../engine/status/status.js'
import { createLogger, type Logger } from '../observability/log.js'
import { createConnectors } from './connectors.js'
import { configure } from './coordinator.js'
import { createLease } from './lease.js'
import { createSnapshotStore } from './state-store.js'

/** What {@link startService} is told. */
export interface ServiceSpec {
  readonly jobs: readonly AnyJob[]
  /** Sources beside those that the jobs read. */
  readonly sources?: readonly AnySource[]
  /** Settings by name, as the environment would have them; the environment itself counts only if it is handed in. */
  readonly settings?: Readonly<Record<string, string | undefined>>
  /** As `--source` of `millrace run`: one for all sources, or `name=spec` for one of them. Default: kafka. */
  readonly source?: string | readonly string[]
  /** As `--sink` of `millrace run`. Default: kafka. */
  readonly sink?: string
  /** What becomes of the state of an earlier run; default: it is brought back. */
  readonly recovery?: 'resume' | 'rebuild' | 'start-anew'
  /** Jobs whose open windows are given up. */
  readonly dropState?: readonly string[]
  /** Only windows that end after it are written, ms since 1970: another engine has written the others. */
  readonly after?: number
  /** Where records begin while the group has no position: at the first that Kafka has stamped so or later, ms since 1970. */
  readonly from?: number
  /** Least level that is logged, on standard error; default: that of the settings. */
  readonly logger?: Logger
}

/** A service that runs. */
export interface RunningService {
  /** What it says of itself now; reading it changes nothing. */
  status(): Status
  /** Finishes what is under way, commits it and closes everything. Gives what went wrong on the way, else null. */
  stop(): Promise<Error | null>
  /** Resolves when the sources are at their end or the service was stopped (null), or with what it failed of. */
  readonly finished: Promise<Error | null>
}

export type StartResult =
  | { readonly ok: true; readonly service: RunningService }
  /** Nothing was connected. A MillraceError has a code, and `at` where a job is wrong. */
  | { readonly ok: false; readonly error: Error }

/**
 * Starts jobs in this process: settings, jobs and connectors are checked, then worker threads are started and
 * everything is connected. Errors come as values: those that keep it from starting at once, what happens later from
 * `finished`.
 */
export async function startService(spec: ServiceSpec): Promise<StartResult> {
  try {
    return { ok: true, service: running(start(spec)) }
  } catch (error) {
    return { ok: false, error: asError(error) }
  }
}

function start(spec: ServiceSpec): Service {
  const { source = [], sink = 'kafka', recovery = 'resume', dropState = [] } = spec
  const application = jobSetOf([spec.jobs, spec.sources ?? []])
  const checks = parseSpec(sink).kind === 'kafka' ? [KAFKA_NAMES] : []
  const { parsed, coordinator } = configure(spec.settings ?? {}, undefined, checks, application)
  const { settings, warnings } = parsed
  const logger = spec.logger ?? createLogger(settings)
  for (const warning of warnings) logger.warn(warning)
  const sources = typeof source === 'string' ? [source] : source
  const { after, from } = spec
  return executeOn(coordinator, { settings, logger, source: sources, sink, recovery, dropState, after, from })
}

/** What a coordinator is started with, on the command line and elsewhere. */
export interface ExecuteOptions {
  readonly settings: ServiceOptions['settings']
  readonly logger: Logger
  readonly source: readonly string[]
  readonly sink: string
  readonly standby?: boolean
  readonly lease?: boolean
  readonly recovery: RecoveryMode
  readonly dropState: readonly string[]
  /** See {@link ServiceSpec}. */
  readonly after?: number | undefined
  readonly from?: number | undefined
  /** Told of every epoch, once it is merged. */
  readonly onEpoch?: ServiceOptions['onEpoch']
  /** Around the sink, for who wants to see its rows. */
  readonly around?: (sink: ServiceOptions['sink']) => ServiceOptions['sink']
}

/**
 * Connects a coordinator's sources and sink as the specifications say, with lease and snapshots, and starts it.
 * @throws MillraceError when connectors or jobs are wrong; nothing is connected then
 */
export function executeOn(coordinator: JobCoordinator, options: ExecuteOptions): Service {
  const { settings, logger, recovery, dropState, after, from, around, onEpoch } = options
  if (after !== undefined) coordinator.writeAfter(after)
  const { sources, lease, sink } = createConnectors(options, coordinator.statementSet().sources, {
    ...{ settings, logger, startAt: from },
    leaseOf: (made) => createLease(options, made, settings, logger)
  })
  return coordinator.execute({
    sources,
    sink: around?.(sink) ?? sink,
    ...(lease && { lease }),
    logger,
    store: createSnapshotStore(settings, logger),
    recovery,
    dropState,
    onEpoch
  })
}

function running(service: Service): RunningService {
  const finished = service.finished.then(
    () => null,
    (error: unknown) => asError(error)
  )
  return {
    status: () => service.status(),
    stop: async () => {
      await service.stop().catch(() => undefined)
      return finished
    },
    finished
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
