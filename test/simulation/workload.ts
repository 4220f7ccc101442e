import type { EventFacts } from '../../src/connectors/datagen/event-generator.js'
import { buildBatch } from '../../src/records/record-batch.js'
import { recordBatch, recordsSection } from '../support/record-section.js'
import type { Brokers } from './brokers.js'
import type { PartitionLog } from './partition-log.js'
import type { Random } from './random.js'
import { SIMULATION_START, type Scheduler } from './scheduler.js'

export interface WorkloadOptions {
  readonly topic: string
  readonly partitions: number
  readonly events: number
  /** Over so long they are produced, ms. */
  readonly durationMs: number
  /** How far an event may lie behind the greatest timestamp of its partition, ms. */
  readonly disorderMs: number
  /** Share of events that are older still. */
  readonly lateRatio: number
  /** Share of events without a timestamp. */
  readonly undatedRatio: number
  /** Partitions that come later. */
  readonly addedPartitions: number
  /** Timestamp of the last event of each partition, relative to the end: moves the watermark past every window. */
  readonly flushAfterMs: number
}

const TYPES = ['page_view', 'page_view', 'page_view', 'click', 'conversion', 'add_to_cart', 'scroll']
const AGENTS = ['Mozilla Mobile', 'Mozilla Tablet', 'Google Bot', 'Mozilla Desktop', '']
const USERS = 6
const MALFORMED_RATIO = 0.03
const FIRST_UPSTREAM_PRODUCER = 500_000

/** Produces events over virtual time, some in transactions of others that commit, abort and overlap. */
export class Workload {
  /** What was committed, in any order; what cannot be used counts as malformed here. */
  readonly facts: EventFacts[] = []
  /** The committed events that cannot be used, as they were written. */
  readonly unusable: string[] = []
  readonly #options: WorkloadOptions
  readonly #brokers: Brokers
  readonly #scheduler: Scheduler
  readonly #random: Random
  readonly #greatest: number[] = []
  #left: number
  #open = 0
  #nextProducer = FIRST_UPSTREAM_PRODUCER
  #partitions: number
  #flushTimestamp = Infinity

  constructor(options: WorkloadOptions, brokers: Brokers, scheduler: Scheduler, random: Random) {
    this.#options = options
    this.#brokers = brokers
    this.#scheduler = scheduler
    this.#random = random
    this.#left = options.events
    this.#partitions = options.partitions
  }

  /** Everything is in the log, and decided. */
  get isDone(): boolean {
    return this.#flushTimestamp < Infinity
  }

  /** Timestamp of the last event of every partition; Infinity while it is not there. */
  get flushTimestamp(): number {
    return this.#flushTimestamp
  }

