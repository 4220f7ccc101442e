/** What kernels take and give, as the rest of the engine sees it. */

/** Records of one batch, uncompressed, and which of their offsets count. */
export interface RecordsSection {
  readonly bytes: Uint8Array
  readonly count: number
  readonly baseOffset: number
  /** Left out: those of its records are not known. */
  readonly timestamps?: BatchTimestamps
}

/** What the header of a batch says of the timestamps of its records, ms; -1: they have none. */
export interface BatchTimestamps {
  /** What those of the records count from. */
  readonly base: number
  /** The one that all of them have; null: each has its own. */
  readonly append: number | null
}

/** Ready Kafka records, the records section of one batch. */
export interface ReadyRecords {
  readonly count: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Rows of one job. */
export interface OutputSegment extends ReadyRecords {
  readonly job: number
}

/** What a scan of one chunk counted. */
export interface ScanStats {
  readonly records: number
  readonly malformed: number
  readonly undated: number
  /** Records whose time lies further ahead than the bound. */
  readonly future: number
  /** Greatest timestamp of a valid, dated record; -Infinity when there is none. */
  readonly maxTimestamp: number
  /**
   * By job, least last millisecond of a window that these records opened and that was still open; Infinity: none, or a
   * job without windows.
   */
  readonly earliestWindowEnds: readonly number[]
  /** By job, rows of pipelines without a window that a null in a NOT NULL column has cost. */
  readonly droppedNotNull: readonly number[]
  /** By job, such rows that were written with it. */
  readonly nullRows: readonly number[]
}

export interface ScanResult extends ScanStats {
  /** One buffer of partial rows a shard; null where the shard has none. */
  readonly partials: readonly (ArrayBuffer | null)[]
  /** Finished rows of jobs without a window, in the order of the records. */
  readonly rows: readonly OutputSegment[]
  /**
   * Malformed, undated and future records as they were, with headers that say where from and why; see
   * dead-letter-origin.ts. Then rows that a null has cost; see dropped-row-headers.ts.
   */
  readonly deadLetters: readonly ReadyRecords[]
}

/** Totals of one job in one shard since the start. */
export interface JobMergeStats {
  readonly lateRecords: number
  readonly rows: number
  readonly droppedNotNull: number
  /** Rows that were written with a null in a NOT NULL column. */
  readonly nullRows: number
  readonly openWindows: number
  /** Results of aggregates that were too large for their type, and became null. */
  readonly overflows: number
  /** Least last millisecond of an open window of this shard; Infinity when none is open. */
  readonly nextWindowEnd: number
  /** Bytes that its open windows take in this shard. */
  readonly stateBytes: number
}

export interface MergeResult {
  readonly segments: readonly OutputSegment[]
  /** A row of JSON for every job, key and window of which this epoch's records came late; see late-row-texts.ts. */
  readonly lateRows: readonly ReadyRecords[]
  /** Rows that a null in a NOT NULL column has cost, where they are wanted; see dropped-row-headers.ts. */
  readonly droppedRows: readonly ReadyRecords[]
  readonly stateBytes: number
  readonly jobs: readonly JobMergeStats[]
}

/** The open state of a shard, copied out. */
export interface StateCopy {
  /** Blocks of partial rows, in pieces of whole blocks. */
  readonly pieces: readonly ArrayBuffer[]
  /** Of the state's content, 64 bits: the sum over shards does not depend on how many there are. */
  readonly checksum: bigint
}
