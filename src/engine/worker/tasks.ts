import type { ChunkFormat } from '../../connectors/connector.js'
import type { ErrorCode } from '../../errors.js'
import type { DroppedRowNames } from '../kernel/dropped-row-headers.js'
import type { MergeResult, ScanResult, StateCopy } from '../kernel/results.js'
import type { RecordSample } from './record-sample.js'
import type { SkippedBatches } from './skipped-batches.js'

/** A source as a worker knows it. */
export interface ScanSetup {
  /** Its name, its connector (`kafka`, `file`, …) and what that reads: for messages and dead letters. */
  readonly source: string
  readonly connector: string
  readonly address: string
  /** Its scan plan. */
  readonly plan: Uint8Array
}

/** What a worker is given when it starts. */
export interface WorkerSetup {
  readonly module: WebAssembly.Module
  /** By number of the source. */
  readonly scans: readonly ScanSetup[]
  /** The merge plan. */
  readonly merge: Uint8Array
  readonly jobNames: readonly string[]
  readonly shards: number
  /** Of each of the worker's kernels: there is one a source and one that merges. */
  readonly memoryLimitMb: number
  /** Check the CRC32C of every record batch. */
  readonly verifyChecksums: boolean
  /** Records that cannot be used come back with the scan; by default they are only counted. */
  readonly deadLetters?: boolean
  /** By job, what names rows that a null has cost: then they come back; by default they are only counted. */
  readonly droppedRows?: readonly DroppedRowNames[] | null
  /** What becomes of a batch that cannot be decoded; by default fail. */
  readonly poisonBatches?: 'fail' | 'skip'
  /** Names of every job's keys: then what comes late comes back with the merge; by default it is only counted. */
  readonly lateRowKeys?: readonly (readonly string[])[] | null
}

/** Any worker may take it: it has no state but its chunk. */
export interface ScanTask {
  readonly kind: 'scan'
  readonly format: ChunkFormat
  /** Number of the source. */
  readonly source: number
  readonly partition: number
  readonly fromOffset: number
  readonly toOffset: number
  /** The records' time in processing time, NaN in event time. */
  readonly arrivalTime: number
  /** Greatest event time that counts, ms; Infinity: all do. */
  readonly latestTime: number
  /** By job, ms; a hint. */
  readonly watermarks: readonly number[]
  readonly buffer: ArrayBuffer
  readonly byteLength: number
}

export interface ScanReply extends ScanResult {
  /** Batches that could not be decoded; always none unless `poisonBatches` is skip. */
  readonly skipped: SkippedBatches
  /** The first record of a chunk of which none could be used. */
  readonly sample?: RecordSample | undefined
  /** The task's buffer, back for reuse. */
  readonly buffer: ArrayBuffer
}

/** Only the worker that keeps the shard may take it: folds partials into its state and closes the epoch. */
export interface MergeTask {
  readonly kind: 'merge'
  readonly partials: readonly ArrayBuffer[]
  /** By job, ms; null: more of this epoch is to come, nothing fires yet. */
  readonly watermarks: readonly number[] | null
  /** Where the epochs before ended that had nothing for this shard; null or left out: it was told of all of them. */
  readonly before?: readonly number[] | null
}

export type MergeReply = MergeResult

/** Copies the shard's open state out, as blocks of partial rows. */
export interface SnapshotTask {
  readonly kind: 'snapshot'
}

export type SnapshotReply = StateCopy

/** Digest of the shard's state alone: what a recovery is checked by. */
export interface ChecksumTask {
  readonly kind: 'checksum'
}

/** Fills an empty shard: moves its watermarks and takes in those rows of the given blocks that hash to it. */
export interface RestoreTask {
  readonly kind: 'restore'
  readonly shard: number
  /** By job, ms. */
  readonly watermarks: readonly number[]
  /** State of all shards of the snapshot; copied, since every shard looks through all of it. */
  readonly states: readonly Uint8Array[]
}

/** A MillraceError on its way between threads. */
export interface Failure {
  readonly failure: ErrorCode
  readonly params: Readonly<Record<string, string | number>>
}

export interface ChecksumReply {
  readonly checksum: bigint
}

export type Task = ScanTask | MergeTask | SnapshotTask | RestoreTask | ChecksumTask
export type Reply = ScanReply | MergeReply | SnapshotReply | ChecksumReply

/** One worker: scans for everybody, and keeps the state of one shard. Tasks run one after another, in order. */
export interface Worker {
  scan(task: ScanTask): Promise<ScanReply>
  merge(task: MergeTask): Promise<MergeReply>
  snapshot(): Promise<SnapshotReply>
  checksum(): Promise<bigint>
  restore(task: RestoreTask): Promise<MergeReply>
  close(): Promise<void>
}
