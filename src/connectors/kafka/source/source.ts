import { BufferPool } from '../../buffer-pool.js'
import { systemClock, type Clock } from '../../clock.js'
import type {
  Positions,
  Source,
  SourceEvent,
  SourceIdentity,
  SourcePartitionStatus
} from '../../connector.js'
import { Outage, type KafkaLogger } from '../retry/outage.js'
import { retrying } from '../retry/retrying.js'
import {
  createKafkaClient,
  type CreateClient,
  type KafkaClient,
  type TopicMetadata
} from '../transport/client.js'
import type { KafkaConnectionOptions } from '../transport/connection-options.js'
import { commitOffsets } from '../transport/offsets.js'
import { EventQueue } from './event-queue.js'
import { runFetchLoop, type FetchContext } from './fetch-loop.js'
import { hasBacklog, newPartition, type PartitionState } from './partition.js'
import {
  newPartitionPositions,
  startPositions,
  type OffsetOutOfRange,
  type StartPosition,
  type StartupMode
} from './start-positions.js'
import { TopicWatch } from './topic-watch.js'

export interface KafkaSourceOptions {
  readonly connection: KafkaConnectionOptions
  readonly topic: string
  /** Group whose committed offsets count when the engine gives no positions. */
  readonly group: string
  /** Where to start when neither the engine nor the group knows. Default earliest-offset. */
  readonly startupMode?: StartupMode | undefined
  /** In place of the mode: at the first record that Kafka has stamped so or later, ms since 1970. */
  readonly startAt?: number | undefined
  /** What to do at an offset that the topic no longer (or not yet) has. Default fail. */
  readonly offsetOutOfRange?: OffsetOutOfRange | undefined
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
 * connections are ridden out; a topic that was deleted and made anew is not, whoever looked away meanwhile.
 */
export class KafkaSource implements Source {
  readonly isLive = true
  readonly #options: KafkaSourceOptions
  readonly #clock: Clock
  readonly #client: KafkaClient
  readonly #queue = new EventQueue()
  readonly #pool = new BufferPool()
  readonly #partitions = new Map<number, PartitionState>()
  readonly #loops = new Map<number, Promise<void>>()
  readonly #closing = new AbortController()
  readonly #outage: Outage
  readonly #watch: TopicWatch
  readonly #context: FetchContext

  constructor(options: KafkaSourceOptions) {
    const { connection, topic, logger, clock = systemClock, createClient = createKafkaClient } = options
    this.#options = options
    this.#clock = clock
    this.#client = createClient(connection)
    this.#outage = Outage.of(logger, connection.bootstrapServers, clock)
    const shared = { client: this.#client, clock, topic, logger, outage: this.#outage }
    const { signal } = this.#closing
    const refreshMs = options.metadataRefreshMs ?? DEFAULT_METADATA_REFRESH_MS
    this.#watch = new TopicWatch({ ...shared, signal, refreshMs })
    this.#context = {
      ...shared,
      signal,
      topicId: () => this.#watch.id,
      partitions: this.#partitions,
      queue: this.#queue,
      pool: this.#pool,
      offsetOutOfRange: options.offsetOutOfRange ?? 'fail',
      maxWaitMs: options.maxWaitMs ?? 500,
      maxBufferedBytes: options.maxBufferedBytes ?? 16 * MIB,
      partitionMaxBytes: options.partitionMaxBytes ?? MIB,
      maxRecordsPerChunk: options.maxRecordsPerChunk ?? Infinity,
      loops: () => this.#loops.size,
      metadataIsStale: () => this.#watch.markStale()
    }
  }

