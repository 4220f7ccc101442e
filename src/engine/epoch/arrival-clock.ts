import type { Logger } from '../../observability/log.js'
import type { Clock } from '../clock.js'

/** The wall clock may stray so far from the monotonic one between two looks: more is a jump. */
const JUMP_MS = 1000

/**
 * The time at which records arrive: the wall clock's, but it never goes back. Where the wall clock was set back, this
 * one goes on at half its pace until the other has caught up, so windows of processing time go on firing.
 */
export class ArrivalClock {
  readonly #clock: Clock
  readonly #logger: Pick<Logger, 'warn'>
  #wall: number
  #monotonic: number
  #time: number

  /** @param floor a time that was reached already, by an earlier run; -Infinity: none was */
  constructor(clock: Clock, logger: Pick<Logger, 'warn'>, floor = Number.NEGATIVE_INFINITY) {
    this.#clock = clock
    this.#logger = logger
    this.#wall = clock.now()
    this.#monotonic = clock.monotonic()
    this.#time = Math.max(this.#wall, floor)
  }

  /** ms since 1970, whole. */
  now(): number {
    const wall = this.#clock.now()
    const monotonic = this.#clock.monotonic()
    const passed = Math.max(0, monotonic - this.#monotonic)
    this.#warnOfJump(wall - this.#wall, passed)
    this.#time = Math.max(wall, this.#time + passed / 2)
    this.#wall = wall
    this.#monotonic = monotonic
    return Math.floor(this.#time)
  }

  /** How long it takes at least until {@link now} has reached `time`, ms. */
  until(time: number): number {
    const left = time - this.now()
    return this.#time > this.#wall ? 2 * left : left
  }

  #warnOfJump(wallPassed: number, passed: number): void {
    const jumpMs = Math.round(wallPassed - passed)
    if (Math.abs(jumpMs) < JUMP_MS) return
    const way = jumpMs < 0 ? 'back' : 'forward'
    this.#logger.warn(
      { jumpMs },
      `the clock of this machine jumped ${way} by ${Math.abs(jumpMs) / 1000} s; only times of arrival follow it`
    )
  }
}
