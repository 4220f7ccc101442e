import { MillraceError } from '../../../errors.js'
import { pause, systemClock, type Clock } from '../../clock.js'
import type {
  Positions,
  Source,
  SourceEvent,
  SourceIdentity,
  SourcePartitionStatus
} from '../../connector.js'
import { BufferPool } from '../../buffer-pool.js'
import {
  createKafkaClient,
  type CreateClient,
  type KafkaClient,
  type TopicMetadata
} from '../transport/client.js'
import type { KafkaConnectionOptions } from '../transport/connection-options.js'
import { EventQueue } from './event-queue.js'
import { newPartition, runFetchLoop, type FetchContext, type PartitionState } from './fetch-loop.js'
import { commitOffsets } from '../transport/offsets.js'
import { Backoff, Outage, type KafkaLogger } from '../retry/outage.js'
import { checkTopic, CODE } from '../transport/protocol-error.js'
import { earliestOffsets, startPositions, type StartupMode } from './start-positions.js'

export interface KafkaSourceOptions {
  readonly connection: KafkaConnectionOptions
  readonly topic: string
  /** Group whose committed offsets count when the engine gives no positions. */
  readonly group: string
  /** Where to start when neither the engine nor the group knows. Default earliest-offset. */
  readonly startupMode?: StartupMode | undefined
  /** What to do at an offset that the topic no longer (or not yet) has. Default fail. */
  readonly offsetOutOfRange?: 'fail' | 'earliest' | 'latest' | undefined
  /** How often new partitions are looked for. Default 30,000. */
  readonly metadataRefreshMs?: number | undefined
  /** Bytes held for the engine, apart from one batch that may be larger. Default 16 MiB. */
  readonly maxBufferedBytes?: number | undefined
  /** Bytes fetched of a partition at once, so the usual size of a chunk. Default 1 MiB. */
  readonly partitionMaxBytes?: number | undefined
  /** A chunk is cut after the batch that reaches it. Default: no limit. */
  readonly maxRecordsPerChunk?: number | undefined
  /** How long the broker waits for records before it answers. Default 500. */
  readonly maxWaitMs?: number | undefined
  readonly logger: KafkaLogger
  /** Default: the system's. */
  readonly clock?: Clock | undefined
  /** Default: over kafkajs. */
  readonly createClient?: CreateClient | undefined
}

const MIB = 1 << 20
const DEFAULT_METADATA_REFRESH_MS = 30_000

/**
 * Reads a topic's committed records as raw record batches. One fetch is on its way to every broker that leads a
 * partition, the next one while the engine works, up to `maxBufferedBytes`. Leader changes, restarts and lost
 * connections are ridden out.
 */
export class KafkaSource implements Source {
  readonly #options: KafkaSourceOptions
  readonly #clock: Clock
  readonly #client: KafkaClient
  readonly #queue = new EventQueue()
  readonly #pool = new BufferPool()
  readonly #partitions = new Map<number, PartitionState>()
  readonly #loops = new Map<number, Promise<void>>()
  readonly #closing = new AbortController()
  readonly #outage: Outage
  readonly #context: FetchContext
  #stale = false
  #wakeRefresh: () => void = () => {}
  #saidMissing = false

