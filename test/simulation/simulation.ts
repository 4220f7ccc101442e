import { diffAllRows, diffRows, SINKS, type Rows } from '../../src/cli/bench/rows.js'
import { MillraceError } from '../../src/errors.js'
import { BrokerApi } from './broker-api.js'
import { Brokers } from './brokers.js'
import { BrokenPromise, Checker, parseRows } from './checker.js'
import { SimulatedDisk } from './disk.js'
import { expectedRows } from './expectation.js'
import { NO_FAULTS } from './faults.js'
import { startInstance, statementsOf } from './instance.js'
import { Network } from './network.js'
import { SimulatedProcess } from './process.js'
import { Random } from './random.js'
import { recomputedRows } from './recomputation.js'
import { drawScenario, GROUP, SOURCE_TOPIC, type Scenario, type ScenarioLimits } from './scenario.js'
import { Scheduler } from './scheduler.js'
import { Workload } from './workload.js'

export interface SimulationOptions extends ScenarioLimits {
  readonly seed: number
  readonly onTrace?: (line: string) => void
}

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
}

/** After the faults everything must be worked off within so much virtual time. */
const LIVENESS_MS = 120_000
const LOOK_MS = 50
/** A supervisor starts a process that ended again after so long. */
const RESTART_MS = 200

