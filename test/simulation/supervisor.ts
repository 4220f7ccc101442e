import type { RecoveryMode } from '../../src/engine/recovery/recover.js'
import { MillraceError } from '../../src/errors.js'
import { startInstance } from './instance.js'
import { SimulatedProcess } from './process.js'
import { drawTuning } from './scenario.js'
import type { World } from './world.js'

/** A process that ended is started again after so long, on average. */
const RESTART_MS = 200
const ZOMBIE_MS = 5000

/** How the service may end by itself: when another instance took over. */
const EXPECTED_ENDS: ReadonlySet<string> = new Set(['KAFKA_FENCED', 'LEASE_LOST'])

/** What a process may stumble upon that does not know yet that another one took over. */
const OUTDATED_ENDS: ReadonlySet<string> = new Set(['STATE_LOST', 'KAFKA_OFFSET_OUT_OF_RANGE', 'JOURNAL_GAP'])

/** Names of the instances; there are two only when a lease says whose the work is. */
const INSTANCES = ['instance-1', 'instance-2']

/** What a supervisor keeps alive: one process at a time, to its knowledge. */
interface Slot {
  readonly instanceId: string
  current: SimulatedProcess | null
}

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
  readonly #slots: readonly Slot[]
  #started = 0
  #mortal: boolean
  #recovery: RecoveryMode = 'resume'
  #ended = false

  constructor(world: World, mortal: boolean, callbacks: SupervisorCallbacks) {
    this.#world = world
    this.#mortal = mortal
    this.#callbacks = callbacks
    const names = INSTANCES.slice(0, world.scenario.instances)
    this.#slots = names.map((instanceId) => ({ instanceId, current: null }))
  }

  /** Processes so far. */
  get started(): number {
    return this.#started
  }

  start(): void {
    for (const slot of this.#slots) this.#start(slot)
  }

  /** The process hangs; another one is started; later the first one goes on, a zombie. */
  stopOne(): void {
    const { scheduler, random } = this.#world
    const slot = random.pick(this.#slots)
    const process = slot.current
    if (process === null) return
    scheduler.trace(`${process.name}: stopped`)
    process.stop()
    scheduler.after(random.exponential(RESTART_MS), () => {
      if (slot.current === process && !this.#ended) this.#start(slot)
    })
    scheduler.after(random.exponential(ZOMBIE_MS), () => {
      scheduler.trace(`${process.name}: resumed`)
      process.resume()
    })
  }

  /** Another process is started while the first one works. */
  takeOver(): void {
    const slot = this.#world.random.pick(this.#slots)
    if (slot.current !== null) this.#start(slot)
  }

  /** The machine loses its power: all processes die, and the disk forgets what was not forced to it. */
  losePower(): void {
    this.#world.scheduler.trace('power failure')
    this.#world.disk.losePower()
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

  #start(slot: Slot): void {
    const { scheduler, scenario, random } = this.#world
    const name = `process ${++this.#started}`
    const mean = this.#mortal ? scenario.stepsToLive : Infinity
    const steps = mean === Infinity ? Infinity : 1 + Math.floor(random.exponential(mean))
    const process = new SimulatedProcess(name, scheduler, steps, () => this.#restart(slot, process))
    slot.current = process
    this.#all.add(process)
    // What may be changed between runs is changed.
    const settings = this.#mortal ? drawTuning(random, scenario.settings) : scenario.settings
    scheduler.trace(`${name}: starts as ${slot.instanceId}, parallelism ${settings.flink_parallelism}`)
    const { instanceId } = slot
    const service = startInstance(process, { settings, instanceId, recovery: this.#recovery }, this.#world)
    this.#recovery = 'resume'
    service.finished.then(
      () => this.#end(slot, process, null),
      (error: unknown) => this.#end(slot, process, error)
    )
  }

  #end(slot: Slot, process: SimulatedProcess, error: unknown): void {
    if (!process.isAlive) return
    const what = error instanceof Error ? `${error.name}: ${error.message}` : 'without an error'
    this.#world.scheduler.trace(`${process.name}: ends, ${what}`)
    const code = error instanceof MillraceError ? error.code : ''
    // Of a process that others have overtaken it says nothing: what it looks for is outdated, and gone.
    const isOutdated = slot.current !== process && OUTDATED_ENDS.has(code)
    if (code === 'STATE_LOST' && !isOutdated) {
      this.#recovery = this.#callbacks.onStateLost()
    } else if (!EXPECTED_ENDS.has(code) && !isOutdated) {
      const told = error instanceof Error ? (error.stack ?? what) : what
      this.#callbacks.onFailure(`${process.name} ended: ${told}`)
    }
    process.kill()
  }

  #restart(slot: Slot, process: SimulatedProcess): void {
    this.#all.delete(process)
    if (slot.current !== process || this.#ended) return
    slot.current = null
    const { scheduler, random } = this.#world
    scheduler.after(random.exponential(RESTART_MS), () => {
      if (slot.current === null && !this.#ended) this.#start(slot)
    })
  }
}
