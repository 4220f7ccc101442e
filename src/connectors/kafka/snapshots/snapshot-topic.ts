import { randomBytes } from 'node:crypto'
import { crc32c } from '@node-rs/crc32'
import { MillraceError } from '../../../errors.js'
import { encodeSnapshot, type SnapshotContents } from '../../../state/snapshot.js'
import {
  decodeStored,
  isOutdated,
  newestFirst,
  snapshotId,
  type SnapshotStore,
  type StoredSnapshot
} from '../../../state/snapshot-store.js'
import { systemClock, type Clock } from '../../clock.js'
import { createKafkaClient, type CreateClient } from '../transport/client.js'
import { initCodecs } from '../../../records/codecs.js'
import type { KafkaConnectionOptions } from '../transport/connection-options.js'
import { Outage, type KafkaLogger } from '../retry/outage.js'
import { retrying } from '../retry/retrying.js'
import {
  CHUNK_BYTES,
  chunkKey,
  encodeEnd,
  isWhole,
  parseChunkKey,
  SnapshotIndex,
  type SnapshotEnd
} from './snapshot-chunks.js'
import { TopicLog } from './topic-log.js'

export interface KafkaSnapshotStoreOptions {
  readonly connection: KafkaConnectionOptions
  readonly group: string
  /** Default `<group>-snapshots`. */
  readonly topic?: string | undefined
  readonly logger: KafkaLogger
  /** Longest time that saving one snapshot may take; default 60,000. */
  readonly saveTimeoutMs?: number | undefined
  /** Of the snapshot in one record; default {@link CHUNK_BYTES}. */
  readonly chunkBytes?: number | undefined
  /** Default: the system's. */
  readonly clock?: Clock | undefined
  /** Default: over kafkajs. */
  readonly createClient?: CreateClient | undefined
  /** 16 hexadecimal digits, never the same again. */
  readonly random?: (() => string) | undefined
}

/** A snapshot that this store wrote, or began to. */
interface OwnSnapshot {
  readonly id: string
  /** Chunks that may be in the topic. */
  chunks: number
  state: 'saving' | 'stored' | 'broken'
}

const DEFAULT_SAVE_TIMEOUT_MS = 60_000

/**
 * The topic compacts itself. Only closed segments are compacted, hence small ones. Tombstones need not last: they
 * matter to nobody but a reader from the beginning, for whom a chunk that lives longer than its fellows is nothing.
 */
const TOPIC_CONFIGS = {
  'cleanup.policy': 'compact',
  'segment.bytes': String(64 << 20),
  'min.cleanable.dirty.ratio': '0.1',
  'delete.retention.ms': '60000'
} as const

/**
 * Snapshots in a compacted topic, so that an instance on another machine can take over; laid out as
 * snapshot-chunks.ts draws. Written outside of transactions, with acks=all: which snapshot counts is what the journal
 * says, and a snapshot of which a record is missing is none.
 *
 * Everything waits for the brokers however long, until it is closed; only saving gives up after a while.
 */
export class KafkaSnapshotStore implements SnapshotStore {
  readonly #options: KafkaSnapshotStoreOptions
  readonly #topic: string
  readonly #clock: Clock
  readonly #outage: Outage
  readonly #closing = new AbortController()
  readonly #random: () => string
  #log: TopicLog | null = null
  #index = new SnapshotIndex()
  /** Next offset that the index has not seen; it reads on only when it is asked for. */
  #position = 0
  readonly #own = new Map<string, OwnSnapshot>()

  constructor(options: KafkaSnapshotStoreOptions) {
    this.#options = options
    this.#topic = options.topic ?? `${options.group}-snapshots`
    this.#clock = options.clock ?? systemClock
    this.#outage = Outage.of(options.logger, options.connection.bootstrapServers, this.#clock)
    this.#random = options.random ?? (() => randomBytes(8).toString('hex'))
  }

  /** @throws MillraceError for what waiting does not mend; an AbortError when the store is closed meanwhile */
  async open(): Promise<void> {
    await initCodecs()
    await this.#retrying((log) => this.#readOn(log))
  }