/** Runs the service through one seed's faults and checks every promise. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  return new Simulation(options).run()
}

class Simulation {
  readonly #options: SimulationOptions
  readonly #random: Random
  readonly #scheduler: Scheduler
  readonly #scenario: Scenario
  readonly #brokers: Brokers
  readonly #network: Network
  readonly #disk: SimulatedDisk
  readonly #workload: Workload
  readonly #checker: Checker
  #failure: string | null = null
  #processes = 0
  #process: SimulatedProcess | null = null
  #done = false
  #faulty: boolean

  constructor(options: SimulationOptions) {
    this.#options = options
    this.#random = new Random(options.seed)
    this.#scheduler = new Scheduler(options.onTrace)
    this.#scenario = drawScenario(this.#random.fork(), options)
    this.#faulty = options.undisturbed !== true
    this.#brokers = new Brokers(this.#scenario.brokers, this.#scheduler, this.#random.fork())
    const api = new BrokerApi(this.#brokers, this.#scheduler, this.#random.fork())
    this.#network = new Network(this.#brokers, api, this.#scheduler, this.#random.fork())
    this.#disk = new SimulatedDisk(this.#scheduler, this.#random.fork())
    this.#workload = new Workload(
      this.#scenario.workload,
      this.#brokers,
      this.#scheduler,
      this.#random.fork()
    )
    this.#checker = new Checker({ sourceTopic: SOURCE_TOPIC, group: GROUP }, this.#brokers)
  }

  async run(): Promise<SimulationResult> {
    const restore = this.#seedMath()
    try {
      this.#workload.start()
      this.#startFaults()
      this.#startProcess()
      this.#look()
      const deadline = this.#scenario.faultsUntil + LIVENESS_MS
      const inTime = await this.#scheduler.run(deadline, () => this.#failure !== null || this.#done)
      if (!inTime) this.#failure ??= `not worked off ${LIVENESS_MS / 1000} s after the faults ended`
      this.#process?.kill()
      this.#failure ??= (await this.#compareWithJournal()) ?? this.#compareWithEvents()
    } finally {
      restore()
    }
    return {
      seed: this.#options.seed,
      failure: this.#failure,
      traceHash: this.#scheduler.traceHash,
      virtualMs: Math.round(this.#scheduler.now),
      events: this.#scheduler.executed,
      processes: this.#processes,
      epochs: this.#checker.epochs.length,
      rows: SINKS.reduce((sum, sink) => sum + (this.#checker.rows.get(sink)?.length ?? 0), 0)
    }
  }

  #startProcess(): void {
    const name = `process ${++this.#processes}`
    const mean = this.#faulty ? this.#scenario.stepsToLive : Infinity
    const steps = mean === Infinity ? Infinity : 1 + Math.floor(this.#random.exponential(mean))
    const process = new SimulatedProcess(name, this.#scheduler, steps, () => this.#restart(process))
    this.#process = process
    this.#scheduler.trace(`${name}: starts`)
    const service = startInstance(process, {
      scheduler: this.#scheduler,
      network: this.#network,
      disk: this.#disk,
      random: this.#random.fork(),
      scenario: this.#scenario
    })
    service.finished.then(
      () => this.#ended(process, null),
      (error: unknown) => this.#ended(process, error)
    )
  }

  #ended(process: SimulatedProcess, error: unknown): void {
    if (!process.isAlive) return
    const what = error instanceof Error ? `${error.name}: ${error.message}` : 'without an error'
    this.#scheduler.trace(`${process.name}: ends, ${what}`)
    if (!(error instanceof MillraceError && EXPECTED_ENDS.has(error.code))) {
      this.#failure ??= `${process.name} ended: ${error instanceof Error ? error.stack : what}`
    }
    process.kill()
  }

  #restart(process: SimulatedProcess): void {
    if (this.#process !== process || this.#done) return
    this.#process = null
    this.#scheduler.after(this.#random.exponential(RESTART_MS), () => {
      if (this.#process === null) this.#startProcess()
    })
  }

  /** Looks at what the brokers hold, again and again, and whether all is done. */
  #look(): void {
    try {
      this.#checker.look()
    } catch (error) {
      if (!(error instanceof BrokenPromise)) throw error
      this.#failure ??= error.message
    }
    this.#done = !this.#faulty && this.#workload.isDone && this.#isWorkedOff()
    this.#scheduler.after(LOOK_MS, () => this.#look())
  }

  #isWorkedOff(): boolean {
    const logs = this.#brokers.topics.get(SOURCE_TOPIC) ?? []
    const isRead = logs.every((log) => this.#checker.positions.get(log.partition) === log.endOffset)
    return isRead && !this.#brokers.transactions.isBusy && this.#hasFlushed()
  }

  /** The watermark has passed everything but the last events, which only push it. */
  #hasFlushed(): boolean {
    const watermark = this.#checker.epochs.at(-1)?.watermark ?? -Infinity
    return (
      watermark >=
      this.#workload.flushTimestamp - this.#scenario.settings.flink_watermark_delay_seconds * 1000
    )
  }

  /** The rows are those that the journal's epochs owe. */
  async #compareWithJournal(): Promise<string | null> {
    const { epochs, rows } = this.#checker
    const statements = statementsOf(this.#scenario.settings)
    const expected = await recomputedRows(epochs, SOURCE_TOPIC, this.#brokers, statements)
    for (const sink of SINKS) {
      const difference = diffRows(parseRows(expected.get(sink) ?? []), parseRows(rows.get(sink) ?? []))
      if (difference !== '') return `${sink}, computed again: ${difference}`
    }
    return null
  }

  /** The rows are those that the events owe. */
  #compareWithEvents(): string | null {
    if (!this.#scenario.isPunctual) return null
    const found = Object.fromEntries(
      SINKS.map((sink) => [sink, parseRows(this.#checker.rows.get(sink) ?? [])])
    ) as unknown as Rows
    const difference = diffAllRows(expectedRows(this.#workload.facts, this.#scenario.settings), found)
    return difference === '' ? null : difference
  }

  #startFaults(): void {
    if (!this.#faulty) return
    this.#network.faults = this.#scenario.network
    this.#repeatedly(this.#scenario.brokerRestartMs, () => this.#restartBroker())
    this.#repeatedly(this.#scenario.leaderMoveMs, () => {
      this.#scheduler.trace('broker: leaders move')
      this.#brokers.moveLeaders()
    })
    this.#repeatedly(this.#scenario.coordinatorMoveMs, () => {
      this.#scheduler.trace('broker: coordinators move')
      this.#brokers.moveCoordinators()
    })
    this.#repeatedly(this.#scenario.diskDamageMs, () => this.#disk.damageOne())
    this.#repeatedly(this.#scenario.zombieMs, () => this.#stopProcess())
    this.#scheduler.after(this.#scenario.faultsUntil, () => {
      this.#scheduler.trace('faults end')
      this.#faulty = false
      this.#network.faults = NO_FAULTS
      this.#process?.immortalise()
    })
  }

  #repeatedly(meanMs: number, fault: () => void): void {
    if (meanMs === Infinity) return
    this.#scheduler.after(this.#random.exponential(meanMs), () => {
      if (!this.#faulty) return
      fault()
      this.#repeatedly(meanMs, fault)
    })
  }

  #restartBroker(): void {
    const { id } = this.#random.pick(this.#brokers.nodes)
    if (!this.#brokers.isUp(id)) return
    this.#scheduler.trace(`broker: node ${id} stops`)
    this.#brokers.stop(id)
    this.#scheduler.after(this.#random.exponential(1000), () => {
      this.#scheduler.trace(`broker: node ${id} starts`)
      this.#brokers.start(id)
    })
  }

  /** The process hangs; its supervisor starts another one; later the first one goes on, a zombie. */
  #stopProcess(): void {
    const process = this.#process
    if (process === null) return
    this.#scheduler.trace(`${process.name}: stopped`)
    process.stop()
    this.#scheduler.after(this.#random.exponential(RESTART_MS), () => {
      if (this.#process === process) this.#startProcess()
    })
    this.#scheduler.after(this.#random.exponential(5000), () => {
      this.#scheduler.trace(`${process.name}: resumed`)
      process.resume()
    })
  }

  /** Whoever asks for a random number gets it from the seed. */
  #seedMath(): () => void {
    const { random } = Math
    const seeded = this.#random.fork()
    Math.random = () => seeded.next()
    return () => (Math.random = random)
  }
}

/** How a service may end on its own when others took over. */
const EXPECTED_ENDS: ReadonlySet<string> = new Set(['KAFKA_FENCED'])
