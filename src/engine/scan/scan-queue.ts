import type { Chunk } from '../../connectors/connector.js'
import type { ScanStats } from '../kernel/results.js'
import { PartitionMap } from '../partition-map.js'
import { NONE_SKIPPED } from '../worker/skipped-batches.js'
import type { ScanReply, ScanTask, Worker } from '../worker/tasks.js'
import { ReadyChunks } from './ready-chunks.js'
import type { Arrival, ScannedChunk } from './scanned-chunk.js'

interface Entry {
  readonly source: number
  readonly chunk: Chunk
  readonly arrival: Arrival
  scanned: ScannedChunk | undefined
}

/** What a scan queue asks of a worker. */
export type Scanner = Pick<Worker, 'scan'>

export interface ScanQueueOptions {
  readonly workers: readonly Scanner[]
  readonly processingTime: boolean
  /** Most records that may wait here, scanned or not: what bounds memory whatever the backlog. */
  readonly maxRecords: number
  /** Most records of the chunks that are {@link ScanQueue.ready} at once. */
  readonly epochMaxRecords: number
  /** Scans small chunks at once, in this thread; left out: workers scan all of them. */
  readonly scanHere?: ((task: ScanTask) => ScanReply) | undefined
  readonly recycle: (source: number, buffer: ArrayBuffer) => void
  /** A chunk is done: there may be more that is ready, or room. */
  readonly onScanned: () => void
  readonly onFailure: (error: unknown) => void
}

/** Chunks under way on one worker: one being scanned, one ready to follow without a pause. */
const CHUNKS_PER_WORKER = 2

/**
 * To send a chunk to a worker and to take its answer takes this thread 0.1 ms, and the worker as much: what scans sooner
 * than that is scanned here.
 */
const SCAN_HERE_BYTES = 32 * 1024

type ScanOutcome = Pick<ScannedChunk, 'stats' | 'partials' | 'rows' | 'deadLetters' | 'skipped' | 'sample'>

const NOTHING: ScanOutcome = {
  stats: {
    records: 0,
    malformed: 0,
    undated: 0,
    future: 0,
    maxTimestamp: Number.NEGATIVE_INFINITY,
    earliestWindowEnds: [],
    droppedNotNull: [],
    nullRows: []
  },
  partials: [],
  rows: [],
  deadLetters: [],
  skipped: NONE_SKIPPED,
  sample: undefined
}

/**
 * Spreads chunks over the workers and gives them back in the order in which they came, however the scans end:
 * so an epoch is a prefix of what the sources delivered, and the same input gives the same epochs' rows.
 */
export class ScanQueue {
  readonly #options: ScanQueueOptions
  readonly #entries: Entry[] = []
  readonly #busy: Map<Scanner, number>
  readonly #held = new PartitionMap<number>()
  #records = 0
  #ready = new ReadyChunks()
  /** Most records that the ready chunks may hold: what their sources said. */
  #readyRecords = 0

  constructor(options: ScanQueueOptions) {
    this.#options = options
    this.#busy = new Map(options.workers.map((worker) => [worker, 0]))
  }

  /** Whether every chunk here is scanned. */
  get isSettled(): boolean {
    return this.#entries.every((entry) => entry.scanned !== undefined)
  }

  /** Back-pressure: whoever pushes waits until there is room. */
  get hasRoom(): boolean {
    return this.#records < this.#options.maxRecords && this.#leastBusy()[1] < CHUNKS_PER_WORKER
  }

