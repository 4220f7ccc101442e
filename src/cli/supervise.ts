import type { SourceOutage } from '../connectors/connector.js'
import type { Logger } from '../observability/log.js'
import { EXIT, STOP_SIGNALS, type CliIo, type StopSignal } from './io.js'
import { describeError } from './report-error.js'

/** How long a stop may take before the process ends without it. */
const STOP_LIMIT_MS = 5000
/** `timeout` and terminals send a signal to the process and to its group: within this time they are one. */
const ONE_SIGNAL_MS = 500
/** Phases in which epochs are worked on: in the others there is nothing that waits for a commit. */
const WORKING: readonly string[] = ['running', 'caught-up']
/** How often a stop that takes its time looks whether it can still come to its end. */
const LOOK_MS = 100

/** What is supervised: the engine's service. */
export interface Stoppable {
  readonly finished: Promise<void>
  stop(): Promise<void>
  status(): {
    readonly phase: string
    readonly takenAt: number
    readonly outages: readonly SourceOutage[]
  }
}

/**
 * Waits until the service is done and answers with the exit code: 0 when it ended or was stopped, 1 when it failed.
 * The first SIGINT, SIGTERM or SIGHUP stops it: the epoch under way is finished and committed. The process ends at
 * once with 3 when that cannot be, since what commits is out of reach, and with 1 when it takes more than 5 s. A
 * second signal ends it at once, with 129, 130 or 143.
 */
export async function supervise(service: Stoppable, io: CliIo, logger: Logger): Promise<number> {
  const stop = new Stop(service, io, logger)
  const listeners = STOP_SIGNALS.map((signal) => [signal, () => stop.onSignal(signal)] as const)
  for (const [signal, listener] of listeners) io.signals.on(signal, listener)
  try {
    await service.finished
    logger.info('stopped')
    return EXIT.ok
  } catch (error) {
    logger.fatal({ err: error }, describeError(error))
    return EXIT.failure
  } finally {
    stop.release()
    for (const [signal, listener] of listeners) io.signals.off(signal, listener)
  }
}

/** A stop from its first signal on. */
class Stop {
  readonly #service: Stoppable
  readonly #io: CliIo
  readonly #logger: Logger
  #begunAt = NaN
  #wasWorking = false
  #timer: NodeJS.Timeout | undefined

  constructor(service: Stoppable, io: CliIo, logger: Logger) {
    this.#service = service
    this.#io = io
    this.#logger = logger
  }

  onSignal(signal: StopSignal): void {
    if (Number.isNaN(this.#begunAt)) this.#begin(signal)
    else if (this.#elapsed() > ONE_SIGNAL_MS) this.#end(EXIT[signal])
  }

  release(): void {
    clearInterval(this.#timer)
  }

  #begin(signal: StopSignal): void {
    this.#begunAt = performance.now()
    this.#wasWorking = WORKING.includes(this.#service.status().phase)
    this.#logger.info(
      { signal },
      'stopping: the epoch under way is finished and committed; a second signal ends at once'
    )
    // A failure of the stop rejects `finished` too, and is reported there.
    this.#service.stop().catch(() => undefined)
    // Where nothing waits for a commit the stop is done before the first look.
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
  }

  #look(): void {
    const outage = this.#wasWorking ? this.#openOutage() : undefined
    if (outage !== undefined) {
      this.#logger.warn(`${outage}: ending without the last commit; the next start makes up for it`)
      this.#end(EXIT.uncommitted)
    } else if (this.#elapsed() >= STOP_LIMIT_MS) {
      this.#logger.fatal(
        `not stopped within ${STOP_LIMIT_MS / 1000} s: ending with the last epochs not committed`
      )
      this.#end(EXIT.failure)
    }
  }

  /** What is out of reach, in words. */
  #openOutage(): string | undefined {
    const { outages, takenAt } = this.#service.status()
    const open = outages.find(({ until }) => until === null)
    return open && `${open.what} has been out of reach for ${Math.round((takenAt - open.since) / 1000)} s`
  }

  #elapsed(): number {
    return performance.now() - this.#begunAt
  }

  #end(code: number): void {
    this.release()
    this.#io.exit(code)
  }
}