  /** @throws MillraceError SNAPSHOT_TOPIC after the time limit, KAFKA_CHUNK_TOO_LARGE, KAFKA_NOT_ALLOWED */
  async save(contents: SnapshotContents): Promise<string> {
    const bytes = await encodeSnapshot(contents)
    const { chunkBytes = CHUNK_BYTES } = this.#options
    const own: OwnSnapshot = {
      id: snapshotId(contents.epoch, this.#random()),
      chunks: 0,
      state: 'saving'
    }
    this.#own.set(own.id, own)
    const deadline = this.#clock.monotonic() + (this.#options.saveTimeoutMs ?? DEFAULT_SAVE_TIMEOUT_MS)
    try {
      const end = {
        chunks: Math.ceil(bytes.byteLength / chunkBytes),
        bytes: bytes.byteLength,
        crc32c: crc32c(bytes)
      }
      while (own.chunks < end.chunks) {
        const chunk = own.chunks++
        const value = bytes.subarray(chunk * chunkBytes, (chunk + 1) * chunkBytes)
        await this.#append({ key: chunkKey({ id: own.id, chunk }), value }, deadline)
      }
      await this.#append({ key: chunkKey({ id: own.id, chunk: null }), value: encodeEnd(end) }, deadline)
    } catch (error) {
      own.state = 'broken'
      throw error
    }
    own.state = 'stored'
    return own.id
  }

  async list(): Promise<StoredSnapshot[]> {
    await this.#retrying((log) => this.#readOn(log))
    return newestFirst(this.#index.all().flatMap((snapshot) => (isWhole(snapshot) ? [snapshot.id] : [])))
  }

  async load(id: string): Promise<SnapshotContents> {
    return decodeStored(id, await this.#retrying((log) => this.#read(log, id)))
  }

  async removeOutdated(named: readonly StoredSnapshot[]): Promise<void> {
    try {
      const log = await this.#session()
      for (const id of this.#ids()) {
        if (isOutdated(id, named) || this.#own.get(id)?.state === 'broken') await this.#remove(log, id)
      }
    } catch {
      this.#endSession()
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#endSession()
  }

  #append(record: { key: Uint8Array; value: Uint8Array }, deadline: number): Promise<void> {
    return this.#retrying((log) => log.append([record]), deadline)
  }

  /** Takes back its records, the last one first. */
  async #remove(log: TopicLog, id: string): Promise<void> {
    const seen = this.#index.get(id)
    const chunks = Math.max(
      this.#own.get(id)?.chunks ?? 0,
      seen?.end?.chunks ?? 0,
      ...addOne(seen?.chunks ?? [])
    )
    const keys = [
      chunkKey({ id, chunk: null }),
      ...Array.from({ length: chunks }, (_, chunk) => chunkKey({ id, chunk }))
    ]
    await log.append(keys.map((key) => ({ key, value: null })))
    this.#own.delete(id)
    this.#index.forget(id)
  }

  #ids(): Set<string> {
    return new Set([...this.#own.keys(), ...this.#index.all().map(({ id }) => id)])
  }

  async #readOn(log: TopicLog): Promise<void> {
    const { begin, end } = await log.range()
    if (this.#position > end) {
      // The topic was made anew.
      this.#index = new SnapshotIndex()
      this.#position = 0
    }
    await log.read(Math.max(this.#position, begin), end, ({ offset, key, value }) =>
      this.#index.learn(offset, key, value)
    )
    this.#position = end
  }

  async #read(log: TopicLog, id: string): Promise<Buffer> {
    await this.#readOn(log)
    const snapshot = this.#index.get(id)
    if (snapshot === undefined || !isWhole(snapshot)) {
      throw new MillraceError('SNAPSHOT_MISSING', { id, place: `topic ${this.#topic}` })
    }
    const chunks: Buffer[] = []
    await log.read(snapshot.first, snapshot.last + 1, ({ key, value }) => {
      const parsed = parseChunkKey(key)
      if (parsed?.id === id && parsed.chunk !== null && value !== null)
        chunks[parsed.chunk] = Buffer.from(value)
    })
    return join(id, chunks, snapshot.end)
  }

  /** Tries until it works, the deadline has passed or the store is closed; each time with a new connection. */
  async #retrying<T>(work: (log: TopicLog) => Promise<T>, deadline = Number.POSITIVE_INFINITY): Promise<T> {
    const { signal } = this.#closing
    const onFailure = (error: unknown): void => {
      this.#endSession()
      if (this.#clock.monotonic() >= deadline) throw this.#givenUp(error)
    }
    const options = { clock: this.#clock, outage: this.#outage, loop: this.#topic, signal, onFailure }
    return retrying(options, async () => work(await this.#session()))
  }

  async #session(): Promise<TopicLog> {
    if (this.#log !== null) return this.#log
    const client = (this.#options.createClient ?? createKafkaClient)(this.#options.connection)
    const abort = (): void => client.close()
    this.#closing.signal.addEventListener('abort', abort)
    try {
      this.#log = await TopicLog.open(client, this.#clock, this.#topic, TOPIC_CONFIGS)
      return this.#log
    } catch (error) {
      client.close()
      throw error
    } finally {
      this.#closing.signal.removeEventListener('abort', abort)
    }
  }

  #endSession(): void {
    this.#log?.close()
    this.#log = null
  }

  #givenUp(error: unknown): MillraceError {
    const reason = error instanceof Error ? error.message : String(error)
    return new MillraceError('SNAPSHOT_TOPIC', { topic: this.#topic, reason }, { cause: error })
  }
}

function join(id: string, chunks: readonly (Buffer | undefined)[], end: SnapshotEnd): Buffer {
  const present = chunks.flatMap((chunk) => chunk ?? [])
  const bytes = Buffer.concat(present)
  if (present.length === end.chunks && bytes.length === end.bytes && crc32c(bytes) === end.crc32c)
    return bytes
  const reason = `its ${end.chunks} records in the topic do not add up`
  throw new MillraceError('SNAPSHOT_DAMAGED', { id, reason })
}

function addOne(chunks: Iterable<number>): number[] {
  return Array.from(chunks, (chunk) => chunk + 1)
}
