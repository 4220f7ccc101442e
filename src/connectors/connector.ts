/**
 * The two interfaces between the engine and the world. A source hands over chunks of raw bytes, a sink takes
 * rows, journal record and positions as one unit. Nothing here holds an object per record.
 */

/** How the bytes of a chunk are framed. The kernels read both. */
export type ChunkFormat =
  /** Whole Kafka record batches, format v2, header included, compressed or not; control batches and aborted transactions are already taken out. */
  | 'record-batches'
  /** JSON documents separated by `\n`; blank lines count as nothing. Offsets are line numbers. */
  | 'lines'

/** A piece of one source partition, in offset order. */
export interface Chunk {
  readonly partition: number
  readonly format: ChunkFormat
  /** First offset of the partition that this chunk accounts for; records before it are not processed. */
  readonly fromOffset: number
  /** One past the last offset that this chunk accounts for (past dropped and control batches too). */
  readonly toOffset: number
  /** Upper bound of the records it holds; what the mini-batch size counts. */
  readonly records: number
  /** When it arrived, epoch milliseconds: its records' time in processing-time mode. */
  readonly arrivedAt: number
  /** The bytes are the first `byteLength` of `buffer`. Ownership goes to the engine, which gives the buffer back by `Source.recycle`. */
  readonly buffer: ArrayBuffer
  readonly byteLength: number
}

export type SourceEvent =
  | { readonly kind: 'chunk'; readonly chunk: Chunk }
  /** The full list of partitions, sent first of all and again whenever it grows. */
  | { readonly kind: 'partitions'; readonly partitions: readonly number[] }
  /** A bounded source is read to its end: the watermark goes to the end of time when `fireWindows`, else it stands. */
  | { readonly kind: 'end'; readonly fireWindows: boolean }

/** In place of a position: the earliest offset that the source still has. */
export const EARLIEST_POSITION = -2

/** Position of every partition: next offset to read, or {@link EARLIEST_POSITION}. */
export type Positions = ReadonlyMap<number, number>

export interface Source {
  /**
   * Connects and starts reading at `positions`; partitions without one start where the source's own settings say.
   * Keeps trying while the other side is out of reach.
   */
  open(positions: Positions): Promise<void>
  /**
   * The next event. Resolves when there is one, with `null` when `signal` aborted. The engine asks only when it
   * has room: a source buffers a bounded amount and stops reading when nobody asks.
   */
  next(signal: AbortSignal): Promise<SourceEvent | null>
  /** True when the partition is known to hold records that were not handed over yet: then it is not idle. */
  hasBacklog(partition: number): boolean
  /**
   * Next offset of the partition that will be handed over, if the source knows it once it is open: what lies before
   * will not come any more.
   */
  positionOf?(partition: number): number | undefined
  /** Fetches nothing more of the partition until it is resumed; what was fetched still comes. A hint. */
  pause?(partition: number): void
  resume?(partition: number): void
  /** Called after a commit by sinks that cannot commit positions themselves. */
  acknowledge?(positions: Positions): Promise<void>
  /** Gives a chunk's buffer back for reuse. */
  recycle(buffer: ArrayBuffer): void
  close(): Promise<void>
}

/** Rows of one sink, as the kernels wrote them: the records section of a Kafka record batch v2 (see assembly/output). */
export interface RowSegment {
  /** Name of the sink table. */
  readonly sink: string
  readonly count: number
  readonly bytes: Uint8Array
}

/** What is written down of an epoch: enough to compute it again, bit for bit. */
export interface JournalEpoch {
  readonly epoch: number
  /** [partition, fromOffset, toOffset, arrivedAt]: the ranges taken, in order; arrivedAt is 0 in event time. */
  readonly ranges: readonly (readonly [number, number, number, number])[]
  /** The watermark at the epoch's end, ms; null while there is none. */
  readonly watermark: number | null
  /** Rows per sink table. */
  readonly rows: Readonly<Record<string, number>>
  /** Of all state at the epoch's end, where it was taken (with each snapshot): replay must arrive at the same. */
  readonly checksum?: string
}

/** A stored snapshot of all state at an epoch's end. */
export interface SnapshotRef {
  readonly id: string
  readonly epoch: number
}

/** The journal record: one or more epochs, and where the application stands after the last one. */
export interface JournalRecord {
  readonly version: 1
  /**
   * Set: the epochs are decided, their rows are not written yet. They come with the next record, which is of the same
   * epochs. Snapshots are only named when they are older than these.
   */
  readonly announced?: true | undefined
  readonly epochs: readonly JournalEpoch[]
  /** Snapshots that were stored when it was written, newest first: recovery starts at one of them. */
  readonly snapshots: readonly SnapshotRef[]
  /** [job, fingerprint] of the plan that these epochs ran. */
  readonly jobs: readonly (readonly [string, string])[]
  /**
   * Epochs up to this one cannot be computed again: state was given up or rebuilt there on purpose, and only
   * snapshots lead on. 0: all of them can.
   */
  readonly base: number
  /** Next offset of every partition, as [partition, offset]. */
  readonly positions: readonly (readonly [number, number])[]
  /** Greatest timestamp seen in every partition, as [partition, ms]: restores the watermark. */
  readonly maxTimestamps: readonly (readonly [number, number])[]
}

/** Everything that one transaction makes visible. */
export interface Commit {
  readonly journal: JournalRecord
  readonly segments: readonly RowSegment[]
}

/** One sink table as the coordinator registered it. */
export interface SinkTarget {
  readonly name: string
  /** Topic for Kafka, file stem for files. */
  readonly topic: string
  readonly columns: readonly string[]
}

export interface Sink {
  /**
   * Connects, creates what is missing (topics, files), fences a predecessor, and answers with the journal record
   * that says where the application stands (null: never ran, or the sink keeps none).
   */
  open(targets: readonly SinkTarget[]): Promise<JournalRecord | null>
  /** Makes rows, journal record and positions visible, all or none. Called again only after it resolved. */
  commit(commit: Commit): Promise<void>
  /**
   * The committed epochs after `epoch`, in order, none missing. Sinks without a journal leave it out: then state
   * does not survive a restart.
   * @throws MillraceError JOURNAL_GAP when the journal does not reach back so far
   */
  readJournal?(epoch: number): Promise<JournalEpoch[]>
  /** Epochs up to `epoch` will not be read again: a hint, the journal may keep them. */
  trimJournal?(epoch: number): Promise<void>
  /**
   * Asked when nothing was committed for a while: an instance without anything to write would not notice that another
   * one took over.
   * @throws MillraceError when another instance took over
   */
  confirm?(): Promise<void>
  /** How often something had to be tried again since the start. */
  readonly retries?: number
  /** True when a reader that does not wait for the commit can see rows of one that fails. */
  readonly showsUncommitted?: boolean
  /** True when `commit` stores the positions as well; else the engine calls `Source.acknowledge` after it. */
  readonly storesPositions: boolean
  close(): Promise<void>
}
