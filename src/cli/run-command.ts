import { MillraceError } from '../errors.js'
import { timeOf } from './time-argument.js'
import { KAFKA_NAMES } from '../config/kafka-names.js'
import { parseSpec } from '../connectors/spec.js'
import { isEventTime } from '../config/settings.js'
import type { RecoveryMode } from '../engine/recovery/recover.js'
import { RowPeek } from '../connectors/row-peek.js'
import { createLogger } from '../observability/log.js'
import { RecentProblems } from '../observability/recent-problems.js'
import type { ConnectorSpecs } from '../service/connectors.js'
import { configured } from './coordinator.js'
import type { LeaseOptions } from '../service/lease.js'
import { executeOn } from '../service/start-service.js'
import { startOperations, type Operations } from './operations.js'
import type { CliIo, Output } from './io.js'
import { supervise } from './supervise.js'

/** What the command line says of `millrace run`. */
export interface RunOptions extends ConnectorSpecs, LeaseOptions {
  /** Only windows that end after this time are written. */
  readonly after?: string
  /** The time of Kafka's records at which a group without a position begins. */
  readonly from?: string
  /** Count the open windows again from what the source still has. */
  readonly rebuild?: boolean
  /** Give up the open windows. */
  readonly startAnew?: boolean
  /** Jobs whose open windows are given up. */
  readonly dropState?: readonly string[]
}

/**
 * `millrace run`: all jobs between their sources and a sink, until the sources end or a signal comes.
 * @throws MillraceError when settings, connectors or jobs are wrong; nothing is connected then
 */
export async function runRunCommand(options: RunOptions, io: CliIo): Promise<number> {
  const checks = parseSpec(options.sink).kind === 'kafka' ? [KAFKA_NAMES] : []
  const { parsed, coordinator } = configured(io, checks)
  const { settings, warnings } = parsed
  const problems = new RecentProblems()
  const logger = problems.around(createLogger(settings, await logOutput(io)))
  const rows = new RowPeek()
  for (const warning of warnings) logger.warn(warning)
  let operations: Operations | undefined
  const service = executeOn(coordinator, {
    ...options,
    ...{ settings, logger },
    after: timeOption('after', options.after),
    from: timeOption('from', options.from),
    around: (sink) => rows.around(sink),
    onEpoch: (epoch) => operations?.onEpoch(epoch),
    recovery: recoveryMode(options),
    dropState: options.dropState ?? []
  })
  const started = startOperations(service, parsed, logger, {
    recentRows: (name) => rows.of(name),
    problems: () => problems.list(),
    env: io.env
  })
  operations = started
  // The line tells that signals are heeded from here on.
  const finished = service.finished.finally(() => started.stop())
  const code = supervise({ finished, stop: () => service.stop(), status: () => service.status() }, io, logger)
  const { source, sink: to } = options
  const from = source.length === 0 ? 'kafka' : source.join(' ')
  const timeMode = isEventTime(settings) ? 'event' : 'processing'
  logger.info({ source: from, sink: to, timeMode, parallelism: settings.flink_parallelism }, 'starting')
  return code
}

/** @throws MillraceError AFTER_INVALID */
function timeOption(option: string, found: string | undefined): number | undefined {
  if (found === undefined) return undefined
  const time = timeOf(found)
  if (time === null) throw new MillraceError('AFTER_INVALID', { option, found })
  return time
}

/** Standard error: for people when they look at a terminal, for programs else. */
async function logOutput({ stdout, stderr, env }: CliIo): Promise<Output> {
  if (stdout.isTTY !== true) return stderr
  const { prettyOutput } = await import('../observability/pretty-log.js')
  return prettyOutput(stderr, (env['NO_COLOR'] ?? '') === '')
}

function recoveryMode({ rebuild = false, startAnew = false }: RunOptions): RecoveryMode {
  if (rebuild) return 'rebuild'
  return startAnew ? 'start-anew' : 'resume'
}