  /** The id is that of the topic, once it is open. */
  identity(): SourceIdentity {
    return { connector: 'kafka', address: this.#options.topic, id: this.#watch.id }
  }

  /**
   * Waits for the brokers and the topic, however long. Positions given win, then the group's committed offsets,
   * then the startup mode; once the engine has positions at all, a partition without one is new and read from its
   * beginning.
   *
   * @throws MillraceError for what waiting does not mend (sign-in, certificate, rights, KAFKA_NO_GROUP_OFFSETS,
   * positions that the topic does not have); an AbortError when the source is closed meanwhile
   */
  async open(positions: Positions): Promise<void> {
    await this.#watch.first(async (topic) => {
      this.#adopt(topic, await this.#startPositions(positions, topic))
    })
    this.#watch
      .run((topic) => this.#refresh(topic))
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) this.#queue.fail(error)
      })
  }

  async next(signal: AbortSignal): Promise<SourceEvent | null> {
    const event = await this.#queue.next(signal)
    if (event?.kind === 'chunk') {
      const partition = this.#partitions.get(event.chunk.partition)
      if (partition !== undefined) partition.handedOver = event.chunk.toOffset
    }
    return event
  }

  hasBacklog(partition: number): boolean {
    const state = this.#partitions.get(partition)
    return state !== undefined && hasBacklog(state)
  }

  emptyAt(partition: number): number | undefined {
    return this.#partitions.get(partition)?.emptyAt
  }

  status(): readonly SourcePartitionStatus[] {
    return Array.from(this.#partitions.values(), ({ partition, handedOver, highWatermark, waitingFor }) => ({
      partition,
      position: handedOver,
      endOffset: highWatermark,
      waitingFor
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
    const { group, topic } = this.#options
    const loop = `offsets of group ${group}`
    const { signal } = this.#closing
    await retrying({ clock: this.#clock, outage: this.#outage, loop, signal }, () =>
      commitOffsets(this.#client, group, { topic, offsets: positions })
    )
  }

  outages(): readonly string[] {
    return this.#outage.told()
  }

  recycle(buffer: ArrayBuffer): void {
    this.#pool.release(buffer)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#queue.close()
    this.#client.close()
    this.#watch.close()
    await Promise.all(this.#loops.values())
  }

  #setPaused(partition: number, isPaused: boolean): void {
    const state = this.#partitions.get(partition)
    if (state !== undefined) state.isPaused = isPaused
  }

  async #startPositions(
    positions: Positions,
    { leaders }: TopicMetadata
  ): Promise<ReadonlyMap<number, StartPosition>> {
    const { logger, group, topic } = this.#options
    const { starts, from } = await startPositions(this.#client, this.#options, positions, leaders)
    if (from === 'group') {
      const offsets = Object.fromEntries(Array.from(starts, ([partition, { start }]) => [partition, start]))
      logger.warn(
        { group, topic, offsets },
        "there is no journal: going on at the group's offsets; what was counted of records before them is lost"
      )
    }
    return starts
  }

  /** Takes over leaders and partitions, tells the engine of new ones, and sees to it that every leader is read. */
  #adopt(topic: TopicMetadata, starts: ReadonlyMap<number, StartPosition>): void {
    const before = this.#partitions.size
    topic.leaders.forEach((leader, partition) => {
      const known = this.#partitions.get(partition)
      const begin = starts.get(partition)
      if (known !== undefined) {
        known.leader = leader
        if (leader < 0) known.isCurrent = false
      } else if (begin !== undefined) {
        const state = newPartition(partition, leader, begin.start, begin.highWatermark)
        this.#partitions.set(partition, state)
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
    const failed = (error: unknown): void => {
      if (!this.#closing.signal.aborted) this.#queue.fail(error)
    }
    this.#loops.set(node, runFetchLoop(node, this.#context).then(ended, failed))
  }

  /** Follows moved leaders and finds new partitions. */
  async #refresh(described: TopicMetadata): Promise<void> {
    const { topic, logger } = this.#options
    const added = new Map(
      [...described.leaders.entries()].filter(
        ([partition, leader]) => leader >= 0 && !this.#partitions.has(partition)
      )
    )
    const starts = await newPartitionPositions(this.#client, topic, added)
    if (starts.size > 0)
      logger.info({ topic, partitions: [...starts.keys()] }, `Topic ${topic} has new partitions`)
    this.#adopt(described, starts)
  }
}
