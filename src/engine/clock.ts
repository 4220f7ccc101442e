import type { Clock } from '../connectors/clock.js'

export { systemClock, type Clock } from '../connectors/clock.js'

/** A timer that is set again and again: the last deadline counts. */
export class Alarm {
  readonly #clock: Clock
  readonly #callback: () => void
  #cancel: (() => void) | undefined

  constructor(clock: Clock, callback: () => void) {
    this.#clock = clock
    this.#callback = callback
  }

  /** Rings at `deadline`, on the monotonic clock, instead of any earlier setting; Infinity: not at all. */
  setFor(deadline: number): void {
    this.#cancel?.()
    this.#cancel = undefined
    if (deadline === Number.POSITIVE_INFINITY) return
    const delay = Math.min(Math.max(0, deadline - this.#clock.monotonic()), MAX_DELAY_MS)
    this.#cancel = this.#clock.after(delay, () => {
      this.#cancel = undefined
      this.#callback()
    })
  }
}

/** Timers overflow beyond 2^31 ms; whoever rings early looks at the clock again and sets the alarm anew. */
const MAX_DELAY_MS = 60_000
