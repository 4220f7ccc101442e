import type { Logger } from '../../../observability/log.js'
import type { Clock } from '../../clock.js'
import type { SourceOutage } from '../../connector.js'
import { KafkaProtocolError } from '../transport/errors.js'

export type KafkaLogger = Pick<Logger, 'info' | 'warn' | 'error'> & Partial<Pick<Logger, 'debug'>>

/** An answer with an error code (a coordinator loads, a leader moves) mends itself in a moment: no line for it yet. */
const PROTOCOL_GRACE_MS = 3000
const REMINDER_MS = 60_000
/** So many that are over are told of. */
const REMEMBERED = 20

/** By logger, by address: whoever logs to the same place and asks the same brokers shares an outage. */
const OUTAGES = new WeakMap<KafkaLogger, Map<string, Outage>>()

/**
 * Says once when the brokers are out of reach, again every minute with how long it has lasted, and once when all is
 * back, however many loops of source, sink, lease and snapshots notice, and however often they try.
 */
export class Outage {
  readonly #logger: KafkaLogger
  readonly #what: string
  readonly #clock: Clock
  /** Since when each loop that failed has been failing. */
  readonly #since = new Map<string, number>()
  #began = 0
  #lastSaid: number | null = null
  #told: readonly SourceOutage[] = []

  private constructor(logger: KafkaLogger, what: string, clock: Clock) {
    this.#logger = logger
    this.#what = what
    this.#clock = clock
  }

  /** The outage of these brokers for everything that writes to this log. */
  static of(logger: KafkaLogger, bootstrapServers: string, clock: Clock): Outage {
    const byAddress = OUTAGES.get(logger) ?? new Map<string, Outage>()
    OUTAGES.set(logger, byAddress)
    const outage =
      byAddress.get(bootstrapServers) ?? new Outage(logger, `Kafka at ${bootstrapServers}`, clock)
    byAddress.set(bootstrapServers, outage)
    return outage
  }

  /** @param loop names who tries, for the log too */
  failed(loop: string, error: unknown): void {
    const now = this.#clock.monotonic()
    if (this.#since.size === 0 && this.#lastSaid === null) this.#began = now
    const since = this.#since.get(loop) ?? now
    this.#since.set(loop, since)
    const grace = causeOf(error) instanceof KafkaProtocolError ? PROTOCOL_GRACE_MS : 0
    const isNew = this.#lastSaid === null && now - since >= grace
    if (!isNew && (this.#lastSaid === null || now - this.#lastSaid < REMINDER_MS)) return
    this.#lastSaid = now
    const reason = error instanceof Error ? error.message : String(error)
    const lasting = isNew ? 'is out of reach' : `has been out of reach for ${secondsOf(now - this.#began)}`
    if (isNew) this.#begin(now, reason)
    this.#logger.warn({ reason, what: loop }, `${this.#what} ${lasting}, trying on`)
  }

  succeeded(loop: string): void {
    this.#since.delete(loop)
    if (this.#since.size > 0 || this.#lastSaid === null) return
    this.#lastSaid = null
    const until = this.#clock.now()
    this.#told = this.#told.map((outage) => (outage.until === null ? { ...outage, until } : outage))
    const after = secondsOf(this.#clock.monotonic() - this.#began)
    this.#logger.info({ after }, `${this.#what} is back`)
  }

  /** The outages that were told of, the newest 20, oldest first. */
  told(): readonly SourceOutage[] {
    return this.#told
  }

  #begin(now: number, reason: string): void {
    const since = Math.round(this.#clock.now() - (now - this.#began))
    const begun = { what: this.#what, since, until: null, reason }
    this.#told = [...this.#told, begun].slice(-REMEMBERED)
  }

  /** The loop tries no more, for another reason than that it worked: others find out when all is back. */
  forget(loop: string): void {
    this.#since.delete(loop)
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error
}

function secondsOf(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}
