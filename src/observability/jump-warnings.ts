import type { Logger } from './log.js'

/** Between two lines of one kind. */
const PAUSE_MS = 60_000
const ORDER_OF_MAGNITUDE = 10

interface Told {
  /** The next line is due at so many. */
  readonly next: number
  readonly at: number
}

/**
 * Says when a count that should be none begins, and again with every order of magnitude; of one kind at most once a
 * minute.
 */
export class JumpWarnings {
  readonly #logger: Pick<Logger, 'warn'>
  readonly #told = new Map<string, Told>()

  constructor(logger: Pick<Logger, 'warn'>) {
    this.#logger = logger
  }

  /**
   * @param count since the start
   * @param uptimeMs when it is so many
   * @param meaning what it means, and what to do
   * @param job of which it is; left out: of all
   */
  take(kind: string, count: number, uptimeMs: number, meaning: string, job?: string): void {
    const key = JSON.stringify([kind, job])
    const told = this.#told.get(key) ?? { next: 1, at: Number.NEGATIVE_INFINITY }
    if (count < told.next || uptimeMs - told.at < PAUSE_MS) return
    const next = ORDER_OF_MAGNITUDE ** (Math.floor(Math.log10(count)) + 1)
    this.#told.set(key, { next, at: uptimeMs })
    // A job's name is no name of a field: one that looks like a secret's would hide the count.
    this.#logger.warn({ ...(job !== undefined && { job }), [kind]: count }, meaning)
  }
}
