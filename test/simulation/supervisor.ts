import type { RecoveryMode } from '../../src/engine/recovery.js'
import { MillraceError } from '../../src/errors.js'
import { startInstance } from './instance.js'
import { SimulatedProcess } from './process.js'
import { drawTuning } from './scenario.js'
import type { World } from './world.js'

/** A process that ended is started again after so long, on average. */
const RESTART_MS = 200
const ZOMBIE_MS = 5000

/** How the service may end by itself: when another instance took over. */
const EXPECTED_ENDS: ReadonlySet<string> = new Set(['KAFKA_FENCED'])

export interface SupervisorCallbacks {
  /** A process ended in a way that it must not. */
  readonly onFailure: (failure: string) => void
  /** A process ended because no snapshot can be used. Answers how to go on. */
  readonly onStateLost: () => RecoveryMode
}

/** Starts the service's processes, and again when they end; kills and stops them while things go wrong. */
export class Supervisor {
  readonly #world: World
  readonly #callbacks: SupervisorCallbacks
  readonly #all = new Set<SimulatedProcess>()
  #current: SimulatedProcess | null = null
  #started = 0
  #mortal: boolean
  #recovery: RecoveryMode = 'resume'
  #ended = false

  constructor(world: World, mortal: boolean, callbacks: SupervisorCallbacks) {
    this.#world = world
    this.#mortal = mortal
    this.#callbacks = callbacks
  }

  /** Processes so far. */
  get started(): number {
    return this.#started
  }

  start(): void {
    const { scheduler, scenario, random } = this.#world
    const name = `process ${++this.#started}`
    const mean = this.#mortal ? scenario.stepsToLive : Infinity
    const steps = mean === Infinity ? Infinity : 1 + Math.floor(random.exponential(mean))
    const process = new SimulatedProcess(name, scheduler, steps, () => this.#restart(process))
    this.#current = process
    this.#all.add(process)
    // What may be changed between runs is changed.
    const settings = this.#mortal ? drawTuning(random, scenario.settings) : scenario.settings
    scheduler.trace(`${name}: starts, parallelism ${settings.flink_parallelism}`)
    const service = startInstance(process, settings, this.#recovery, this.#world)
    this.#recovery = 'resume'
    service.finished.then(
      () => this.#end(process, null),
      (error: unknown) => this.#end(process, error)
    )
  }

  /** The process hangs; another one is started; later the first one goes on, a zombie. */
  stopOne(): void {
    const { scheduler, random } = this.#world
    const process = this.#current
    if (process === null) return
    scheduler.trace(`${process.name}: stopped`)
    process.stop()
    scheduler.after(random.exponential(RESTART_MS), () => {
      if (this.#current === process) this.start()
    })
    scheduler.after(random.exponential(ZOMBIE_MS), () => {
      scheduler.trace(`${process.name}: resumed`)
      process.resume()
    })
  }

  /** Another instance is started while the first one works. */
  takeOver(): void {
    if (this.#current !== null) this.start()
  }

  /** The machine loses its power: all processes die, and the disk forgets what was not forced to it. */
  losePower(): void {
    this.#world.scheduler.trace('power failure')
    this.#world.disk.losePower()
    this.#current?.kill()
    for (const process of [...this.#all]) process.kill()
  }

  /** From now on nothing happens to processes. */
  calmDown(): void {
    this.#mortal = false
    for (const process of this.#all) process.immortalise()
  }

  /** Ends everything. */
  end(): void {
    this.#ended = true
    for (const process of [...this.#all]) process.kill()
  }

  #end(process: SimulatedProcess, error: unknown): void {
    if (!process.isAlive) return
    const what = error instanceof Error ? `${error.name}: ${error.message}` : 'without an error'
    this.#world.scheduler.trace(`${process.name}: ends, ${what}`)
    const code = error instanceof MillraceError ? error.code : ''
    if (code === 'STATE_LOST') {
      this.#recovery = this.#callbacks.onStateLost()
    } else if (!EXPECTED_ENDS.has(code)) {
      this.#callbacks.onFailure(
        `${process.name} ended: ${error instanceof Error ? (error.stack ?? what) : what}`
      )
    }
    process.kill()
  }

  #restart(process: SimulatedProcess): void {
    this.#all.delete(process)
    if (this.#current !== process || this.#ended) return
    this.#current = null
    const { scheduler, random } = this.#world
    scheduler.after(random.exponential(RESTART_MS), () => {
      if (this.#current === null && !this.#ended) this.start()
    })
  }
}
