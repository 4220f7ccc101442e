import type { EventFacts } from '../../src/connectors/datagen/event-generator.js'
import { buildBatch } from '../../src/records/record-batch.js'
import { recordBatch, recordsSection } from '../support/record-section.js'
import type { Brokers } from './brokers.js'
import type { PartitionLog } from './partition-log.js'
import { Random } from './random.js'
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
  /** Share of events that are no JSON. */
  readonly malformedRatio: number
  /** Share of events whose time is years ahead of the clock. */
  readonly futureRatio: number
  /** How long transactions of others stay open, on average, ms. */
  readonly transactionMs: number
  /** Partitions that come later. */
  readonly addedPartitions: number
  /** Timestamp of the last event of each partition, relative to the end: moves the watermark past every window. */
  readonly flushAfterMs: number
  /** Different users, and sessions that they share. */
  readonly users: number
  readonly sessions: number
  /** Bytes of a user id at least. */
  readonly idBytes: number
  /** Times at which many events come at once, and how many. */
  readonly bursts: number
  readonly burstSize: number
  /** The last ones, which get nothing but what is preloaded. */
  readonly silentPartitions: number
  /** Events that lie in every partition before the service is started for the first time. */
  readonly preloaded: number
  /** How many partitions get a last event; the others are idle then. */
  readonly flushedPartitions: number
  /** Every partition that is not silent gets an event at least so often, ms. */
  readonly keepsPartitionsBusyMs: number
}

/** An event that was committed, and where. */
export interface PlacedFact extends EventFacts {
  readonly partition: number
  readonly offset: number
  /** As it was written. */
  readonly text: string
}

const TYPES = ['page_view', 'page_view', 'page_view', 'click', 'conversion', 'add_to_cart', 'scroll']
const AGENTS = ['Mozilla Mobile', 'Mozilla Tablet', 'Google Bot', 'Mozilla Desktop', '']
const FIRST_UPSTREAM_PRODUCER = 500_000
/** From the last events to the flush that not every partition gets. */
const SETTLE_MS = 2000
const MOST_IN_BATCH = 12
const MOST_IN_BURST_BATCH = 200
const PRELOADED_AGE_MS = 5000
const FAR_AHEAD_MS = 400 * 86_400_000

