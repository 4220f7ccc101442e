import { DURATION_BOUNDS_MS, Histogram, SIZE_BOUNDS } from './status/histogram.js'
import type { MergedTotals } from './merge/merger.js'
import type { ScannedChunk } from './scan/scan-queue.js'
import type { EpochsStatus } from './status/status.js'

/** Totals of what was read, since the start. */
export interface ReadTotals {
  records: number
  malformed: number
  undated: number
  /** Too far ahead of the clock. */
  future: number
  skippedBatches: number
}

/** Counts what passes through the pipeline, epoch by epoch. */
export class Counters {
  readonly #sources: readonly ReadTotals[]
  readonly #epochRecords = new Histogram(SIZE_BOUNDS)
  readonly #epochDurationMs = new Histogram(DURATION_BOUNDS_MS)
  #merged: MergedTotals = { stateBytes: 0, jobs: [] }

  constructor(sources: number) {
    this.#sources = Array.from({ length: sources }, noneRead)
  }

  /** An epoch was merged: its chunks, the totals of all epochs, and how long merging took. */
  addEpoch(chunks: readonly ScannedChunk[], merged: MergedTotals, durationMs: number): void {
    let records = 0
    for (const { source, stats, skipped } of chunks) {
      const totals = this.#sources[source]
      if (totals === undefined) continue
      totals.skippedBatches += skipped.batches
      totals.records += stats.records
      totals.malformed += stats.malformed
      totals.undated += stats.undated
      totals.future += stats.future
      records += stats.records
    }
    this.#merged = merged
    this.#epochRecords.add(records)
    this.#epochDurationMs.add(durationMs)
  }

  /** What was read of one source. */
  read(source: number): Readonly<ReadTotals> {
    return { ...(this.#sources[source] ?? noneRead()) }
  }

  /** What was read of all sources. */
  readInAll(): Readonly<ReadTotals> {
    const sum = noneRead()
    for (const { records, malformed, undated, future, skippedBatches } of this.#sources) {
      sum.records += records
      sum.malformed += malformed
      sum.undated += undated
      sum.future += future
      sum.skippedBatches += skippedBatches
    }
    return sum
  }

  /** As the last epoch left it. */
  get merged(): MergedTotals {
    return this.#merged
  }

  /** @param last number of the last epoch */
  epochs(last: number): EpochsStatus {
    return {
      last,
      count: this.#epochRecords.count,
      records: this.#epochRecords.status(),
      durationMs: this.#epochDurationMs.status()
    }
  }
}

function noneRead(): ReadTotals {
  return { records: 0, malformed: 0, undated: 0, future: 0, skippedBatches: 0 }
}
