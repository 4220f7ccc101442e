import type { Clock } from '../../src/engine/clock.js'

interface Timer {
  readonly at: number
  readonly callback: () => void
}

/** A clock that stands until a test moves it; timers ring in order on the way. */
export class FakeClock implements Clock {
  #monotonic = 0
  /** What the wall clock is ahead of the monotonic one. */
  #offset: number
  #timers: Timer[] = []

  constructor(now = 0) {
    this.#offset = now
  }

  now(): number {
    return this.#monotonic + this.#offset
  }

  monotonic(): number {
    return this.#monotonic
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#monotonic + delayMs, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Sets the wall clock: timers do not heed it. */
  jumpTo(now: number): void {
    this.#offset = now - this.#monotonic
  }

  /** Lets time pass in which nothing runs, as for a process that is suspended: timers that came due ring later. */
  suspend(ms: number): void {
    this.#monotonic += ms
  }

  /** Moves the clock on, ringing the timers that come due; lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#monotonic + ms
    await settle()
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.#monotonic = Math.max(this.#monotonic, next.at)
      next.callback()
      await settle()
    }
    this.#monotonic = end
    await settle()
  }
}

/** Lets everything that only waits for promises run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