  constructor(options: KafkaSourceOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#client = (options.createClient ?? createKafkaClient)(options.connection)
    this.#outage = new Outage(options.logger, `Kafka at ${options.connection.bootstrapServers}`, this.#clock)
    this.#context = {
      client: this.#client,
      clock: this.#clock,
      topic: options.topic,
      partitions: this.#partitions,
      queue: this.#queue,
      pool: this.#pool,
      outage: this.#outage,
      logger: options.logger,
      signal: this.#closing.signal,
      offsetOutOfRange: options.offsetOutOfRange ?? 'fail',
      maxWaitMs: options.maxWaitMs ?? 500,
      maxBufferedBytes: options.maxBufferedBytes ?? 16 * MIB,
      partitionMaxBytes: options.partitionMaxBytes ?? MIB,
      maxRecordsPerChunk: options.maxRecordsPerChunk ?? Infinity,
      loops: () => this.#loops.size,
      metadataIsStale: () => this.#metadataIsStale()
    }
  }

  /**
   * Waits for the brokers and the topic, however long. Positions given win, then the group's committed offsets,
   * then the startup mode; once the engine has positions at all, a partition without one is new and read from its
   * beginning.
   *
   * @throws MillraceError for what waiting does not mend (sign-in, certificate, rights, KAFKA_NO_GROUP_OFFSETS);
   * an AbortError when the source is closed meanwhile
   */
  async open(positions: Positions): Promise<void> {
    const backoff = new Backoff(this.#clock)
    for (;;) {
      this.#closing.signal.throwIfAborted()
      try {
        const topic = await this.#describeTopic()
        if (topic !== null) {
          const starts = await this.#startPositions(positions, topic)
          this.#outage.succeeded('metadata')
          this.#adopt(topic, starts)
          break
        }
      } catch (error) {
        this.#closing.signal.throwIfAborted()
        if (error instanceof MillraceError) throw error
        this.#outage.failed('metadata', error)
      }
      await backoff.wait(this.#closing.signal)
    }
    void this.#watchMetadata()
  }

  async next(signal: AbortSignal): Promise<SourceEvent | null> {
    const event = await this.#queue.next(signal)
    if (event?.kind === 'chunk') {
      const partition = this.#partitions.get(event.chunk.partition)
      if (partition !== undefined) partition.handedOver = event.chunk.toOffset
    }
    return event
  }

  /**
   * True when the broker told of records that were not handed over. Also true while nothing is known: before the
   * first answer, and while the partition's broker is out of reach. Its silence then says nothing about its time.
   */
  hasBacklog(partition: number): boolean {
    const state = this.#partitions.get(partition)
    if (state === undefined) return false
    return state.endOffset === null || state.handedOver < state.endOffset
  }

  identity(): SourceIdentity {
    return { connector: 'kafka', address: this.#options.topic, id: null }
  }

  status(): readonly SourcePartitionStatus[] {
    return [...this.#partitions.values()].map(({ partition, handedOver, endOffset }) => ({
      partition,
      position: handedOver,
      endOffset,
      waitingFor: null
    }))
  }

  positionOf(partition: number): number | undefined {
    return this.#partitions.get(partition)?.handedOver
  }

  pause(partition: number): void {
    this.#setPaused(partition, true)
  }

  resume(partition: number): void {
    this.#setPaused(partition, false)
  }

  /** Commits the positions to the group, for sinks that cannot. */
  async acknowledge(positions: Positions): Promise<void> {
    const { group, topic, logger } = this.#options
    const backoff = new Backoff(this.#clock)
    const outage = new Outage(logger, `The coordinator of group ${group}`, this.#clock)
    for (;;) {
      this.#closing.signal.throwIfAborted()
      try {
        await commitOffsets(this.#client, group, { topic, offsets: positions })
        return outage.succeeded('offsets')
      } catch (error) {
        if (error instanceof MillraceError) throw error
        outage.failed('offsets', error)
      }
      await backoff.wait(this.#closing.signal)
    }
  }

  recycle(buffer: ArrayBuffer): void {
    this.#pool.release(buffer)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#queue.close()
    this.#client.close()
    this.#wakeRefresh()
    await Promise.all(this.#loops.values())
  }

  /** The topic when it is there and all of its partitions have leaders; null, with a line in the log, when not. */
  async #describeTopic(): Promise<TopicMetadata | null> {
    const { topic, logger } = this.#options
    const described = (await this.#client.metadata([topic])).topics.get(topic)
    const error = described?.error ?? CODE.UNKNOWN_TOPIC_OR_PARTITION
    if (error === CODE.UNKNOWN_TOPIC_OR_PARTITION || error === CODE.LEADER_NOT_AVAILABLE) {
      if (!this.#saidMissing) logger.warn({ topic }, `Topic ${topic} does not exist, waiting for it`)
      this.#saidMissing = true
      return null
    }
    checkTopic(error, topic)
    if (described === undefined || described.leaders.includes(-1)) return null
    if (this.#saidMissing) logger.info({ topic }, `Topic ${topic} is there`)
    this.#saidMissing = false
    return described
  }

  #setPaused(partition: number, isPaused: boolean): void {
    const state = this.#partitions.get(partition)
    if (state !== undefined) state.isPaused = isPaused
  }

  async #startPositions(positions: Positions, { leaders }: TopicMetadata): Promise<Map<number, number>> {
    const { logger, group } = this.#options
    const { starts, from } = await startPositions(this.#client, this.#options, positions, leaders)
    if (from === 'group') logger.info({ group }, "going on at the group's offsets, with no window open")
    return starts
  }

  /** Takes over leaders and partitions, tells the engine of new ones, and sees to it that every leader is read. */
  #adopt(topic: TopicMetadata, starts: ReadonlyMap<number, number>): void {
    const before = this.#partitions.size
    topic.leaders.forEach((leader, partition) => {
      const known = this.#partitions.get(partition)
      const start = starts.get(partition)
      if (known !== undefined) {
        known.leader = leader
        if (leader < 0) known.endOffset = null
      } else if (start !== undefined) {
        this.#partitions.set(partition, newPartition(partition, leader, start))
      }
    })
    if (this.#partitions.size > before) {
      const states = [...this.#partitions.values()].sort((a, b) => a.partition - b.partition)
      const partitions = new Map(states.map(({ partition, handedOver }) => [partition, handedOver]))
      this.#queue.push({ kind: 'partitions', partitions })
    }
    for (const { leader } of this.#partitions.values()) this.#startLoop(leader)
  }

  #startLoop(node: number): void {
    if (node < 0 || this.#loops.has(node)) return
    const ended = (): void => {
      this.#loops.delete(node)
      const { aborted } = this.#closing.signal
      if (!aborted && [...this.#partitions.values()].some(({ leader }) => leader === node))
        this.#startLoop(node)
    }
    const loop = runFetchLoop(node, this.#context).then(ended, (error: unknown) => this.#queue.fail(error))
    this.#loops.set(node, loop)
  }

  #metadataIsStale(): void {
    this.#stale = true
    this.#wakeRefresh()
  }

  async #watchMetadata(): Promise<void> {
    const { signal } = this.#closing
    const backoff = new Backoff(this.#clock)
    while (!signal.aborted) {
      await this.#refreshDue()
      if (signal.aborted) return
      this.#stale = false
      try {
        await this.#refresh()
        this.#outage.succeeded('metadata')
        if (!this.#stale) backoff.reset()
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof MillraceError) return this.#queue.fail(error)
        this.#outage.failed('metadata', error)
        this.#stale = true
      }
      await backoff.wait(signal)
    }
  }

  async #refreshDue(): Promise<void> {
    if (this.#stale) return
    const wake = new AbortController()
    this.#wakeRefresh = () => wake.abort()
    await pause(this.#clock, this.#options.metadataRefreshMs ?? DEFAULT_METADATA_REFRESH_MS, wake.signal)
  }

  /** Looks for moved leaders and new partitions; one without a leader keeps the metadata stale. */
  async #refresh(): Promise<void> {
    const { topic, logger } = this.#options
    const described = (await this.#client.metadata([topic])).topics.get(topic)
    if (described === undefined || described.error !== CODE.NONE) return
    if (described.leaders.includes(-1)) this.#stale = true
    const added = new Map(
      [...described.leaders.entries()].filter(
        ([partition, leader]) => leader >= 0 && !this.#partitions.has(partition)
      )
    )
    const starts = await earliestOffsets(this.#client, topic, added)
    if (starts.size > 0)
      logger.info({ topic, partitions: [...starts.keys()] }, `Topic ${topic} has new partitions`)
    this.#adopt(described, starts)
  }
}
