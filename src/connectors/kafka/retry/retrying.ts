import { MillraceError } from '../../../errors.js'
import { pause, type Clock } from '../../clock.js'
import type { Outage } from './outage.js'

const FIRST_BACKOFF_MS = 100
const LAST_BACKOFF_MS = 5000

/** Waits between tries: 100 ms, doubling to 5 s or another longest time, a fifth more or less by chance. */
export class Backoff {
  readonly #clock: Clock
  readonly #longestMs: number
  #next = FIRST_BACKOFF_MS

  constructor(clock: Clock, longestMs = LAST_BACKOFF_MS) {
    this.#clock = clock
    this.#longestMs = longestMs
  }

  reset(): void {
    this.#next = FIRST_BACKOFF_MS
  }

  async wait(signal: AbortSignal): Promise<void> {
    const spread = 0.8 + Math.random() * 0.4
    await pause(this.#clock, Math.min(this.#next, this.#longestMs) * spread, signal)
    this.#next = Math.min(this.#next * 2, this.#longestMs)
  }
}

/** What is waited for is not there yet, and whoever waits has said so: no outage of the brokers. */
export class NotYetError extends Error {
  constructor(what: string) {
    super(`${what} is not there yet`)
    this.name = 'NotYetError'
  }
}

export interface RetryOptions {
  readonly clock: Clock
  readonly outage: Outage
  /** Who tries, as {@link Outage} names it. */
  readonly loop: string
  /** Ends it; what is waited for is rejected with the signal's reason. */
  readonly signal: AbortSignal
  /** Default: one of its own for each call. */
  readonly backoff?: Backoff
  /** Sees every failure that is tried again; what it throws is the end. */
  readonly onFailure?: (error: unknown) => void | Promise<void>
}

/**
 * Tries until it works, with pauses that grow. This is the one place that decides what is tried again: everything
 * but a MillraceError, which only the user can mend, and the end of the signal.
 *
 * @throws MillraceError, the signal's reason, what `onFailure` throws
 */
export async function retrying<T>(options: RetryOptions, attempt: () => Promise<T>): Promise<T> {
  const { clock, outage, loop, signal, onFailure, backoff = new Backoff(clock) } = options
  try {
    for (;;) {
      signal.throwIfAborted()
      try {
        const result = await attempt()
        outage.succeeded(loop)
        backoff.reset()
        return result
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof MillraceError) throw error
        await onFailure?.(error)
        if (!(error instanceof NotYetError)) outage.failed(loop, error)
      }
      await backoff.wait(signal)
    }
  } catch (error) {
    outage.forget(loop)
    throw error
  }
}