/** Produces events over virtual time, some in transactions of others that commit, abort and overlap. */
export class Workload {
  /** What was committed, in any order; what cannot be used counts as malformed here. */
  facts: PlacedFact[] = []
  readonly #options: WorkloadOptions
  readonly #brokers: Brokers
  readonly #scheduler: Scheduler
  readonly #random: Random
  readonly #greatest: number[] = []
  readonly #userIds = new Map<number, string>()
  #left: number
  #open = 0
  #nextProducer = FIRST_UPSTREAM_PRODUCER
  #partitions: number
  #flushTimestamp = Infinity
  /** Counts how often the topic was made. */
  #topic = 1

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
    const { topic, addedPartitions, durationMs, bursts, keepsPartitionsBusyMs } = this.#options
    this.#brokers.createTopic(topic, this.#partitions)
    this.#preload()
    this.#scheduleNext()
    for (let i = 0; i < addedPartitions; i++) {
      this.#scheduler.after(this.#random.next() * durationMs, () => this.#addPartition())
    }
    for (let i = 0; i < bursts; i++) {
      this.#scheduler.after(this.#random.next() * durationMs, () => this.#burst())
    }
    if (keepsPartitionsBusyMs < Infinity) this.#keepBusy(keepsPartitionsBusyMs)
  }

  /** The topic was made anew, with so many partitions: what was written before is gone. */
  startAnew(partitions: number): void {
    this.#topic++
    this.#partitions = partitions
    this.facts = []
    this.#greatest.length = 0
    this.#brokers.createTopic(this.#options.topic, partitions)
  }

  #preload(): void {
    const { preloaded } = this.#options
    for (let partition = 0; preloaded > 0 && partition < this.#partitions; partition++) {
      this.#greatest[partition] = this.#now() - PRELOADED_AGE_MS
      this.#produce(partition, preloaded)
    }
  }

  #addPartition(): void {
    if (this.isDone) return
    this.#brokers.createTopic(this.#options.topic, ++this.#partitions)
    this.#brokers.tally.fault('partition added')
  }

  #burst(): void {
    if (this.isDone) return
    this.#brokers.tally.fault('burst of records')
    for (let left = this.#options.burstSize; left > 0;) {
      const size = Math.min(left, this.#random.integer(1, MOST_IN_BURST_BATCH))
      this.#produce(this.#someone(), size)
      left -= size
    }
  }

  #keepBusy(everyMs: number): void {
    this.#scheduler.after(everyMs / 2, () => {
      if (this.isDone) return
      for (let partition = 0; partition < this.#loud; partition++) {
        if (this.#random.chance(0.5)) this.#produce(partition, 1)
      }
      this.#scheduler.after(everyMs / 2, () => {
        if (this.isDone) return
        for (let partition = 0; partition < this.#loud; partition++) this.#produce(partition, 1)
      })
      this.#keepBusy(everyMs)
    })
  }

  #scheduleNext(): void {
    const { events, durationMs } = this.#options
    const size = Math.min(this.#left, this.#random.integer(1, MOST_IN_BATCH))
    const mean = (durationMs / events) * size
    this.#scheduler.after(this.#random.exponential(mean), () => {
      if (this.#random.chance(0.3)) this.#produceTransaction(size)
      else this.#produce(this.#someone(), size)
      this.#left -= size
      if (this.#left > 0) this.#scheduleNext()
      else this.#flushWhenDecided()
    })
  }

  /** Partitions that get events. */
  get #loud(): number {
    return Math.max(1, this.#partitions - this.#options.silentPartitions)
  }

  #someone(): number {
    return this.#random.integer(0, this.#loud - 1)
  }

  #produce(partition: number, count: number): void {
    const { facts, values } = this.#draw(partition, count)
    const log = this.#log(partition)
    if (log === undefined || log.frozenUntil > this.#scheduler.now) return
    const { baseOffset } = log.append(recordBatch(values, 0))
    this.facts.push(...placed(facts, values, partition, baseOffset))
    this.#brokers.onChange()
  }

  /** One batch or two, in a partition or two; decided later, three of four for good. */
  #produceTransaction(size: number): void {
    const producer = this.#nextProducer++
    const topic = this.#topic
    const commits = this.#random.chance(0.75)
    const facts: PlacedFact[] = []
    const touched = new Set<number>()
    const sequences = new Map<number, number>()
    const write = (partition: number, count: number): void => {
      const drawn = this.#draw(partition, count)
      const sequence = sequences.get(partition) ?? 0
      sequences.set(partition, sequence + count)
      const stamp = { producerId: BigInt(producer), producerEpoch: 0, baseSequence: sequence, timestamp: 0 }
      const log = this.#log(partition)
      if (log === undefined || log.frozenUntil > this.#scheduler.now) return
      const { baseOffset } = log.append(buildBatch(recordsSection(drawn.values), count, stamp))
      touched.add(partition)
      facts.push(...placed(drawn.facts, drawn.values, partition, baseOffset))
    }
    write(this.#someone(), Math.ceil(size / 2))
    this.#open++
    this.#scheduler.after(this.#random.exponential(20), () => {
      if (size > 1 && topic === this.#topic) write(this.#someone(), Math.floor(size / 2))
      this.#brokers.onChange()
      this.#scheduler.after(this.#random.exponential(this.#options.transactionMs), () => {
        this.#open--
        if (topic !== this.#topic) return
        for (const partition of touched) this.#log(partition)?.appendMarker(producer, 0, commits, 0)
        if (commits) this.facts.push(...facts)
        this.#brokers.onChange()
      })
    })
  }

  #flushWhenDecided(): void {
    const logs = this.#brokers.topics.get(this.#options.topic) ?? []
    const isFrozen = logs.some(({ frozenUntil }) => frozenUntil > this.#scheduler.now)
    if (this.#open > 0 || isFrozen || logs.length === 0) {
      this.#scheduler.after(100, () => this.#flushWhenDecided())
      return
    }
    // A partition that was idle and gets its last events in the same moment as another one the flush may rightly find
    // them late: they are given the time to be read.
    const settleMs = this.#options.flushedPartitions < Infinity ? SETTLE_MS : 0
    this.#scheduler.after(settleMs, () => this.flush())
  }

  /** Writes events that push the watermark past all others. */
  flush(): void {
    const before = this.isDone ? this.#flushTimestamp : 0
    const timestamp =
      Math.max(...this.#greatest.filter(Number.isFinite), this.#now(), before) + this.#options.flushAfterMs
    const flushed = Math.min(this.#partitions, this.#options.flushedPartitions)
    for (let partition = 0; partition < flushed; partition++) {
      const flush = JSON.stringify({ event: { type: 'flush' }, timestamp })
      this.#log(partition)?.append(recordBatch([Buffer.from(flush)], 0))
    }
    this.#flushTimestamp = timestamp
    this.#brokers.onChange()
  }

  #draw(partition: number, count: number): { facts: EventFacts[]; values: Buffer[] } {
    const facts = Array.from({ length: count }, () => this.#fact(partition))
    return { facts, values: facts.map((fact) => this.#encode(fact)) }
  }

  #fact(partition: number): EventFacts {
    const { disorderMs, lateRatio, undatedRatio, malformedRatio, futureRatio } = this.#options
    const { users, sessions, idBytes } = this.#options
    const random = this.#random
    const greatest = Math.max(this.#greatest[partition] ?? 0, this.#eventNow(partition))
    const back = random.chance(0.5) ? 0 : random.next() * disorderMs
    const late = random.chance(lateRatio) ? random.exponential(4 * disorderMs + 1000) : 0
    const malformed = random.chance(malformedRatio + undatedRatio + futureRatio)
    const timestamp = Math.floor(greatest - back - late)
    if (!malformed) this.#greatest[partition] = Math.max(this.#greatest[partition] ?? 0, timestamp)
    const type = random.pick(TYPES)
    const user = random.integer(1, users)
    return {
      ...{ malformed, type, timestamp, userAgent: random.pick(AGENTS) },
      ...{ userId: this.#userId(user, idBytes), sessionId: `s${user % sessions}` },
      loadTime: type === 'page_view' && random.chance(0.9) ? random.integer(1, 5000) : null
    }
  }

  /** Long ones hold nothing that compresses. */
  #userId(user: number, bytes: number): string {
    if (bytes === 0) return `u${user}`
    let id = this.#userIds.get(user)
    if (id === undefined) {
      const random = new Random(user)
      const noise = Buffer.from(Array.from({ length: bytes }, () => random.integer(0, 255)))
      this.#userIds.set(user, (id = `u${user}-${noise.toString('base64')}`))
    }
    return id
  }

  #encode(fact: EventFacts): Buffer {
    const { undatedRatio, malformedRatio, futureRatio } = this.#options
    const text = JSON.stringify({
      event: { type: fact.type },
      device: { user_agent: fact.userAgent },
      user: { id: fact.userId },
      context: { session_id: fact.sessionId },
      metrics: { load_time: fact.loadTime },
      timestamp: fact.timestamp
    })
    if (!fact.malformed) return Buffer.from(text)
    if (futureRatio > 0 && this.#random.chance(futureRatio / (futureRatio + malformedRatio))) {
      this.#brokers.tally.fault('event of a far future')
      return Buffer.from(
        JSON.stringify({ ...(JSON.parse(text) as object), timestamp: fact.timestamp + FAR_AHEAD_MS })
      )
    }
    const undated = this.#random.chance(undatedRatio / (undatedRatio + malformedRatio))
    if (undated) return Buffer.from(text.replace('"timestamp"', '"time"'))
    return Buffer.from(text.slice(0, this.#random.integer(1, text.length - 1)))
  }

  /** What is preloaded is older. */
  #eventNow(partition: number): number {
    const isPreloading = this.#scheduler.now === 0
    return isPreloading ? (this.#greatest[partition] ?? this.#now()) : this.#now()
  }

  #now(): number {
    return SIMULATION_START + Math.floor(this.#scheduler.now)
  }

  /** Undefined while there is no topic. */
  #log(partition: number): PartitionLog | undefined {
    return this.#brokers.log(this.#options.topic, partition)
  }
}

function placed(
  facts: readonly EventFacts[],
  values: readonly Buffer[],
  partition: number,
  baseOffset: number
): PlacedFact[] {
  return facts.map((fact, index) => ({
    ...fact,
    partition,
    offset: baseOffset + index,
    text: values[index]?.toString() ?? ''
  }))
}
