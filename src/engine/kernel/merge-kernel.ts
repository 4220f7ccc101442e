import * as statistics from '../../plan/contract/statistics.js'
import { KernelInstance, type InstanceOptions } from './instance.js'
import { encodeLateRowTexts } from './late-row-texts.js'
import type { JobMergeStats, MergeResult, StateCopy } from './results.js'

/** A kernel gathers a piece for each key group that it owns: so much memory times their number, at most. */
const SNAPSHOT_PIECE_BYTES = 1 << 15

export interface MergeKernelOptions extends InstanceOptions {
  /** The merge plan of the application. */
  readonly plan: Uint8Array
  readonly shards: number
  /** Names of every job's keys: then merge tells what came late, row by row. Left out or null: it only counts. */
  readonly lateRowKeys?: readonly (readonly string[])[] | null
}

/** An instance of the kernels that keeps the state of one shard. */
export class MergeKernel {
  readonly #instance: KernelInstance
  readonly #shards: number

  private constructor(instance: KernelInstance, shards: number) {
    this.#instance = instance
    this.#shards = shards
  }

  /** @throws MillraceError KERNEL_CONTRACT, KERNEL_OUT_OF_MEMORY, KERNEL_INTERNAL */
  static create(module: WebAssembly.Module, options: MergeKernelOptions): MergeKernel {
    const { plan, shards, jobNames, lateRowKeys, droppedRows } = options
    const instance = KernelInstance.create(module, options)
    instance.exports.loadMergePlan(instance.writeInput(plan), plan.byteLength)
    lateRowKeys?.forEach((keys, number) => {
      const texts = encodeLateRowTexts({ job: jobNames[number] ?? '', keys })
      instance.write(instance.exports.collectLateRows(number, texts.byteLength), texts)
    })
    instance.collectDroppedRows(droppedRows)
    return new MergeKernel(instance, shards)
  }

  /**
   * Folds partial rows of one epoch into this shard's state, closes the epoch and fires what the watermarks pass.
   * @param watermarks by job, ms; -Infinity: none yet, Infinity: the end of time; null: the epoch is not closed yet
   */
  merge(partials: readonly ArrayBuffer[], watermarks: readonly number[] | null): MergeResult {
    for (const partial of partials) {
      const pointer = this.#instance.writeInput(new Uint8Array(partial))
      this.#instance.exports.mergePartials(pointer, partial.byteLength)
    }
    if (watermarks !== null) this.#close(watermarks)
    return this.#result()
  }

  /** Copies the open state out as blocks of partial rows, in pieces of whole blocks of one key group each; the state stays. */
  snapshot(): StateCopy {
    const { exports } = this.#instance
    const pieces: ArrayBuffer[] = []
    exports.snapshotBegin(SNAPSHOT_PIECE_BYTES)
    while (exports.snapshotNext() !== 0) {
      pieces.push(this.#instance.copy(exports.snapshotPointer(), exports.snapshotLength()))
    }
    const checksum = this.#checksum()
    exports.snapshotRelease()
    return { pieces, checksum }
  }

  /** Digest of the open state's content, 64 bits; digests of all shards add up to the same however many there are. */
  checksum(): bigint {
    this.#instance.exports.stateChecksum()
    return this.#checksum()
  }

  /**
   * Fills an empty shard from snapshots, of any number of shards.
   * @param watermarks where the snapshot stood, by job, ms
   * @param states blocks of partial rows, their jobs numbered as in this kernel's plan
   */
  restore(states: readonly Uint8Array[], shard: number, watermarks: readonly number[]): MergeResult {
    this.#close(watermarks)
    for (const state of states) {
      const pointer = this.#instance.writeInput(state)
      this.#instance.exports.restoreState(pointer, state.byteLength, shard, this.#shards)
    }
    return this.#result()
  }

  #close(watermarks: readonly number[]): void {
    this.#instance.writeWatermarks(watermarks)
    this.#instance.exports.closeEpoch()
  }

  /** The digest that was computed last: by a walk of its own, or on the way of a snapshot. */
  #checksum(): bigint {
    const low = BigInt(this.#instance.exports.stateChecksumLow() >>> 0)
    return (BigInt(this.#instance.exports.stateChecksumHigh() >>> 0) << 32n) | low
  }

  #result(): MergeResult {
    const { jobNames, exports } = this.#instance
    const rows = this.#instance.takeRows()
    const values = this.#instance.doubles(
      exports.mergeStatsPointer(),
      statistics.MERGE_TOTALS + jobNames.length * statistics.MERGE_JOB_TOTALS
    )
    return {
      ...rows,
      stateBytes: values[statistics.MERGE_STATE_BYTES]!,
      jobs: jobNames.map((_, job) =>
        jobStats(values.subarray(statistics.MERGE_TOTALS + job * statistics.MERGE_JOB_TOTALS))
      )
    }
  }
}

function jobStats(values: Float64Array): JobMergeStats {
  return {
    lateRecords: values[statistics.MERGE_JOB_LATE]!,
    rows: values[statistics.MERGE_JOB_ROWS]!,
    droppedNotNull: values[statistics.MERGE_JOB_DROPPED]!,
    nullRows: values[statistics.MERGE_JOB_NULL_ROWS]!,
    openWindows: values[statistics.MERGE_JOB_OPEN]!,
    overflows: values[statistics.MERGE_JOB_OVERFLOWS]!,
    nextWindowEnd: values[statistics.MERGE_JOB_NEXT_END]!,
    stateBytes: values[statistics.MERGE_JOB_STATE_BYTES]!
  }
}
