import { readdirSync, rmSync, statSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { diffRows, type Row } from '../../src/cli/bench/rows.js'
import { SINKS } from '../../bench/baseline/rows.js'
import { readUsage } from '../../src/cli/bench/process-usage.js'
import { closingEvent } from '../../src/cli/bench/workload.js'
import { eventBatches } from '../../src/cli/bench/event-batches.js'
import type { EventOptions } from '../../src/connectors/datagen/event-options.js'
import { READ_COMMITTED } from '../../src/connectors/kafka/transport/requests/offsets.js'
import type { Brokers } from './brokers.js'
import { Expectation } from './expectation.js'
import { Follower, type SeenRecord } from './follower.js'
import { JournalWatch } from './journal-watch.js'
import { OrderedProducer } from './ordered-producer.js'
import { RunTopics } from './run-topics.js'
import { ServiceChild } from './service-child.js'
import { SteadyLoad } from './steady-load.js'

export interface LoadRunOptions {
  readonly name: string
  readonly main: string
  readonly brokers: Brokers
  readonly events: EventOptions
  /** Events a second, at most. */
  readonly rate: number
  readonly say: (line: string) => void
  readonly eventConfigs?: Readonly<Record<string, string>>
}

const POLL_MS = 100
const PROGRESS_MS = 2000
const MIB = 2 ** 20
const MEMORY_LIMIT_MIB = 4096
const DRAIN_TIMEOUT_MS = 300_000
/** A pause of the load must not make a partition idle: see modes.ts. */
const SETTINGS = { APP_ENVIRONMENT: 'production', FLINK_IDLE_TIMEOUT_SECONDS: '600' }

/** A service under generated load: its topics, its readers, its state, and the rows that are owed. */
export class LoadRun {
  readonly journal = new JournalWatch()
  readonly topics: RunTopics
  readonly load: SteadyLoad
  /** The service's setting processing_state_dir. */
  readonly state: string
  readonly #options: LoadRunOptions
  readonly #producer: OrderedProducer
  readonly #follower: Follower
  readonly #rows = new Map<string, Row[]>(SINKS.map((sink) => [sink, []]))
  #child: ServiceChild | null = null
  readonly #progress: NodeJS.Timeout

  private constructor(options: LoadRunOptions, topics: RunTopics, producer: OrderedProducer, state: string) {
    const { brokers, events, rate } = options
    this.#options = options
    this.topics = topics
    this.state = state
    this.#producer = producer
    this.load = new SteadyLoad(producer, events, SteadyLoad.perTick(rate, events.partitions))
    const take = ({ topic, text }: SeenRecord): void => {
      if (topic === topics.journal) this.journal.add(text)
      else this.#rows.get(topics.sinkOf.get(topic) ?? '')?.push(JSON.parse(text) as Row)
    }
    this.#follower = new Follower(brokers.addresses, READ_COMMITTED, take, () => this.journal.addGap())
    for (const [topic, partitions] of topics.outputs) this.#follower.follow(topic, partitions)
    this.#progress = setInterval(() => {
      const resident = this.#limitMemory()
      options.say(
        `${this.written} events written, ${this.journal.position} committed, ${resident} MiB resident`
      )
    }, PROGRESS_MS)
  }

  static async open(options: LoadRunOptions): Promise<LoadRun> {
    const { brokers, name, events, eventConfigs } = options
    const topics = new RunTopics(brokers.addresses, name)
    await topics.create(events.partitions, eventConfigs)
    const producer = await OrderedProducer.open(brokers.addresses, topics.events)
    return new LoadRun(options, topics, producer, await mkdtemp(path.join(tmpdir(), 'millrace-reliability-')))
  }

  /** Starts the service, with more settings. */
  start(env: Readonly<Record<string, string>> = {}, onLine: (line: string) => void = () => {}): ServiceChild {
    const settings = this.topics.settings(this.#options.main)
    const all = { ...settings, ...SETTINGS, PROCESSING_STATE_DIR: this.state, ...env }
    this.#child = new ServiceChild(this.#options.main, all, onLine)
    return this.#child
  }

  /** Events written over all partitions. */
  get written(): number {
    return this.load.written * this.#options.events.partitions
  }

  /** Waits until so many records are committed. @throws Error with the service's last words */
  async untilCommitted(records: number, child: ServiceChild): Promise<void> {
    const deadline = performance.now() + DRAIN_TIMEOUT_MS
    while (this.journal.position < records) {
      if (!child.isRunning || performance.now() > deadline) {
        const found = `${this.journal.position} of ${records} records are committed`
        throw new Error(`${found}\n${child.tail.join('\n')}`)
      }
      await sleep(POLL_MS)
    }
  }

  /** Closes all windows, stops the service, and says what is wrong with what it left. */
  async finish(child: ServiceChild): Promise<{ findings: string[]; rows: number }> {
    const { events } = this.#options
    const closing = closingEvent({ ...events, count: this.written })
    for (let partition = 0; partition < events.partitions; partition++) {
      const packing = { recordsPerBatch: 1, compression: 'none' as const }
      for (const { bytes, count } of eventBatches(closing, packing, Date.now()))
        await this.#producer.write(partition, bytes, count)
    }
    await this.untilCommitted(this.written + events.partitions, child)
    const code = await child.end('SIGTERM')
    const findings = code === '0' ? [] : [`the service stopped with ${code}: ${child.tail.join('\n')}`]
    findings.push(...(await this.topics.openTransactions()))
    await this.topics.untilRead([this.#follower])
    findings.push(...this.journal.findings, ...this.#judgeRows())
    return { findings, rows: [...this.#rows.values()].reduce((sum, rows) => sum + rows.length, 0) }
  }

  async close(): Promise<void> {
    clearInterval(this.#progress)
    await this.#child?.end('SIGKILL')
    await this.#follower.stop()
    this.#producer.close()
    this.topics.close()
    rmSync(this.state, { recursive: true, force: true })
  }

  /** A service that grows without bounds is ended before it takes the machine down; its end is then a finding. */
  #limitMemory(): number {
    const child = this.#child
    if (child?.isRunning !== true) return 0
    const resident = Math.round(readUsage(child.pid).residentBytes / MIB)
    if (resident > MEMORY_LIMIT_MIB) void child.end('SIGKILL')
    return resident
  }

  #judgeRows(): string[] {
    const expected = new Map<string, Row[]>(SINKS.map((sink) => [sink, []]))
    new Expectation(this.#options.events, (sink, row) => expected.get(sink)?.push(row)).run(this.load.written)
    return SINKS.flatMap((sink) => {
      const difference = diffRows(expected.get(sink) ?? [], this.#rows.get(sink) ?? [])
      return difference === '' ? [] : [`${sink}: ${difference}`]
    })
  }
}

/** All files below the service's state directory; one that goes away meanwhile is left out. */
export function stateFiles(directory: string): { name: string; bytes: number }[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const stat = statSync(path.join(directory, name), { throwIfNoEntry: false })
    return stat?.isFile() === true ? [{ name, bytes: stat.size }] : []
  })
}
