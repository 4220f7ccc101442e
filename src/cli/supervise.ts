import type { Logger } from '../observability/log.js'
import { EXIT, STOP_SIGNALS, type CliIo, type StopSignal } from './io.js'
import { describeError } from './report-error.js'

/** How long a stop may take before the process ends without it. */
const STOP_LIMIT_MS = 5000

/** What is supervised: the engine's service. */
export interface Stoppable {
  readonly finished: Promise<void>
  stop(): Promise<void>
}

/**
 * Waits until the service is done and answers with the exit code: 0 when it ended or was stopped, 1 when it failed.
 * The first SIGINT or SIGTERM stops it: the epoch under way is finished and committed. When that takes more than 5 s
 * the process ends with 1; a second signal ends it at once, with 130 or 143.
 */
export async function supervise(service: Stoppable, io: CliIo, logger: Logger): Promise<number> {
  const release = stopOnSignal(service, io, logger)
  try {
    await service.finished
    logger.info('stopped')
    return EXIT.ok
  } catch (error) {
    logger.fatal({ err: error }, describeError(error))
    return EXIT.failure
  } finally {
    release()
  }
}

function stopOnSignal(service: Stoppable, io: CliIo, logger: Logger): () => void {
  let watchdog: NodeJS.Timeout | undefined
  const stop = (signal: StopSignal): void => {
    if (watchdog !== undefined) {
      io.exit(EXIT[signal])
      return
    }
    logger.info(
      { signal },
      'stopping: the epoch under way is finished and committed; a second signal ends at once'
    )
    watchdog = setTimeout(() => {
      logger.fatal(`not stopped within ${STOP_LIMIT_MS / 1000} s: ending with the last epochs not committed`)
      io.exit(EXIT.failure)
    }, STOP_LIMIT_MS)
    // A failure of the stop rejects `finished` too, and is reported there.
    service.stop().catch(() => undefined)
  }
  const listeners = STOP_SIGNALS.map((signal) => [signal, () => stop(signal)] as const)
  for (const [signal, listener] of listeners) io.signals.on(signal, listener)
  return () => {
    clearTimeout(watchdog)
    for (const [signal, listener] of listeners) io.signals.off(signal, listener)
  }
}
