import type { ChunkFormat } from '../connectors/connector.js'
import type { ErrorCode } from '../errors.js'
import type { ScanStats, MergeResult } from './kernel.js'

/** What a worker is given when it starts. */
export interface WorkerSetup {
  readonly module: WebAssembly.Module
  readonly plan: Uint8Array
  readonly jobNames: readonly string[]
  readonly shards: number
  readonly memoryLimitMb: number
  /** Check the CRC32C of every record batch. */
  readonly verifyChecksums: boolean
}

/** Any worker may take it: it has no state but its chunk. */
export interface ScanTask {
  readonly kind: 'scan'
  readonly format: ChunkFormat
  readonly partition: number
  readonly fromOffset: number
  readonly toOffset: number
  /** The records' time in processing time, NaN in event time. */
  readonly arrivalTime: number
  readonly watermark: number
  readonly buffer: ArrayBuffer
  readonly byteLength: number
}

export interface ScanReply extends ScanStats {
  readonly partials: readonly (ArrayBuffer | null)[]
  /** The task's buffer, back for reuse. */
  readonly buffer: ArrayBuffer
}

/** Only the worker that keeps the shard may take it: folds partials into its state and closes the epoch. */
export interface MergeTask {
  readonly kind: 'merge'
  readonly partials: readonly ArrayBuffer[]
  readonly watermark: number
}

/** A MillraceError on its way between threads. */
export interface Failure {
  readonly failure: ErrorCode
  readonly params: Readonly<Record<string, string | number>>
}

export type Task = ScanTask | MergeTask
export type MergeReply = MergeResult

/** One worker: scans for everybody, and keeps the state of one shard. Tasks run one after another, in order. */
export interface Worker {
  scan(task: ScanTask): Promise<ScanReply>
  merge(task: MergeTask): Promise<MergeReply>
  close(): Promise<void>
}
