/** Counts in buckets as Prometheus has them: `count` is of all values up to `le`; the last `le` is Infinity. */
export interface Histogram {
  readonly buckets: readonly { readonly le: number; readonly count: number }[]
  readonly sum: number
  readonly count: number
}

export type Phase = 'starting' | 'standby' | 'recovering' | 'running' | 'caught-up' | 'stopping' | 'failed'

export interface PartitionStatus {
  readonly partition: number
  readonly position: number
  readonly endOffset: number | null
  readonly lag: number | null
  readonly maxTimestamp: number | null
  readonly watermark: number | null
  readonly idle: boolean
  readonly waitingFor: string | null
}

export interface SourceStatus {
  readonly name: string
  readonly connector: string
  readonly address: string
  readonly id: string | null
  readonly records: number
  readonly malformed: number
  readonly undated: number
  readonly future: number
  readonly partitions: readonly PartitionStatus[]
}

export interface InputsStatus {
  readonly name: string
  readonly sources: readonly string[]
  readonly watermark: number | null
  readonly heldBackBy: { readonly source: string; readonly partition: number } | null
}

export interface JobStatus {
  readonly name: string
  readonly inputs: string
  readonly sink: string
  readonly isStateless: boolean
  readonly rows: number
  readonly lateRecords: number
  readonly droppedNotNull: number
  readonly nullRows: number
  readonly openWindows: number
  readonly stateBytes: number
  readonly plan: string
}

export interface SnapshotStatus {
  readonly id: string
  readonly epoch: number
  readonly bytes: number
  readonly seconds: number
  readonly at: number
  readonly error?: string
}

export interface OutageStatus {
  readonly what: string
  readonly since: number
  readonly until: number | null
  readonly reason: string
}

/** What dashboard, REST, metrics and log read of a service. Counters are totals since the start. */
export interface ServiceStatus {
  readonly takenAt: number
  readonly startedAt: number
  readonly uptimeMs: number
  readonly phase: Phase
  readonly recovery: {
    readonly epochsDone: number
    readonly epochsTotal: number
    readonly startedAt: number
  } | null
  readonly timeMode: 'event' | 'processing'
  readonly parallelism: number
  readonly epoch: number
  readonly records: {
    readonly total: number
    readonly malformed: number
    readonly undated: number
    readonly future: number
    readonly skippedBatches: number
  }
  readonly sources: readonly SourceStatus[]
  readonly inputs: readonly InputsStatus[]
  readonly jobs: readonly JobStatus[]
  readonly epochs: { readonly count: number; readonly records: Histogram; readonly seconds: Histogram }
  readonly commits: {
    readonly count: number
    readonly retries: number
    readonly seconds: Histogram
    readonly lastAt: number | null
    readonly pendingEpochs: number
    readonly pendingBytes: number
    readonly oversizedRows: number
  }
  readonly snapshots: {
    readonly completed: number
    readonly failed: number
    readonly last: SnapshotStatus | null
    readonly history: readonly SnapshotStatus[]
  }
  readonly backPressure: {
    readonly scan: number
    readonly mergeBusy: boolean
    readonly committerFull: boolean
  }
  readonly outages: readonly OutageStatus[]
  readonly memory: { readonly residentBytes: number; readonly stateBytes: number }
}
