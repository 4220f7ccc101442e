import type { AcceptJournal, JournalEpoch, JournalOwner, JournalRecord } from './journal.js'

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

/** What a source reads, whatever it is named in an application. */
export interface SourceIdentity {
  /** Kind of the connector: kafka, file, datagen. */
  readonly connector: string
  /** Topic, or paths. */
  readonly address: string
  /** Id of the topic, which another topic of the same name does not have; null while or where none is known. */
  readonly id: string | null
}

/** A piece of one source partition, in offset order. */
export interface Chunk {
  /** Number of the partition within its source. */
  readonly partition: number
  readonly format: ChunkFormat
  /** First offset of the partition that this chunk accounts for; records before it are not processed. */
  readonly fromOffset: number
  /** One past the last offset that this chunk accounts for (past dropped and control batches too). */
  readonly toOffset: number
  /** Upper bound of the records it holds; what the mini-batch size counts. */
  readonly records: number
  /**
   * What was read, as a u32 that adds up modulo 2^32 over neighbouring chunks of a partition, however they are cut.
   * Record batches: the sum of the CRC-32C fields of those in the chunk whose last offset it accounts for. Lines: the
   * CRC-32C of the partition's bytes up to the chunk's end, less that up to its beginning. 0: it is not verified.
   */
  readonly digest: number
  /** Of lines: the CRC-32C of the partition's bytes before the chunk, from which that of a part is computed. */
  readonly digestBefore?: number
  /** The bytes are the first `byteLength` of `buffer`. Ownership goes to the engine, which gives the buffer back by `Source.recycle`. */
  readonly buffer: ArrayBuffer
  readonly byteLength: number
}

export type SourceEvent =
  | { readonly kind: 'chunk'; readonly chunk: Chunk }
  /**
   * All partitions with the next offset of each that will be handed over; sent first of all and again whenever there
   * are more.
   */
  | { readonly kind: 'partitions'; readonly partitions: ReadonlyMap<number, number> }
  /** A bounded source is read to its end: the watermark goes to the end of time when `fireWindows`, else it stands. */
  | { readonly kind: 'end'; readonly fireWindows: boolean }

/** In place of a position: the earliest offset that the source still has. */
export const EARLIEST_POSITION = -2

/** Position of every partition: next offset to read, or {@link EARLIEST_POSITION}. */
export type Positions = ReadonlyMap<number, number>

/** What a source says of one of its partitions. */
export interface SourcePartitionStatus {
  readonly partition: number
  /** Next offset that will be handed over. */
  readonly position: number
  /** One past the last offset that there is, open transactions included; null while or where it is not known. */
  readonly endOffset: number | null
  /** Whose open transaction hides records that are there, in words; null: nobody's. */
  readonly waitingFor: string | null
}

/** Reads one source of the application: a topic, some files, a generator. */
export interface Source {
  /** True where records are written as they happen: a time far ahead of the clock is a wrong one then. */
  readonly isLive?: boolean
  /** What is read; the id is known once the source is open. */
  identity(): SourceIdentity
  /**
   * Connects and starts reading at `positions`; partitions without one start where the source's own settings say.
   * Once there are positions at all, a partition without one is new and is read from its beginning. Keeps trying while
   * the other side is out of reach.
   */
  open(positions: Positions): Promise<void>
  /**
   * The next event. Resolves when there is one, with `null` when `signal` aborted. The engine asks only when it
   * has room: a source buffers a bounded amount and stops reading when nobody asks.
   */
  next(signal: AbortSignal): Promise<SourceEvent | null>
  /**
   * True when the partition is known to hold records that were not handed over yet, those behind an open transaction
   * included: then it is not idle.
   */
  hasBacklog(partition: number): boolean
  /**
   * The latest moment, on the monotonic clock, at which the partition is known to have had nothing beyond what was
   * handed over: when the last request was sent that was answered like that. Undefined: it was not asked in vain yet.
   * Sources leave it out that know at once whether there is anything.
   */
  emptyAt?(partition: number): number | undefined
  /** Every partition as it stands now; reading it changes nothing. */
  status(): readonly SourcePartitionStatus[]
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
  /** What is out of reach now, in words. */
  outages?(): readonly string[]
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
  /** Given for rows of a job without windows: those of one origin keep its order. */
  readonly origin?: { readonly source: string; readonly partition: number }
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
   * @param owner who writes from now on
   * @param accept sees the last record before anything is written or anybody is fenced
   */
  open(
    targets: readonly SinkTarget[],
    owner: JournalOwner,
    accept: AcceptJournal
  ): Promise<JournalRecord | null>
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
  /** What is out of reach now, in words. */
  outages?(): readonly string[]
  /** How often something had to be tried again since the start. */
  readonly retries?: number
  /** Rows that were skipped since the start because they are larger than their topic takes. */
  readonly oversizedRows?: number
  /** True when a reader that does not wait for the commit can see rows of one that fails. */
  readonly showsUncommitted?: boolean
  /** True when `commit` stores the positions as well; else the engine calls `Source.acknowledge` after it. */
  readonly storesPositions: boolean
  close(): Promise<void>
}
