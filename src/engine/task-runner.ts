import { decompress } from '../connectors/kafka/codecs.js'
import { batchesOf, verifyBatchCrc } from '../connectors/kafka/record-batch.js'
import { MillraceError } from '../errors.js'
import { Kernel, type RecordsSection } from './kernel.js'
import type {
  MergeReply,
  MergeTask,
  RestoreTask,
  ScanReply,
  ScanTask,
  SnapshotReply,
  WorkerSetup
} from './tasks.js'

/** Runs tasks on one kernel; lives in a worker thread, or in the caller's own. */
export class TaskRunner {
  readonly #setup: WorkerSetup
  readonly #kernel: Kernel

  constructor(setup: WorkerSetup) {
    this.#setup = setup
    this.#kernel = Kernel.create(setup.module, setup)
  }

  /** @throws MillraceError KERNEL_BAD_INPUT for a batch that cannot be decoded, naming partition and offset */
  scan(task: ScanTask): ScanReply {
    const bytes = new Uint8Array(task.buffer, 0, task.byteLength)
    const result =
      task.format === 'lines'
        ? this.#kernel.scanLines(bytes, task.arrivalTime, task.watermark)
        : this.#scanBatches(task, bytes)
    return { ...result, buffer: task.buffer }
  }

  merge(task: MergeTask): MergeReply {
    return this.#kernel.merge(task.partials, task.watermark)
  }

  snapshot(): SnapshotReply {
    return { pieces: this.#kernel.snapshot(), checksum: this.#kernel.checksum() }
  }

  checksum(): bigint {
    return this.#kernel.checksum()
  }

  restore(task: RestoreTask): MergeReply {
    return this.#kernel.restore(task.states, task.shard, task.watermark)
  }

  #scanBatches(task: ScanTask, bytes: Uint8Array) {
    const { fromOffset, toOffset, arrivalTime, watermark } = task
    return this.#kernel.scanRecords(this.#sections(task, bytes), fromOffset, toOffset, arrivalTime, watermark)
  }

  /** Decompresses every batch first: the kernels take all sections of a chunk at once, in one piece of memory. */
  #sections(task: ScanTask, bytes: Uint8Array): RecordsSection[] {
    const sections: RecordsSection[] = []
    for (const batch of batchesOf(bytes)) {
      try {
        if (this.#setup.verifyChecksums) verifyBatchCrc(batch)
        sections.push({
          bytes: decompress(batch.codec, batch.records),
          count: batch.recordCount,
          baseOffset: batch.baseOffset
        })
      } catch (error) {
        throw badBatch(task.partition, batch.baseOffset, error)
      }
    }
    return sections
  }
}

function badBatch(partition: number, offset: number, cause: unknown): MillraceError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new MillraceError(
    'KERNEL_BAD_INPUT',
    { where: `the batch at partition ${partition}, offset ${offset}`, reason },
    { cause }
  )
}
