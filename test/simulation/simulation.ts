import { SINKS } from '../../bench/baseline/rows.js'
import { isEventTime } from '../../src/config/settings.js'
import { Checker } from './checker.js'
import { FaultSchedule } from './fault-schedule.js'
import { Happenings } from './happenings.js'
import { SOURCE_TOPIC } from './topics.js'
import { Supervisor, type Reaction } from './supervisor.js'
import type { Counts } from './tally.js'
import { countsDiffer, judge } from './verdict.js'
import { Workload } from './workload.js'
import { createWorld, type World, type WorldOptions } from './world.js'

export type SimulationOptions = WorldOptions

export interface SimulationResult {
  readonly seed: number
  /** What was broken; null when every promise was kept. */
  readonly failure: string | null
  readonly traceHash: string
  /** Virtual time that it took, ms. */
  readonly virtualMs: number
  readonly events: number
  readonly processes: number
  readonly epochs: number
  readonly rows: number
  readonly theme: string
  /** How often each fault and each way of recovery was met. */
  readonly counts: Counts
}

/** After the faults everything must be worked off within so much virtual time. */
const LIVENESS_MS = 120_000
const SECOND = 1000
const LOOK_MS = 50
const FLUSH_AGAIN_MS = 12_000
const FLUSH_OFTEN_MS = 700
/** The longest window of a scenario, and some more. */
const LAST_WINDOWS_MS = 20_000