  start(): void {
    this.#brokers.createTopic(this.#options.topic, this.#partitions)
    this.#scheduleNext()
    for (let i = 0; i < this.#options.addedPartitions; i++) {
      this.#scheduler.after(this.#random.next() * this.#options.durationMs, () => {
        if (!this.isDone) this.#brokers.createTopic(this.#options.topic, ++this.#partitions)
      })
    }
  }

  #scheduleNext(): void {
    const { events, durationMs } = this.#options
    const size = Math.min(this.#left, this.#random.integer(1, 12))
    const mean = (durationMs / events) * size
    this.#scheduler.after(this.#random.exponential(mean), () => {
      if (this.#random.chance(0.3)) this.#produceTransaction(size)
      else this.#produce(this.#random.integer(0, this.#partitions - 1), this.#draw(size))
      this.#left -= size
      if (this.#left > 0) this.#scheduleNext()
      else this.#flushWhenDecided()
    })
  }

  #produce(partition: number, count: Drawn): void {
    const { facts, values } = count(partition)
    this.#log(partition).append(recordBatch(values, 0))
    this.#committed(facts, values)
    this.#brokers.onChange()
  }

  /** One batch or two, in a partition or two; decided later, three of four for good. */
  #produceTransaction(size: number): void {
    const producer = this.#nextProducer++
    const commits = this.#random.chance(0.75)
    const facts: EventFacts[] = []
    const values: Buffer[] = []
    const touched = new Set<number>()
    const sequences = new Map<number, number>()
    const write = (partition: number, count: number): void => {
      const drawn = this.#draw(count)(partition)
      const sequence = sequences.get(partition) ?? 0
      sequences.set(partition, sequence + count)
      const stamp = { producerId: BigInt(producer), producerEpoch: 0, baseSequence: sequence, timestamp: 0 }
      this.#log(partition).append(buildBatch(recordsSection(drawn.values), count, stamp))
      touched.add(partition)
      facts.push(...drawn.facts)
      values.push(...drawn.values)
    }
    const someone = (): number => this.#random.integer(0, this.#partitions - 1)
    write(someone(), Math.ceil(size / 2))
    this.#open++
    this.#scheduler.after(this.#random.exponential(20), () => {
      if (size > 1) write(someone(), Math.floor(size / 2))
      this.#brokers.onChange()
      this.#scheduler.after(this.#random.exponential(200), () => {
        for (const partition of touched) this.#log(partition).appendMarker(producer, 0, commits, 0)
        if (commits) this.#committed(facts, values)
        this.#open--
        this.#brokers.onChange()
      })
    })
  }

  #committed(facts: readonly EventFacts[], values: readonly Buffer[]): void {
    this.facts.push(...facts)
    facts.forEach(({ malformed }, index) => {
      if (malformed) this.unusable.push(values[index]!.toString())
    })
  }

  #flushWhenDecided(): void {
    if (this.#open > 0) {
      this.#scheduler.after(100, () => this.#flushWhenDecided())
      return
    }
    const timestamp =
      Math.max(...this.#greatest.filter(Number.isFinite), this.#now()) + this.#options.flushAfterMs
    for (let partition = 0; partition < this.#partitions; partition++) {
      const flush = JSON.stringify({ event: { type: 'flush' }, timestamp })
      this.#log(partition).append(recordBatch([Buffer.from(flush)], 0))
    }
    this.#flushTimestamp = timestamp
    this.#brokers.onChange()
  }

  #draw(count: number): Drawn {
    return (partition) => {
      const facts = Array.from({ length: count }, () => this.#fact(partition))
      return { facts, values: facts.map((fact) => this.#encode(fact)) }
    }
  }

  #fact(partition: number): EventFacts {
    const { disorderMs, lateRatio, undatedRatio } = this.#options
    const random = this.#random
    const greatest = Math.max(this.#greatest[partition] ?? 0, this.#now())
    const back = random.chance(0.5) ? 0 : random.next() * disorderMs
    const late = random.chance(lateRatio) ? random.exponential(4 * disorderMs + 1000) : 0
    const malformed = random.chance(MALFORMED_RATIO + undatedRatio)
    const timestamp = Math.floor(greatest - back - late)
    if (!malformed) this.#greatest[partition] = Math.max(this.#greatest[partition] ?? 0, timestamp)
    const type = random.pick(TYPES)
    const user = random.integer(1, USERS)
    return {
      ...{ malformed, type, timestamp, userAgent: random.pick(AGENTS) },
      ...{ userId: `u${user}`, sessionId: `s${user % 4}` },
      loadTime: type === 'page_view' && random.chance(0.9) ? random.integer(1, 5000) : null
    }
  }

  #encode(fact: EventFacts): Buffer {
    const { undatedRatio } = this.#options
    const text = JSON.stringify({
      event: { type: fact.type },
      device: { user_agent: fact.userAgent },
      user: { id: fact.userId },
      context: { session_id: fact.sessionId },
      metrics: { load_time: fact.loadTime },
      timestamp: fact.timestamp
    })
    if (!fact.malformed) return Buffer.from(text)
    const undated = this.#random.chance(undatedRatio / (undatedRatio + MALFORMED_RATIO))
    if (undated) return Buffer.from(text.replace('"timestamp"', '"time"'))
    return Buffer.from(text.slice(0, this.#random.integer(1, text.length - 1)))
  }

  #now(): number {
    return SIMULATION_START + Math.floor(this.#scheduler.now)
  }

  #log(partition: number): PartitionLog {
    const log = this.#brokers.log(this.#options.topic, partition)
    if (log === undefined) throw new RangeError(`no partition ${partition}`)
    return log
  }
}

type Drawn = (partition: number) => { facts: EventFacts[]; values: Buffer[] }
