import type { Logger } from '../../../observability/log.js'
import { pause, systemClock, type Clock } from '../../clock.js'
import { KafkaProtocolError } from '../transport/protocol-error.js'

export type KafkaLogger = Pick<Logger, 'info' | 'warn' | 'error'> & Partial<Pick<Logger, 'debug'>>

const FIRST_BACKOFF_MS = 100
const LAST_BACKOFF_MS = 5000
const PROTOCOL_GRACE_MS = 3000

/**
 * Says once when something is out of reach and once when all is back, however many loops notice and however often
 * they try. `key` names a loop.
 */
export class Outage {
  readonly #logger: KafkaLogger
  readonly #what: string
  readonly #clock: Clock
  readonly #since = new Map<string, number>()
  #announced = false

  /** @param what completes "is out of reach", for example `Kafka at broker:9092` */
  constructor(logger: KafkaLogger, what: string, clock: Clock = systemClock) {
    this.#logger = logger
    this.#what = what
    this.#clock = clock
  }

  /** Answers with an error code (a coordinator loads, a leader moves) mend themselves in a moment: no line for it yet. */
  failed(key: string, error: unknown): void {
    const now = this.#clock.now()
    const since = this.#since.get(key) ?? now
    this.#since.set(key, since)
    const grace = causeOf(error) instanceof KafkaProtocolError ? PROTOCOL_GRACE_MS : 0
    if (this.#announced || now - since < grace) return
    this.#announced = true
    const reason = error instanceof Error ? error.message : String(error)
    this.#logger.warn({ reason }, `${this.#what} is out of reach, trying on`)
  }

  succeeded(key: string): void {
    if (!this.#since.delete(key) || this.#since.size > 0 || !this.#announced) return
    this.#announced = false
    this.#logger.info({}, `${this.#what} is back`)
  }
}

/** Waits between tries: 100 ms, doubling to 5 s or another longest time, a fifth more or less by chance. */
export class Backoff {
  readonly #clock: Clock
  readonly #longestMs: number
  #next = FIRST_BACKOFF_MS

  constructor(clock: Clock = systemClock, longestMs = LAST_BACKOFF_MS) {
    this.#clock = clock
    this.#longestMs = longestMs
  }

  reset(): void {
    this.#next = FIRST_BACKOFF_MS
  }

  async wait(signal: AbortSignal): Promise<void> {
    const spread = 0.8 + Math.random() * 0.4
    await pause(this.#clock, this.#next * spread, signal)
    this.#next = Math.min(this.#next * 2, this.#longestMs)
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error
}