/** Runs the service through one seed's faults and checks every promise. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  return new Simulation(options).run()
}

class Simulation {
  readonly #options: SimulationOptions
  readonly #world: World
  readonly #workload: Workload
  readonly #checker: Checker
  readonly #supervisor: Supervisor
  readonly #faults: FaultSchedule
  readonly #happenings: Happenings
  #failure: string | null = null
  #done = false
  /** State was given up: the events alone do not tell what is owed. */
  #isLossy = false
  #readAt: number | null = null
  #flushedAt = 0

  constructor(options: SimulationOptions) {
    this.#options = options
    const world = createWorld(options)
    this.#world = world
    const { scenario, brokers, scheduler, random } = world
    this.#workload = new Workload(scenario.workload, brokers, scheduler, random.fork())
    this.#checker = new Checker(world)
    this.#supervisor = new Supervisor(world, options.undisturbed !== true, {
      onFailure: (failure) => this.#fail(failure),
      onStateLost: () => this.#stateLost(),
      onStart: (process, intent, jobs) => this.#checker.processStarts(process, intent, jobs)
    })
    this.#faults = new FaultSchedule(world, this.#supervisor, this.#checker)
    this.#happenings = new Happenings(world, this.#supervisor, this.#checker, this.#workload)
    this.#isLossy = this.#happenings.isLossy
    world.onRecovered = (process, how) => this.#checker.processRecovered(process, how)
  }

  async run(): Promise<SimulationResult> {
    const { scheduler, scenario } = this.#world
    const restore = this.#seedMath()
    const onUnhandled = (reason: unknown): void =>
      this.#fail(`a rejection that nobody handles: ${String(reason)}`)
    process.on('unhandledRejection', onUnhandled)
    try {
      this.#workload.start()
      if (this.#options.undisturbed === true) this.#faults.end()
      else this.#startFaults()
      this.#supervisor.start()
      this.#look()
      const deadline = scenario.faultsUntil + LIVENESS_MS
      const inTime = await scheduler.run(deadline, () => this.#isOver)
      this.#supervisor.end()
      if (!inTime) this.#fail(`not worked off ${LIVENESS_MS / 1000} s after the faults ended`)
      this.#failure ??= await judge(this.#world, this.#checker, this.#workload, this.#isLossy)
    } finally {
      // Such rejections are told when the microtasks are done.
      await new Promise((resolve) => setImmediate(resolve))
      process.off('unhandledRejection', onUnhandled)
      restore()
    }
    return this.#result()
  }

  #startFaults(): void {
    this.#happenings.start()
    this.#faults.start()
  }

  get #isOver(): boolean {
    return this.#failure !== null || this.#done
  }

  #result(): SimulationResult {
    const { scheduler, scenario, tally } = this.#world
    return {
      theme: scenario.theme,
      counts: tally.counts(),
      seed: this.#options.seed,
      failure: this.#failure,
      traceHash: scheduler.traceHash,
      virtualMs: Math.round(scheduler.now),
      events: scheduler.executed,
      processes: this.#supervisor.started,
      epochs: this.#checker.epochs.length,
      rows: SINKS.reduce((sum, sink) => sum + (this.#checker.rows.get(sink)?.length ?? 0), 0)
    }
  }

  /**
   * Every snapshot that the journal names was damaged: that must be said, and was. In event time open windows can be
   * counted again, or given up; in processing time only the latter.
   */
  #stateLost(): Reaction {
    const { disk, scenario, random } = this.#world
    const whole = this.#checker.last?.snapshots.find(({ id }) => !disk.isDamaged(`${id}.snapshot`))
    if (whole !== undefined)
      this.#fail(`the state is said to be lost, but snapshot ${whole.id} was not damaged`)
    const isRebuilt = isEventTime(scenario.settings) && random.chance(0.6)
    // What was dropped as late may count now.
    if (!isRebuilt || !scenario.isPunctual) this.#isLossy = true
    return { intent: { recovery: isRebuilt ? 'rebuild' : 'start-anew' } }
  }

  #fail(failure: string): void {
    this.#failure ??= failure
  }

  /** Looks at what the brokers hold, again and again, and whether all is done. */
  #look(): void {
    const broken = this.#checker.look()
    if (broken !== null) this.#fail(broken)
    this.#done = this.#faults.isOver && this.#workload.isDone && this.#isWorkedOff()
    this.#flushAgain()
    this.#world.scheduler.after(LOOK_MS, () => this.#look())
  }

  /** What was passed over may be what pushes the watermark; and it stands while every partition is idle. */
  #flushAgain(): void {
    const { scheduler, scenario } = this.#world
    const isAlone = scenario.workload.flushedPartitions < Infinity
    const mayMissIt = scenario.settings.processing_kafka_scan_startup_mode === 'latest-offset'
    if ((!this.#isLossy && !isAlone && !mayMissIt) || !this.#faults.isOver || !this.#workload.isDone) return
    if (scheduler.now < this.#flushedAt + (isAlone ? FLUSH_OFTEN_MS : FLUSH_AGAIN_MS)) return
    this.#flushedAt = scheduler.now
    this.#workload.flush()
  }

  #isWorkedOff(): boolean {
    const { brokers, scheduler, scenario } = this.#world
    const { settings } = scenario
    if (!this.#checker.isWhole) return false
    const logs = brokers.topics.get(SOURCE_TOPIC) ?? []
    const isRead = logs.every((log) => this.#checker.positionOf(log) === log.endOffset)
    if (!isRead || brokers.transactions.isBusy) return false
    this.#readAt ??= scheduler.now
    if (!isEventTime(settings)) return this.#areWindowsClosed(this.#readAt)
    // The watermark has passed everything but the last events, which only push it.
    const watermark = this.#checker.epochs.at(-1)?.watermark ?? Number.NEGATIVE_INFINITY
    return watermark >= this.#workload.flushTimestamp - settings.flink_watermark_delay_seconds * SECOND
  }

  /** In processing time the clock closes the last windows. That all are is seen by what they count. */
  #areWindowsClosed(readAt: number): boolean {
    const { scheduler } = this.#world
    if (scheduler.now < readAt + LAST_WINDOWS_MS) return false
    return this.#isLossy || countsDiffer(this.#checker, this.#workload) === null
  }

  /** Whoever asks for a random number gets it from the seed. */
  #seedMath(): () => void {
    const { random } = Math
    const seeded = this.#world.random.fork()
    Math.random = () => seeded.next()
    return () => (Math.random = random)
  }
}
