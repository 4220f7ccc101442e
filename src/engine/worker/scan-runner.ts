import { MillraceError } from '../../errors.js'
import type { ScanResult } from '../kernel/results.js'
import { ScanKernel, type ScanContext } from '../kernel/scan-kernel.js'
import { sampleOfLines, sampleOfSections, type RecordSample } from './record-sample.js'
import { SectionReader, type BatchSection } from './record-sections.js'
import { NONE_SKIPPED, type SkippedBatches } from './skipped-batches.js'
import type { ScanReply, ScanSetup, ScanTask, WorkerSetup } from './tasks.js'

interface Scanner {
  readonly setup: ScanSetup
  readonly kernel: ScanKernel
}

type SampledResult = ScanResult & { readonly sample: RecordSample | undefined }

/** Scans chunks, on a kernel a source; lives in a worker thread, or in the caller's own. */
export class ScanRunner {
  readonly #setup: WorkerSetup
  readonly #scanners: readonly Scanner[]

  constructor(setup: WorkerSetup) {
    this.#setup = setup
    this.#scanners = setup.scans.map((scan) => ({
      setup: scan,
      kernel: ScanKernel.create(setup.module, { ...setup, plan: scan.plan })
    }))
  }

  /**
   * @throws MillraceError KERNEL_BAD_INPUT for a batch that cannot be decoded, naming source, partition and offset,
   * unless such are to be skipped
   */
  scan(task: ScanTask): ScanReply {
    const { partition, fromOffset, arrivalTime, latestTime, watermarks, buffer, byteLength } = task
    const scanner = this.#scanners[task.source]
    if (scanner === undefined) throw new RangeError(`there is no source ${task.source}`)
    const origin = this.#setup.deadLetters === true ? { ...scanner.setup, partition } : null
    const context = { arrivalTime, latestTime, watermarks, partition, origin }
    if (task.format !== 'lines') return { ...this.#scanBatches(scanner, task, context), buffer }
    const lines = new Uint8Array(buffer, 0, byteLength)
    const result = scanner.kernel.scanLines(lines, fromOffset, context)
    const sample = hasNoneUsable(result) ? sampleOfLines(lines, fromOffset) : undefined
    return { ...result, skipped: NONE_SKIPPED, sample, buffer }
  }

  /** Framing is checked while scanning; only when it turns out to be broken the sections are looked through before. */
  #scanBatches(
    { setup, kernel }: Scanner,
    task: ScanTask,
    context: ScanContext
  ): SampledResult & { readonly skipped: SkippedBatches } {
    const { fromOffset, toOffset } = task
    const reader = new SectionReader({ ...this.#setup, source: setup.address }, task)
    const scan = (sections: readonly BatchSection[]): SampledResult => {
      const result = kernel.scanRecords(sections, fromOffset, toOffset, context)
      const sample = hasNoneUsable(result) ? sampleOfSections(sections, fromOffset, toOffset) : undefined
      return { ...result, sample }
    }
    const sections = reader.sections()
    try {
      return { ...scan(sections), skipped: reader.skipped }
    } catch (error) {
      if (!(error instanceof MillraceError) || error.code !== 'KERNEL_BAD_INPUT') throw error
      const broken = new Set(kernel.brokenSections(sections))
      if (broken.size === 0) throw error
      for (const section of broken) reader.reject(section, new Error('its record framing is broken'))
      return { ...scan(sections.filter((section) => !broken.has(section))), skipped: reader.skipped }
    }
  }
}

/** A {@link ScanRunner} whose kernels are made when the first chunk comes. */
export function scanLazily(setup: WorkerSetup): (task: ScanTask) => ScanReply {
  let runner: ScanRunner | undefined
  return (task) => {
    runner ??= new ScanRunner(setup)
    return runner.scan(task)
  }
}

function hasNoneUsable({ records, malformed, undated, future }: ScanResult): boolean {
  return records > 0 && malformed + undated + future === records
}
