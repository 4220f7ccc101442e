import { decompress } from '../../records/codecs.js'
import { batchesOf, verifyBatchCrc, type RecordBatch } from '../../records/record-batch.js'
import { MillraceError } from '../../errors.js'
import type { RecordsSection } from '../kernel/results.js'
import { NONE_SKIPPED, type SkippedBatches } from './skipped-batches.js'
import type { ScanTask, WorkerSetup } from './tasks.js'

/** How batches are judged, and the name of the source for messages. */
export interface SectionOptions extends Pick<WorkerSetup, 'verifyChecksums' | 'poisonBatches'> {
  readonly source: string
}

/** An opened batch. */
export interface BatchSection extends RecordsSection {
  readonly lastOffset: number
}

/** Opens the record batches of a chunk, and judges those that cannot be decoded by the setting. */
export class SectionReader {
  readonly #options: SectionOptions
  readonly #task: ScanTask
  #skipped = NONE_SKIPPED

  constructor(options: SectionOptions, task: ScanTask) {
    this.#options = options
    this.#task = task
  }

  get skipped(): SkippedBatches {
    return this.#skipped
  }

  /**
   * Verifies and decompresses all batches: the kernels take all sections of a chunk at once, in one piece of memory.
   * @throws MillraceError KERNEL_BAD_INPUT for one that is broken, unless those are to be skipped
   */
  sections(): BatchSection[] {
    const { buffer, byteLength } = this.#task
    const sections: BatchSection[] = []
    for (const batch of batchesOf(new Uint8Array(buffer, 0, byteLength))) {
      try {
        sections.push(this.#open(batch))
      } catch (error) {
        this.reject(batch, error)
      }
    }
    return sections
  }

  /**
   * Passes a batch over, or fails because of it, as the setting says.
   * @throws MillraceError KERNEL_BAD_INPUT naming source, partition and offset
   */
  reject({ baseOffset, lastOffset }: Pick<BatchSection, 'baseOffset' | 'lastOffset'>, cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const { source, poisonBatches = 'fail' } = this.#options
    const { partition, fromOffset, toOffset } = this.#task
    if (poisonBatches === 'fail') {
      const where = `the batch at offset ${baseOffset} of partition ${partition} of ${source}`
      throw new MillraceError('KERNEL_BAD_INPUT', { where, reason }, { cause })
    }
    const span = Math.min(lastOffset + 1, toOffset) - Math.max(baseOffset, fromOffset)
    const { batches, records, first } = this.#skipped
    this.#skipped = {
      batches: batches + 1,
      records: records + Math.max(span, 0),
      first: first ?? { offset: baseOffset, reason }
    }
  }

  #open(batch: RecordBatch): BatchSection {
    if (this.#options.verifyChecksums) verifyBatchCrc(batch)
    const { codec, records, recordCount, baseOffset, lastOffset, timestamps } = batch
    return { bytes: decompress(codec, records), count: recordCount, baseOffset, lastOffset, timestamps }
  }
}
