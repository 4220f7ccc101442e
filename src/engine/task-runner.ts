import { MillraceError } from '../errors.js'
import type { RecordOrigin } from './dead-letter-origin.js'
import { Kernel, type ScanResult } from './kernel.js'
import {
  NONE_SKIPPED,
  SectionReader,
  UNNAMED_SOURCE,
  type BatchSection,
  type SkippedBatches
} from './record-sections.js'
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

  /**
   * @throws MillraceError KERNEL_BAD_INPUT for a batch that cannot be decoded, naming topic, partition and offset,
   * unless such are to be skipped
   */
  scan(task: ScanTask): ScanReply {
    const { partition, fromOffset, arrivalTime, watermark, buffer, byteLength } = task
    const { source = UNNAMED_SOURCE, deadLetters = false } = this.#setup
    const origin = deadLetters ? { source, partition } : null
    if (task.format !== 'lines') return { ...this.#scanBatches(task, origin), buffer }
    const lines = new Uint8Array(buffer, 0, byteLength)
    const result = this.#kernel.scanLines(lines, fromOffset, arrivalTime, watermark, origin)
    return { ...result, skipped: NONE_SKIPPED, buffer }
  }

  merge(task: MergeTask): MergeReply {
    return this.#kernel.merge(task.partials, task.watermark)
  }

  snapshot(): SnapshotReply {
    return this.#kernel.snapshot()
  }

  checksum(): bigint {
    return this.#kernel.checksum()
  }

  restore(task: RestoreTask): MergeReply {
    return this.#kernel.restore(task.states, task.shard, task.watermark)
  }

  /** Framing is checked while scanning; only when it turns out to be broken the sections are looked through before. */
  #scanBatches(
    task: ScanTask,
    origin: RecordOrigin | null
  ): ScanResult & { readonly skipped: SkippedBatches } {
    const { fromOffset, toOffset, arrivalTime, watermark } = task
    const reader = new SectionReader(this.#setup, task)
    const scan = (sections: readonly BatchSection[]): ScanResult =>
      this.#kernel.scanRecords(sections, fromOffset, toOffset, arrivalTime, watermark, origin)
    const sections = reader.sections()
    try {
      return { ...scan(sections), skipped: reader.skipped }
    } catch (error) {
      if (!(error instanceof MillraceError) || error.code !== 'KERNEL_BAD_INPUT') throw error
      const broken = new Set(this.#kernel.brokenSections(sections))
      if (broken.size === 0) throw error
      for (const section of broken) reader.reject(section, new Error('its record framing is broken'))
      return { ...scan(sections.filter((section) => !broken.has(section))), skipped: reader.skipped }
    }
  }
}
