import { MillraceError } from '../../errors.js'
import {
  DEAD_LETTER_AT_LENGTH,
  DEAD_LETTER_AT_RECORDS,
  DEAD_LETTER_AT_START,
  DEAD_LETTER_WORDS
} from '../../plan/contract/blocks.js'
import * as statistics from '../../plan/contract/statistics.js'
import { encodeOrigin, type RecordOrigin } from './dead-letter-origin.js'
import { KernelInstance, type InstanceOptions } from './instance.js'
import type { BatchTimestamps, ReadyRecords, RecordsSection, ScanResult, ScanStats } from './results.js'

export interface ScanKernelOptions extends InstanceOptions {
  /** The scan plan of the source. */
  readonly plan: Uint8Array
  readonly shards: number
}

/** What holds for all records of a chunk. */
export interface ScanContext {
  /** The records' time in processing time, NaN in event time. */
  readonly arrivalTime: number
  /** Greatest event time that counts, ms; Infinity: all do. */
  readonly latestTime: number
  /** By job, ms; only a hint for `earliestWindowEnds`. */
  readonly watermarks: readonly number[]
  /** Of the source; left out: 0. */
  readonly partition?: number
  /** Given, records that cannot be used come back as dead letters; else they are only counted. */
  readonly origin: RecordOrigin | null
}

const NO_TIMESTAMPS: BatchTimestamps = { base: -1, append: -1 }

/** An instance of the kernels that scans one source. */
export class ScanKernel {
  readonly #instance: KernelInstance
  readonly #shards: number

  private constructor(instance: KernelInstance, shards: number) {
    this.#instance = instance
    this.#shards = shards
  }

  /** @throws MillraceError KERNEL_CONTRACT, KERNEL_OUT_OF_MEMORY, KERNEL_INTERNAL */
  static create(module: WebAssembly.Module, options: ScanKernelOptions): ScanKernel {
    const { plan, shards, droppedRows } = options
    const instance = KernelInstance.create(module, options)
    instance.exports.loadScanPlan(instance.writeInput(plan), plan.byteLength, shards)
    instance.collectDroppedRows(droppedRows)
    return new ScanKernel(instance, shards)
  }

  /**
   * Scans record batches of one chunk: records with offsets in [fromOffset, toOffset).
   * @throws MillraceError KERNEL_BAD_INPUT when {@link brokenSections} finds any; nothing of the chunk counts then
   */
  scanRecords(
    sections: readonly RecordsSection[],
    fromOffset: number,
    toOffset: number,
    context: ScanContext
  ): ScanResult {
    const { exports } = this.#instance
    const total = sections.reduce((sum, section) => sum + section.bytes.byteLength, 0)
    let pointer = exports.reserveInput(total) >>> 0
    this.#begin(context)
    const starts: number[] = []
    for (const section of sections) {
      this.#instance.write(pointer, section.bytes)
      starts.push(pointer)
      pointer += section.bytes.byteLength
    }
    sections.forEach(({ bytes, count, baseOffset, timestamps = NO_TIMESTAMPS }, index) => {
      exports.recordTimes(timestamps.base, timestamps.append ?? NaN)
      exports.scanRecords(starts[index]!, bytes.byteLength, count, baseOffset, fromOffset, toOffset)
    })
    return this.#end()
  }

  /** The sections whose framing is broken: for the rare case that scanning failed. */
  brokenSections<Section extends RecordsSection>(sections: readonly Section[]): Section[] {
    return sections.filter(({ bytes, count }) => {
      const pointer = this.#instance.writeInput(bytes)
      try {
        this.#instance.exports.checkRecords(pointer, bytes.byteLength, count)
        return false
      } catch (error) {
        if (error instanceof MillraceError && error.code === 'KERNEL_BAD_INPUT') return true
        throw error
      }
    })
  }

  /** Scans newline-separated documents, the first at offset `firstLine`; else as {@link scanRecords}. */
  scanLines(lines: Uint8Array, firstLine: number, context: ScanContext): ScanResult {
    const pointer = this.#instance.exports.reserveInput(lines.byteLength)
    this.#begin(context)
    this.#instance.write(pointer, lines)
    this.#instance.exports.scanLines(pointer, lines.byteLength, firstLine)
    return this.#end()
  }

  #begin({ arrivalTime, latestTime, watermarks, partition = 0, origin }: ScanContext): void {
    const { exports } = this.#instance
    this.#instance.writeWatermarks(watermarks)
    exports.scanBegin(arrivalTime, latestTime)
    exports.recordPartition(partition)
    if (origin === null) return
    const bytes = encodeOrigin(origin)
    this.#instance.write(exports.collectDeadLetters(bytes.byteLength), bytes)
  }

  #end(): ScanResult {
    const { exports } = this.#instance
    exports.scanEnd()
    const partials = Array.from({ length: this.#shards }, (_, shard) => {
      const length = exports.partialLength(shard) >>> 0
      return length === 0 ? null : this.#instance.copy(exports.partialPointer(shard), length)
    })
    const stats = this.#stats()
    const { segments: rows, droppedRows } = this.#instance.takeRows()
    return { ...stats, partials, rows, deadLetters: [...this.#deadLetters(), ...droppedRows] }
  }

  #stats(): ScanStats {
    const jobs = this.#instance.jobNames.map((_, job) => job)
    const values = this.#instance.doubles(
      this.#instance.exports.statsPointer(),
      statistics.SCAN_TOTALS + jobs.length * statistics.SCAN_JOB_TOTALS
    )
    const ofJob = (job: number, value: number): number =>
      values[statistics.SCAN_TOTALS + job * statistics.SCAN_JOB_TOTALS + value]!
    return {
      records: values[statistics.SCAN_RECORDS]!,
      malformed: values[statistics.SCAN_MALFORMED]!,
      undated: values[statistics.SCAN_UNDATED]!,
      future: values[statistics.SCAN_FUTURE]!,
      maxTimestamp: values[statistics.SCAN_GREATEST_TIME]!,
      earliestWindowEnds: jobs.map((job) => ofJob(job, statistics.SCAN_JOB_EARLIEST_END)),
      droppedNotNull: jobs.map((job) => ofJob(job, statistics.SCAN_JOB_DROPPED)),
      nullRows: jobs.map((job) => ofJob(job, statistics.SCAN_JOB_NULL_ROWS))
    }
  }

  #deadLetters(): ReadyRecords[] {
    const { exports } = this.#instance
    const count = exports.deadLetterSectionCount()
    if (count === 0) return []
    const table = this.#instance.words(exports.deadLetterSectionsPointer(), count * DEAD_LETTER_WORDS)
    const base = exports.deadLettersPointer() >>> 0
    return Array.from({ length: count }, (_, i): ReadyRecords => {
      const entry = table.subarray(i * DEAD_LETTER_WORDS)
      const bytes = this.#instance.copy(base + entry[DEAD_LETTER_AT_START]!, entry[DEAD_LETTER_AT_LENGTH]!)
      return { count: entry[DEAD_LETTER_AT_RECORDS]!, bytes: new Uint8Array(bytes) }
    })
  }
}
