import type { Clock } from '../../src/connectors/clock.js'
import { SIMULATION_START, type Scheduler } from './scheduler.js'
import type { World } from './world.js'

/** What a process needs of the world. */
type ProcessWorld = Pick<World, 'scheduler' | 'wallClock' | 'tally'>

/** Something that reached a process while it was suspended. */
interface Held {
  readonly callback: () => void
  readonly isTimer: boolean
}

/**
 * One operating system process: what reaches the program (timers, answers, results of threads) goes through it, and
 * so does what the program sends. When it is killed nothing does any more, and all that the program holds is lost;
 * while it is stopped (SIGSTOP) everything waits.
 */
export class SimulatedProcess {
  readonly clock: Clock = {
    now: () => SIMULATION_START + Math.floor(this.#scheduler.now + this.#world.wallClock.aheadMs),
    monotonic: () => this.#scheduler.now,
    // As in Node, no timer rings at once.
    after: (delayMs, callback) => this.after(Math.max(1, delayMs), callback)
  }
  readonly #scheduler: Scheduler
  readonly #world: ProcessWorld
  readonly #onKilled: () => void
  #stepsToLive: number
  #alive = true
  #stopped = false
  #held: Held[] = []
  /** Requests of dead processes that took its lease or its transactional id away. */
  ghostsMet = 0
  /** Something was committed or recovered: it is in its regular work. */
  isSettled = false

  /** @param stepsToLive it is killed at this many interactions with the world */
  constructor(
    readonly name: string,
    world: ProcessWorld,
    stepsToLive: number,
    onKilled: () => void
  ) {
    this.#world = world
    this.#scheduler = world.scheduler
    this.#stepsToLive = stepsToLive
    this.#onKilled = onKilled
  }

  get isAlive(): boolean {
    return this.#alive
  }

  get isStopped(): boolean {
    return this.#stopped
  }

  /** An interaction with the world. Answers whether the process is alive to see it through. */
  step(what: string): boolean {
    if (!this.#alive) return false
    if (--this.#stepsToLive > 0) return true
    this.#scheduler.trace(`${this.name}: killed at ${what}`)
    const { tally } = this.#world
    tally.fault(this.isSettled ? 'process killed at a step' : 'process killed while it starts or recovers')
    this.kill()
    return false
  }

  /** From now on it is not killed by chance. */
  immortalise(): void {
    this.#stepsToLive = Infinity
  }

  kill(): void {
    if (!this.#alive) return
    this.#alive = false
    this.#held = []
    this.#onKilled()
  }

  stop(): void {
    this.#stopped = true
  }

  /** What came meanwhile is taken in the order in which it came, or timers first: Node promises neither. */
  resume(timersFirst: boolean): void {
    this.#stopped = false
    const held = this.#held.splice(0)
    const inOrder = timersFirst
      ? [...held.filter(({ isTimer }) => isTimer), ...held.filter(({ isTimer }) => !isTimer)]
      : held
    for (const { callback, isTimer } of inOrder) {
      this.#scheduler.after(0, () => this.#deliver({ callback, isTimer }))
    }
  }

  /** Calls back after `delayMs` of virtual time, if it lives then; the answer cancels it. */
  after(delayMs: number, callback: () => void): () => void {
    let cancelled = false
    const cancel = this.#scheduler.after(delayMs, () => {
      const unlessCancelled = (): void => {
        if (!cancelled) callback()
      }
      this.#deliver({ callback: unlessCancelled, isTimer: true })
    })
    return () => {
      cancelled = true
      cancel()
    }
  }

  /** Lets something reach the program. */
  deliver(callback: () => void): void {
    this.#deliver({ callback, isTimer: false })
  }

  /** Runs `work` after `delayMs`: how a thread or a disk gives its result. Never settles once the process is dead. */
  async later<T>(what: string, delayMs: number, work: () => T | Promise<T>): Promise<T> {
    if (!this.step(what)) return never()
    await new Promise<void>((resolve) => this.after(delayMs, resolve))
    const result = await work()
    if (!this.step(`the end of ${what}`)) return never()
    return result
  }

  #deliver(held: Held): void {
    if (!this.#alive) return
    if (this.#stopped) this.#held.push(held)
    else held.callback()
  }
}

/** What a dead process waits for: always another promise, since one would keep everything that ever waited for it. */
export function never(): Promise<never> {
  return new Promise(() => undefined)
}
