import type { Settings } from '../../src/config/settings.js'
import { MillraceError, type ErrorCode } from '../../src/errors.js'
import { NO_FAULTS } from './faults.js'
import { startInstance, type Instance } from './instance.js'
import { RESUME, type Intent } from './intent.js'
import { SimulatedProcess } from './process.js'
import { drawTuning } from './scenario.js'
import { WAYS, type Way } from './tally.js'
import { NO_TROUBLES } from './troubles.js'
import type { World } from './world.js'

/** A process that ended is started again after so long, on average. */
const RESTART_MS = 200
const ZOMBIE_MS = 5000
/** A gentle stop takes no longer while nothing else is wrong; else the process is killed then. */
const STOP_LIMIT_MS = 8000
const SECOND = 1000

/** How the service may end by itself: when another instance took over. */
const TAKEN_OVER: ReadonlySet<string> = new Set(['KAFKA_FENCED', 'LEASE_LOST'])

/** What a process may stumble upon that does not know yet that another one took over. */
const OUTDATED_ENDS: ReadonlySet<string> = new Set(['STATE_LOST', 'KAFKA_OFFSET_OUT_OF_RANGE', 'JOURNAL_GAP'])

/** Names of the instances; there are two only when a lease says whose the work is. */
const INSTANCES = ['instance-1', 'instance-2']

const KNOWN_WAYS: ReadonlySet<string> = new Set(WAYS)

/** Settings that an operator changes to get over an error. */
export type Overrides = Partial<
  Pick<
    Settings,
    'processing_offset_out_of_range' | 'processing_poison_batches' | 'processing_kafka_consumer_group'
  >
>

/** What is done about the end of a process: how the next ones are started. */
export interface Reaction {
  /** Of the next one alone. */
  readonly intent?: Partial<Intent>
  /** Of all from now on. */
  readonly settings?: Overrides
  /** What else is done before. */
  readonly act?: () => void
}

/** Ends that are to be expected, and what is done about each. */
export type Ends = Partial<Record<ErrorCode, Reaction>>

/** What a supervisor keeps alive: one process at a time, to its knowledge. */
interface Slot {
  readonly instanceId: string
  current: SimulatedProcess | null
  instance: Instance | null
}

export interface SupervisorCallbacks {
  /** A process ended in a way that it must not, or did not end where it must. */
  readonly onFailure: (failure: string) => void
  /** A process ended because no snapshot can be used. Answers how to go on. */
  readonly onStateLost: () => Reaction
  /** A process is about to be started. */
  readonly onStart: (process: SimulatedProcess, intent: Intent, jobs: number) => void
}

/** Starts the service's processes, and again when they end; kills and stops them while things go wrong. */
export class Supervisor {
  readonly #world: World
  readonly #callbacks: SupervisorCallbacks
  readonly #all = new Set<SimulatedProcess>()
  readonly #slots: readonly Slot[]
  readonly #stopping = new Set<SimulatedProcess>()
  readonly #instances = new Map<SimulatedProcess, Instance>()
  readonly #ends = new Map<string, Reaction>()
  readonly #seen = new Map<string, number>()
  #settings: Overrides = {}
  #started = 0
  #mortal: boolean
  #intent: Intent = RESUME
  #halted = false
  #ended = false
  #onEmpty: (() => void) | null = null
  /** Which jobs run: see {@link JOB_VARIANTS}. */
  jobs: number

