import type { HistogramStatus } from './histogram.js'

export type { HistogramStatus } from './histogram.js'

/**
 * What the service is doing. `standby`: another instance has the work. `recovering`: epochs of an earlier run are
 * computed again. `caught-up`: running, and no partition is known to hold anything more.
 */
export type Phase = 'starting' | 'standby' | 'recovering' | 'running' | 'caught-up' | 'stopping' | 'failed'

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
  readonly idle: boolean
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
  readonly name: string
  readonly sources: readonly string[]
  /** Milliseconds since 1970; null while there is none. In processing time the clock. */
  readonly watermark: number | null
  /** The partition that holds it back; null in processing time, and while all are idle. */
  readonly heldBackBy: { readonly source: string; readonly partition: number } | null
}

/** Counters are totals since the start. */
export interface JobStatus {
  readonly name: string
  /** Name of the set of sources that it reads. */
  readonly inputs: string
  readonly sink: string
  /** It has no windows: rows are written as records come. */
  readonly isStateless: boolean
  readonly fingerprint: string
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
  /** Last millisecond of the open window that ends first, ms since 1970; null: none is open. */
  readonly nextWindowEnd: number | null
  /** Bytes that they take, over all workers. */
  readonly stateBytes: number
  /** Its logical tree and its physical plan, as EXPLAIN prints them. */
  readonly plan: string
}

export interface EpochsStatus {
  /** Since the start. */
  readonly count: number
  readonly records: HistogramStatus
  /** Of merging. */
  readonly seconds: HistogramStatus
}

export interface CommitsStatus {
  readonly count: number
  /** Tries of the sink that failed and were made again. */
  readonly retries: number
  /** Rows that were skipped because their topic does not take them. */
  readonly oversizedRows: number
  /** Of the rows. */
  readonly bytes: HistogramStatus
  readonly seconds: HistogramStatus
  /** When the last one ended, ms since 1970; null: there was none yet. */
  readonly lastAt: number | null
  readonly pendingEpochs: number
  readonly pendingBytes: number
}

export interface SnapshotStatus {
  /** Empty for one that could not be stored. */
  readonly id: string
  readonly epoch: number
  /** Of the state, before compression. */
  readonly bytes: number
  /** Of storing. */
  readonly seconds: number
  /** When it was stored or failed, ms since 1970. */
  readonly at: number
  /** Why it could not be stored. */
  readonly error?: string
}

export interface SnapshotsStatus {
  /** Since the start, as are `failed` and `history`. */
  readonly completed: number
  readonly failed: number
  readonly last: SnapshotStatus | null
  /** The newest 20, newest last. */
  readonly history: readonly SnapshotStatus[]
}

/** What keeps the engine from going faster, as it is at this moment. */
export interface PressureStatus {
  /** Share of the workers' places for chunks that are taken, 0 to 1. */
  readonly scan: number
  readonly mergeBusy: boolean
  /** So much waits for the sink that no epoch is merged. */
  readonly committerFull: boolean
}

/** Something that was out of reach, or is. */
export interface OutageStatus {
  readonly what: string
  /** ms since 1970 */
  readonly since: number
  /** ms since 1970; null: it lasts. */
  readonly until: number | null
  readonly reason: string
}

export interface RecoveryStatus {
  readonly epochsDone: number
  readonly epochsTotal: number
  /** ms since 1970 */
  readonly startedAt: number
}

/**
 * What a service says of itself, to log, dashboard, REST and metrics alike: a value that nobody changes any more, and
 * reading it changes nothing. Counters are totals since the start; a rate is the difference of two.
 */
export interface Status {
  /** ms since 1970, as is `startedAt`. */
  readonly takenAt: number
  readonly startedAt: number
  /** Since the start, on the monotonic clock, ms: what rates are computed by. */
  readonly uptimeMs: number
  readonly phase: Phase
  /** How far the recovery is, or the last one was; null: the application began anew. */
  readonly recovery: RecoveryStatus | null
  readonly timeMode: 'event' | 'processing'
  readonly parallelism: number
  /** Last epoch that was merged, counted over all lives of the application. */
  readonly epoch: number
  /** Of all sources. */
  readonly records: {
    readonly total: number
    readonly malformed: number
    readonly undated: number
    /** Records whose time lies too far ahead of the clock. */
    readonly future: number
    readonly skippedBatches: number
  }
  readonly sources: readonly SourceStatus[]
  readonly inputs: readonly InputsStatus[]
  readonly jobs: readonly JobStatus[]
  readonly epochs: EpochsStatus
  readonly commits: CommitsStatus
  readonly snapshots: SnapshotsStatus
  readonly backPressure: PressureStatus
  /** The newest 20, oldest first. */
  readonly outages: readonly OutageStatus[]
  /** Of the process; of the kernels' state over all workers. */
  readonly memory: { readonly residentBytes: number; readonly stateBytes: number }
}
