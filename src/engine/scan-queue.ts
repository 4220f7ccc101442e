import type { Chunk } from '../connectors/connector.js'
import type { ReadyRecords, ScanStats } from './kernel.js'
import { NONE_SKIPPED, type SkippedBatches } from './record-sections.js'
import type { ScanReply, Worker } from './tasks.js'

/** A chunk that was scanned: its bytes are gone, its partial rows are here. */
export interface ScannedChunk {
  readonly partition: number
  readonly fromOffset: number
  readonly toOffset: number
  /** When the engine took it, ms since 1970. */
  readonly arrivedAt: number
  readonly stats: ScanStats
  /** As {@link Chunk.digest}. */
  readonly digest: number
  /** Records that could not be used, where they are wanted. */
  readonly deadLetters: readonly ReadyRecords[]
  /** Batches that were passed over because they could not be decoded. */
  readonly skipped: SkippedBatches
  /** Partial rows by shard; empty when the chunk only moved the position. */
  readonly partials: readonly (ArrayBuffer | null)[]
}

interface Entry {
  readonly chunk: Chunk
  readonly arrivedAt: number
  scanned: ScannedChunk | undefined
}

/** What a scan queue asks of a worker. */
export type Scanner = Pick<Worker, 'scan'>

export interface ScanQueueOptions {
  readonly workers: readonly Scanner[]
  readonly processingTime: boolean
  /** Most records that may wait here, scanned or not: what bounds memory whatever the backlog. */
  readonly maxRecords: number
  readonly recycle: (buffer: ArrayBuffer) => void
  /** A chunk is done: there may be more that is ready, or room. */
  readonly onScanned: () => void
  readonly onFailure: (error: unknown) => void
}

/** Chunks under way on one worker: one being scanned, one ready to follow without a pause. */
const CHUNKS_PER_WORKER = 2

const NOTHING: ScanStats = {
  records: 0,
  malformed: 0,
  undated: 0,
  maxTimestamp: Number.NEGATIVE_INFINITY,
  earliestWindowEnd: Number.POSITIVE_INFINITY
}

/**
 * Spreads chunks over the workers and gives them back in the order in which they came, however the scans end:
 * so an epoch is a prefix of what the source delivered, and the same input gives the same epochs' rows.
 */
export class ScanQueue {
  readonly #options: ScanQueueOptions
  readonly #entries: Entry[] = []
  readonly #busy: Map<Scanner, number>
  readonly #heldBy = new Map<number, number>()
  #records = 0

  constructor(options: ScanQueueOptions) {
    this.#options = options
    this.#busy = new Map(options.workers.map((worker) => [worker, 0]))
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  /** Whether every chunk here is scanned. */
  get isSettled(): boolean {
    return this.#entries.every((entry) => entry.scanned !== undefined)
  }

  /** Back-pressure: whoever pushes waits until there is room. */
  get hasRoom(): boolean {
    return this.#records < this.#options.maxRecords && this.#leastBusy()[1] < CHUNKS_PER_WORKER
  }

  /** Whether chunks of the partition are here. */
  holds(partition: number): boolean {
    return (this.#heldBy.get(partition) ?? 0) > 0
  }

  /** Hands a chunk to the least busy worker. `watermark` is only a hint for the scan. */
  push(chunk: Chunk, arrivedAt: number, watermark: number): void {
    const entry: Entry = { chunk, arrivedAt, scanned: undefined }
    this.#entries.push(entry)
    this.#records += chunk.records
    this.#heldBy.set(chunk.partition, (this.#heldBy.get(chunk.partition) ?? 0) + 1)
    if (chunk.byteLength === 0) {
      this.#options.recycle(chunk.buffer)
      entry.scanned = scannedChunk(entry, {
        stats: NOTHING,
        partials: [],
        deadLetters: [],
        skipped: NONE_SKIPPED
      })
      this.#options.onScanned()
    } else {
      this.#scan(entry, watermark).catch(this.#options.onFailure)
    }
  }

  /** The scanned chunks at the head of the queue, at most `maxRecords` records but at least one chunk. */
  ready(maxRecords: number): ScannedChunk[] {
    const chunks: ScannedChunk[] = []
    let records = 0
    for (const { scanned, chunk } of this.#entries) {
      if (scanned === undefined) break
      records += chunk.records
      if (records > maxRecords && chunks.length > 0) break
      chunks.push(scanned)
    }
    return chunks
  }

  /** Whether the chunk at the given place of the queue is there and scanned. */
  isScanned(index: number): boolean {
    return this.#entries[index]?.scanned !== undefined
  }

  /** Takes the first `count` chunks out. */
  take(count: number): void {
    for (const { chunk } of this.#entries.splice(0, count)) {
      this.#records -= chunk.records
      this.#heldBy.set(chunk.partition, (this.#heldBy.get(chunk.partition) ?? 0) - 1)
    }
  }

  /** Arrival of the chunk at the given place of the queue; Infinity when the queue is shorter. */
  arrivalOf(index: number): number {
    return this.#entries[index]?.arrivedAt ?? Number.POSITIVE_INFINITY
  }

  async #scan(entry: Entry, watermark: number): Promise<void> {
    const { chunk, arrivedAt } = entry
    const [worker, busy] = this.#leastBusy()
    this.#busy.set(worker, busy + 1)
    const reply = await worker.scan({
      kind: 'scan',
      format: chunk.format,
      partition: chunk.partition,
      fromOffset: chunk.fromOffset,
      toOffset: chunk.toOffset,
      arrivalTime: this.#options.processingTime ? arrivedAt : Number.NaN,
      watermark,
      buffer: chunk.buffer,
      byteLength: chunk.byteLength
    })
    this.#busy.set(worker, (this.#busy.get(worker) ?? 1) - 1)
    this.#options.recycle(reply.buffer)
    const { partials, deadLetters, skipped } = reply
    entry.scanned = scannedChunk(entry, { stats: statsOf(reply), partials, deadLetters, skipped })
    this.#options.onScanned()
  }

  #leastBusy(): [Scanner, number] {
    const [first, ...others] = this.#busy
    if (first === undefined) throw new RangeError('a scan queue needs a worker')
    return others.reduce((least, entry) => (entry[1] < least[1] ? entry : least), first)
  }
}

function statsOf(reply: ScanReply): ScanStats {
  const { records, malformed, undated, maxTimestamp, earliestWindowEnd } = reply
  return { records, malformed, undated, maxTimestamp, earliestWindowEnd }
}

function scannedChunk(
  { chunk, arrivedAt }: Entry,
  result: Pick<ScannedChunk, 'stats' | 'partials' | 'deadLetters' | 'skipped'>
): ScannedChunk {
  const { partition, fromOffset, toOffset, digest } = chunk
  return { partition, fromOffset, toOffset, arrivedAt, digest, ...result }
}