  constructor(world: World, mortal: boolean, callbacks: SupervisorCallbacks) {
    this.#world = world
    this.#mortal = mortal
    this.#callbacks = callbacks
    this.jobs = world.scenario.firstJobs
    world.network.onGhost = () => {
      for (const process of this.#all) process.ghostsMet++
    }
    const names = INSTANCES.slice(0, world.scenario.instances)
    this.#slots = names.map((instanceId) => ({ instanceId, current: null, instance: null }))
  }

  /** Processes so far. */
  get started(): number {
    return this.#started
  }

  start(): void {
    for (const slot of this.#slots) this.#start(slot)
  }

  /** From now on these ends are no failures. */
  expect(ends: Ends): void {
    for (const [code, reaction] of Object.entries(ends)) this.#ends.set(code, reaction)
  }

  /** One of these ends must come within so long; while things go wrong all takes its time. */
  demand(what: string, codes: readonly ErrorCode[], withinMs: number): void {
    const { scheduler, scenario } = this.#world
    const before = this.#endsOf(codes)
    const faultsLeft = this.#isCalm ? 0 : Math.max(0, scenario.faultsUntil - scheduler.now)
    scheduler.after(faultsLeft + withinMs, () => {
      if (this.#ended || this.#endsOf(codes) > before) return
      this.#callbacks.onFailure(`${what}: none of ${codes.join(', ')} within ${withinMs / SECOND} s`)
    })
  }

  /** The next process is started so. */
  intend(intent: Partial<Intent>): void {
    this.#intent = { ...RESUME, ...intent }
  }

  /** Ends all processes, one way or the other, does something, and starts them again. */
  interrupt(gently: boolean, meanwhile: () => void): void {
    const { scheduler, random } = this.#world
    if (this.#halted || this.#ended) return
    this.#halted = true
    this.#onEmpty = () => {
      this.#onEmpty = null
      meanwhile()
      scheduler.after(random.exponential(RESTART_MS), () => {
        this.#halted = false
        for (const slot of this.#slots) if (slot.current === null && !this.#ended) this.#start(slot)
      })
    }
    if (gently) for (const slot of this.#slots) this.#stopGently(slot)
    else for (const process of [...this.#all]) process.kill()
    if (this.#all.size === 0) this.#onEmpty?.()
  }

  /** SIGTERM to one of the processes, which is started again when it has ended. */
  stopOneGently(): void {
    this.#stopGently(this.#world.random.pick(this.#slots))
  }

  /** The process hangs, and nobody takes its place; later it goes on. */
  pauseOne(lengthMs: number): void {
    const process = this.#world.random.pick(this.#slots).current
    if (process !== null) this.pause(process, lengthMs)
  }

  /** The same of this one. */
  pause(process: SimulatedProcess, lengthMs: number): void {
    if (process.isStopped) return
    const { scheduler, scenario, tally } = this.#world
    scheduler.trace(`${process.name}: suspended for ${lengthMs.toFixed(0)} ms`)
    tally.fault('process suspended alone')
    const idleMs = scenario.settings.flink_idle_timeout_seconds * SECOND
    if (idleMs > 0 && lengthMs > idleMs) tally.fault('suspended longer than the idle time-out')
    if (lengthMs > (scenario.leaseTimeoutMs ?? Infinity)) tally.fault('suspended longer than the lease')
    if (lengthMs > scenario.transactionTimeoutMs)
      tally.fault('suspended longer than the transaction time-out')
    this.#suspend(process, lengthMs)
  }

  /** The process hangs; another one is started; later the first one goes on, a zombie. */
  stopOne(): void {
    const { scheduler, random, tally } = this.#world
    const slot = random.pick(this.#slots)
    const process = slot.current
    if (process === null) return
    scheduler.trace(`${process.name}: stopped`)
    tally.fault('process suspended, another one started (zombie)')
    scheduler.after(random.exponential(RESTART_MS), () => {
      if (slot.current === process && !this.#ended && !this.#halted) this.#start(slot)
    })
    this.#suspend(process, random.exponential(ZOMBIE_MS))
  }

  /** Another process is started while the first one works. */
  takeOver(): void {
    const slot = this.#world.random.pick(this.#slots)
    if (slot.current === null || this.#halted) return
    this.#world.tally.fault('started beside a living one')
    this.#start(slot)
  }

  /** The machine loses its power: all processes die, and the disk forgets what was not forced to it. */
  losePower(): void {
    this.#world.scheduler.trace('power failure')
    this.#world.tally.fault('power failure')
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

  #endsOf(codes: readonly string[]): number {
    return codes.reduce((sum, code) => sum + (this.#seen.get(code) ?? 0), 0)
  }

  #suspend(process: SimulatedProcess, lengthMs: number): void {
    const { scheduler, random } = this.#world
    process.stop()
    scheduler.after(lengthMs, () => {
      scheduler.trace(`${process.name}: resumed`)
      process.resume(random.chance(0.5))
    })
  }

  #stopGently({ current: process, instance }: Slot): void {
    if (process === null || instance === null || this.#stopping.has(process)) return
    const { scheduler, tally } = this.#world
    scheduler.trace(`${process.name}: is asked to stop`)
    tally.fault('stopped gently')
    this.#stopping.add(process)
    process.deliver(() => void instance.service.stop().catch(() => undefined))
    scheduler.after(STOP_LIMIT_MS, () => {
      if (!process.isAlive) return
      if (this.#isCalm) this.#callbacks.onFailure(`${process.name} did not stop within ${STOP_LIMIT_MS} ms`)
      process.kill()
    })
  }

  /** Nothing but the service itself decides how long it takes. */
  get #isCalm(): boolean {
    const { network, scenario, brokers } = this.#world
    const areBrokersQuiet = [
      scenario.brokerRestartMs,
      scenario.leaderMoveMs,
      scenario.coordinatorMoveMs
    ].every((ms) => ms === Infinity)
    const hasNoTrouble = scenario.troubles === NO_TROUBLES && !brokers.troubles.diskFull
    return network.faults === NO_FAULTS && scenario.network === NO_FAULTS && areBrokersQuiet && hasNoTrouble
  }

  /**
   * Nobody else ever had the lease. What a dead process sent may arrive when the next one works, and then it is as if
   * that one was there.
   */
  #isAlone(process: SimulatedProcess): boolean {
    const { leaseTimeoutMs, instances, zombieMs, takeOverMs } = this.#world.scenario
    if (process.ghostsMet > 0) return false
    return leaseTimeoutMs !== null && instances === 1 && zombieMs === Infinity && takeOverMs === Infinity
  }

  #start(slot: Slot): void {
    const { scheduler, scenario, random } = this.#world
    const name = `process ${++this.#started}`
    const mean = this.#mortal ? scenario.stepsToLive : Infinity
    const steps = mean === Infinity ? Infinity : 1 + Math.floor(random.exponential(mean))
    const process = new SimulatedProcess(name, this.#world, steps, () => this.#restart(slot, process))
    slot.current = process
    this.#all.add(process)
    // What may be changed between runs is changed.
    const tuned = this.#mortal ? drawTuning(random, scenario.settings) : scenario.settings
    const settings = { ...tuned, ...this.#settings }
    const intent = this.#intent
    this.#intent = RESUME
    const how = [intent.recovery, ...intent.dropState].join(' ')
    scheduler.trace(
      `${name}: starts as ${slot.instanceId}, parallelism ${settings.flink_parallelism}, ${how}, jobs ${this.jobs}`
    )
    this.#countIntent(intent)
    this.#callbacks.onStart(process, intent, this.jobs)
    const { instanceId } = slot
    slot.instance = startInstance(process, { settings, instanceId, intent, jobs: this.jobs }, this.#world)
    this.#instances.set(process, slot.instance)
    const { service } = slot.instance
    service.finished.then(
      () => this.#end(slot, process, null),
      (error: unknown) => this.#end(slot, process, error)
    )
  }

  #countIntent({ recovery, dropState }: Intent): void {
    const { tally } = this.#world
    if (recovery === 'rebuild') tally.way('--rebuild')
    if (recovery === 'start-anew') tally.way('--start-anew')
    if (dropState.length > 0) tally.way('--drop-state')
  }

  #end(slot: Slot, process: SimulatedProcess, error: unknown): void {
    if (!process.isAlive) return
    const { scheduler, tally } = this.#world
    const what = error instanceof Error ? `${error.name}: ${error.message}` : 'without an error'
    scheduler.trace(`${process.name}: ends, ${what}`)
    const code = error instanceof MillraceError ? error.code : ''
    if (error === null && this.#stopping.has(process)) tally.way('ended gently')
    else this.#judgeEnd(slot, process, code, error)
    process.kill()
  }

  #judgeEnd(slot: Slot, process: SimulatedProcess, code: string, error: unknown): void {
    this.#count(code)
    // Of a process that others have overtaken it says nothing: what it looks for is outdated, and gone.
    if (slot.current !== process && OUTDATED_ENDS.has(code)) return
    if (TAKEN_OVER.has(code) && !this.#isAlone(process)) return
    const expected = this.#ends.get(code)
    if (expected !== undefined) return this.#react(expected)
    if (code === 'STATE_LOST') return this.#react(this.#callbacks.onStateLost())
    const told = error instanceof Error ? (error.stack ?? error.message) : 'without an error'
    this.#callbacks.onFailure(`${process.name} ended: ${told}`)
  }

  #react({ intent, settings, act }: Reaction): void {
    act?.()
    if (intent !== undefined) this.intend(intent)
    this.#settings = { ...this.#settings, ...settings }
  }

  #count(code: string): void {
    this.#seen.set(code, (this.#seen.get(code) ?? 0) + 1)
    const way = `end: ${code}`
    if (KNOWN_WAYS.has(way)) this.#world.tally.way(way as Way)
  }

  #restart(slot: Slot, process: SimulatedProcess): void {
    this.#all.delete(process)
    this.#stopping.delete(process)
    if ((this.#instances.get(process)?.retries() ?? 0) > 0) this.#world.tally.way('commit tried again')
    this.#instances.delete(process)
    if (slot.current === process) slot.current = null
    if (this.#halted) {
      if (this.#all.size === 0) this.#onEmpty?.()
      return
    }
    if (slot.current !== null || this.#ended) return
    const { scheduler, random } = this.#world
    scheduler.after(random.exponential(RESTART_MS), () => {
      if (slot.current === null && !this.#ended && !this.#halted) this.#start(slot)
    })
  }
}