  /** Share of the workers' places for chunks that are taken, 0 to 1. */
  get load(): number {
    const taken = [...this.#busy.values()].reduce((sum, chunks) => sum + chunks, 0)
    return taken / (this.#busy.size * CHUNKS_PER_WORKER)
  }

  /** Whether chunks of the partition are here. */
  holds(source: number, partition: number): boolean {
    return (this.#held.get(source, partition) ?? 0) > 0
  }

  /** Whether chunks of the source are here behind the first `count` of the queue. */
  holdsBehind(count: number, source: number): boolean {
    return this.#entries.some((entry, index) => index >= count && entry.source === source)
  }

  /**
   * Hands a chunk to the least busy worker, or scans it here if it is small. `watermarks`, by job, are only a hint for
   * the scan.
   */
  push(source: number, chunk: Chunk, arrival: Arrival, watermarks: readonly number[]): void {
    const entry: Entry = { source, chunk, arrival, scanned: undefined }
    const { scanHere, recycle, onScanned, onFailure } = this.#options
    this.#entries.push(entry)
    this.#count(entry, 1)
    if (chunk.byteLength === 0) {
      recycle(source, chunk.buffer)
      entry.scanned = scannedChunk(entry, NOTHING)
      onScanned()
    } else if (scanHere !== undefined && chunk.byteLength <= SCAN_HERE_BYTES) {
      try {
        this.#scanned(entry, scanHere(this.#task(entry, watermarks)))
      } catch (error) {
        onFailure(error)
      }
    } else {
      this.#scan(entry, watermarks).catch(onFailure)
    }
  }

  /** The scanned chunks at the head of the queue, at most `maxRecords` records but at least one chunk. */
  get ready(): ReadyChunks {
    for (;;) {
      const { length } = this.#ready.chunks
      const entry = this.#entries[length]
      if (entry?.scanned === undefined) return this.#ready
      const records = this.#readyRecords + entry.chunk.records
      if (records > this.#options.epochMaxRecords && length > 0) return this.#ready
      this.#readyRecords = records
      this.#ready.add(entry.scanned)
    }
  }

  /** Whether the chunk at the given place of the queue is there and scanned. */
  isScanned(index: number): boolean {
    return this.#entries[index]?.scanned !== undefined
  }

  /** Takes the first `count` chunks out. */
  take(count: number): void {
    for (const entry of this.#entries.splice(0, count)) this.#count(entry, -1)
    this.#ready = new ReadyChunks()
    this.#readyRecords = 0
  }

  /** The time of the chunk at the given place of the queue; Infinity when the queue is shorter. */
  arrivalOf(index: number): number {
    return this.#entries[index]?.arrival.time ?? Number.POSITIVE_INFINITY
  }

  #count({ source, chunk }: Entry, sign: 1 | -1): void {
    this.#records += sign * chunk.records
    this.#held.set(source, chunk.partition, (this.#held.get(source, chunk.partition) ?? 0) + sign)
  }

  async #scan(entry: Entry, watermarks: readonly number[]): Promise<void> {
    const [worker, busy] = this.#leastBusy()
    this.#busy.set(worker, busy + 1)
    const reply = await worker.scan(this.#task(entry, watermarks))
    this.#busy.set(worker, (this.#busy.get(worker) ?? 1) - 1)
    this.#scanned(entry, reply)
  }

  #task({ source, chunk, arrival }: Entry, watermarks: readonly number[]): ScanTask {
    const { format, partition, fromOffset, toOffset, buffer, byteLength } = chunk
    const arrivalTime = this.#options.processingTime ? arrival.time : Number.NaN
    return {
      ...{ kind: 'scan', format, source, partition, fromOffset, toOffset, buffer, byteLength, watermarks },
      arrivalTime,
      latestTime: arrival.latest
    }
  }

  #scanned(entry: Entry, reply: ScanReply): void {
    this.#options.recycle(entry.source, reply.buffer)
    const { partials, rows, deadLetters, skipped, sample } = reply
    const stats = statsOf(reply)
    entry.scanned = scannedChunk(entry, { stats, partials, rows, deadLetters, skipped, sample })
    this.#options.onScanned()
  }

  #leastBusy(): [Scanner, number] {
    const [first, ...others] = this.#busy
    if (first === undefined) throw new RangeError('a scan queue needs a worker')
    return others.reduce((least, entry) => (entry[1] < least[1] ? entry : least), first)
  }
}

function statsOf(reply: ScanReply): ScanStats {
  const { records, malformed, undated, future, maxTimestamp, earliestWindowEnds } = reply
  const { droppedNotNull, nullRows } = reply
  return { records, malformed, undated, future, maxTimestamp, earliestWindowEnds, droppedNotNull, nullRows }
}

function scannedChunk({ source, chunk, arrival }: Entry, outcome: ScanOutcome): ScannedChunk {
  const { partition, fromOffset, toOffset, digest } = chunk
  return { source, partition, fromOffset, toOffset, digest, arrival, ...outcome }
}
