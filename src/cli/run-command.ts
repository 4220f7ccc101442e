import { KAFKA_NAMES } from '../config/kafka-names.js'
import { parseSpec } from '../connectors/spec.js'
import { isEventTime, parseSettings } from '../config/settings.js'
import type { RecoveryMode } from '../engine/recovery/recover.js'
import { events } from '../jobs/index.js'
import { createLogger } from '../observability/log.js'
import { createConnectors, type ConnectorSpecs } from './connectors.js'
import { createCoordinator } from './coordinator.js'
import { createLease, type LeaseOptions } from './lease.js'
import { createSnapshotStore } from './state-store.js'
import type { CliIo } from './io.js'
import { statusLogger } from './status-log.js'
import { supervise } from './supervise.js'

const STATUS_INTERVAL_MS = 10_000

/** What the command line says of `millrace run`. */
export interface RunOptions extends ConnectorSpecs, LeaseOptions {
  /** Count the open windows again from what the source still has. */
  readonly rebuild?: boolean
  /** Give up the open windows. */
  readonly startAnew?: boolean
  /** Jobs whose open windows are given up. */
  readonly dropState?: readonly string[]
}

/**
 * `millrace run`: all jobs between a source and a sink, until the source ends or a signal comes.
 * @throws MillraceError when settings, connectors or jobs are wrong; nothing is connected then
 */
export async function runRunCommand(options: RunOptions, io: CliIo): Promise<number> {
  const checks = parseSpec(options.sink).kind === 'kafka' ? [KAFKA_NAMES] : []
  const { settings, warnings } = parseSettings(io.env, checks)
  const logger = createLogger(settings, io.stderr)
  const lease = createLease(options, settings, logger)
  const { source, sink } = createConnectors(options, { settings, logger, lease })
  const coordinator = createCoordinator(settings)
  for (const warning of warnings) logger.warn(warning)
  const service = coordinator.execute({
    sources: { [events.definition.name]: source },
    sink,
    ...(lease && { lease }),
    logger,
    store: createSnapshotStore(settings, logger),
    recovery: recoveryMode(options),
    dropState: options.dropState ?? [],
    onStatus: statusLogger(logger),
    statusIntervalMs: STATUS_INTERVAL_MS
  })
  // The line tells that signals are heeded from here on.
  const code = supervise(service, io, logger)
  const { source: from, sink: to } = options
  const timeMode = isEventTime(settings) ? 'event' : 'processing'
  logger.info({ source: from, sink: to, timeMode, parallelism: settings.flink_parallelism }, 'starting')
  return code
}

function recoveryMode({ rebuild = false, startAnew = false }: RunOptions): RecoveryMode {
  if (rebuild) return 'rebuild'
  return startAnew ? 'start-anew' : 'resume'
}
