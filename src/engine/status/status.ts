import type { HistogramStatus } from './histogram.js'

export type { HistogramStatus } from './histogram.js'

/** What the service is doing. */
export type Phase =
  | { readonly name: 'starting' }
  /** Another instance has the work. */
  | { readonly name: 'standby' }
  /** Epochs of an earlier run are computed again: `done` of `total`. */
  | { readonly name: 'recovering'; readonly done: number; readonly total: number }
  | { readonly name: 'running' }
  /** Running, and no partition is known to hold anything more. */
  | { readonly name: 'caught-up' }
  | { readonly name: 'stopping' }

export interface PartitionStatus {
  readonly partition: number
  /** Next offset that will be handed over. */
  readonly position: number
  /** One past the last offset that there is; null while it is not known. */
  readonly endOffset: number | null
  readonly lag: number | null
  /** Greatest timestamp that was seen, ms since 1970. */
  readonly maxTimestamp: number | null
  /** That less the delay; null while there is none. */
  readonly watermark: number | null
  readonly isIdle: boolean
  /** Whose open transaction hides records that are there. */
  readonly waitingFor: string | null
}

export interface SourceStatus {
  readonly name: string
  readonly connector: string
  readonly address: string
  readonly id: string | null
  /** Records read since the start, malformed and undated ones included. */
  readonly records: number
  readonly malformed: number
  /** Records without a usable timestamp. */
  readonly undated: number
  readonly future: number
  /** Record batches that could not be decoded and were passed over, as the setting says. */
  readonly skippedBatches: number
  readonly partitions: readonly PartitionStatus[]
}

/** The watermark of a set of sources that some jobs read together. */
export interface InputsStatus {
  /** Names of the sources, joined by `+`. */
  readonly inputs: string
  /** Milliseconds since 1970; null while there is none. In processing time the clock. */
  readonly watermark: number | null
  /** The partition that holds it back; null in processing time, and while all are idle. */
  readonly heldBackBy: { readonly source: string; readonly partition: number } | null
}

/** Counters are totals since the start. */
export interface JobStatus {
  readonly name: string
  readonly sink: string
  /** Names of the sources that it reads. */
  readonly sources: readonly string[]
  readonly fingerprint: string
  /** Its logical tree and its physical plan, as EXPLAIN prints them. */
  readonly plan: string
  readonly rows: number
  /** Records that came after their window had closed. */
  readonly lateRecords: number
  /** Rows dropped because a NOT NULL column was null and the enforcer says drop. */
  readonly droppedNotNull: number
  /** Rows that were written with a null in a NOT NULL column. */
  readonly nullRows: number
  /** Results of aggregates that were too large for their type, and became null. */
  readonly overflows: number
  /** Open groups of windows, or open sessions. */
  readonly openWindows: number
  /** Bytes that they take, over all workers. */
  readonly stateBytes: number
}

export interface EpochsStatus {
  /** Number of the last one that was merged, counted over all lives of the application. */
  readonly last: number
  /** Since the start. */
  readonly count: number
  readonly records: HistogramStatus
  readonly durationMs: HistogramStatus
}

export interface CommitsStatus {
  readonly count: number
  readonly pendingEpochs: number
  readonly pendingBytes: number
  /** Since the last one ended; null: there was none yet. */
  readonly ageMs: number | null
  /** Of the rows. */
  readonly bytes: HistogramStatus
  readonly durationMs: HistogramStatus
}

/** What keeps the engine from going faster, as it is at this moment. */
export interface PressureStatus {
  /** Share of the workers' places for chunks that are taken, 0 to 1. */
  readonly scanLoad: number
  readonly isMerging: boolean
  /** So much waits for the sink that no epoch is merged. */
  readonly isCommitterFull: boolean
}

export interface SnapshotsStatus {
  readonly lastEpoch: number | null
  /** Since the last one was stored; null: none was since the start. */
  readonly ageMs: number | null
  /** Of the state in the last one, before compression. */
  readonly stateBytes: number
  readonly failures: number
  readonly isStoring: boolean
  /** Of storing. */
  readonly durationMs: HistogramStatus
}

/**
 * What a service says of itself: a value that nobody changes any more, and reading it changes nothing. Counters are
 * totals since the start; a rate is the difference of two.
 */
export interface Status {
  readonly phase: Phase
  /** ms since 1970. */
  readonly startedAt: number
  /** Since the start, on the monotonic clock, ms: what rates are computed by. */
  readonly uptimeMs: number
  readonly application: string
  readonly instance: string
  /** Last epoch that was merged. */
  readonly epoch: number
  /** The least of all inputs', ms since 1970; null while there is none. */
  readonly watermark: number | null
  /** Of all sources. */
  readonly records: number
  readonly malformed: number
  readonly undated: number
  /** Records whose time lies too far ahead of the clock. */
  readonly future: number
  readonly skippedBatches: number
  readonly sources: readonly SourceStatus[]
  readonly inputs: readonly InputsStatus[]
  readonly jobs: readonly JobStatus[]
  readonly epochs: EpochsStatus
  readonly commits: CommitsStatus
  readonly pressure: PressureStatus
  /** Null: state is not kept. */
  readonly snapshots: SnapshotsStatus | null
  /** Tries of the sink that failed and were made again. */
  readonly retries: number
  /** Rows that were skipped because their topic does not take them. */
  readonly oversizedRows: number
  /** What is out of reach now, in words. */
  readonly outages: readonly string[]
  /** Bytes that the kernels' state takes, over all workers. */
  readonly stateBytes: number
  readonly residentBytes: number
}
