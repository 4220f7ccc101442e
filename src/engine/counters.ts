import { DURATION_BOUNDS_MS, Histogram, MILLISECONDS, SIZE_BOUNDS } from './status/histogram.js'
import type { JobTotals, MergedTotals } from './merge/merger.js'
import type { ScannedChunk } from './scan/scanned-chunk.js'
import type { EpochsStatus } from './status/status.js'

/** Totals of what was read, since the start. */
export interface ReadTotals {
  total: number
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
  readonly #epochDurationMs = new Histogram(DURATION_BOUNDS_MS, MILLISECONDS)
  /** What the kernels had counted before the first epoch: rows that recovery computed again and threw away. */
  readonly #before: MergedTotals
  #merged: MergedTotals

  constructor(sources: number, before: MergedTotals = { stateBytes: 0, jobs: [] }) {
    this.#before = before
    this.#merged = this.#since(before)
    this.#sources = Array.from({ length: sources }, noneRead)
  }

  /** An epoch was merged: its chunks, the totals of all epochs, and how long merging took. */
  addEpoch(chunks: readonly ScannedChunk[], merged: MergedTotals, durationMs: number): void {
    let records = 0
    for (const { source, stats, skipped } of chunks) {
      const totals = this.#sources[source]
      if (totals === undefined) continue
      totals.skippedBatches += skipped.batches
      totals.total += stats.records
      totals.malformed += stats.malformed
      totals.undated += stats.undated
      totals.future += stats.future
      records += stats.records
    }
    this.#merged = this.#since(merged)
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
    for (const { total, malformed, undated, future, skippedBatches } of this.#sources) {
      sum.total += total
      sum.malformed += malformed
      sum.undated += undated
      sum.future += future
      sum.skippedBatches += skippedBatches
    }
    return sum
  }

  #since(merged: MergedTotals): MergedTotals {
    return { ...merged, jobs: merged.jobs.map((totals, job) => since(this.#before.jobs[job], totals)) }
  }

  /** As the last epoch left it; before the first one, what recovery brought back. */
  get merged(): MergedTotals {
    return this.#merged
  }

  epochs(): EpochsStatus {
    return {
      count: this.#epochRecords.count,
      records: this.#epochRecords.status(),
      seconds: this.#epochDurationMs.status()
    }
  }
}

/** What was counted since; what stands at the moment stays as it is. */
function since(before: JobTotals | undefined, now: JobTotals): JobTotals {
  if (before === undefined) return now
  return {
    ...now,
    lateRecords: now.lateRecords - before.lateRecords,
    rows: now.rows - before.rows,
    droppedNotNull: now.droppedNotNull - before.droppedNotNull,
    nullRows: now.nullRows - before.nullRows,
    overflows: now.overflows - before.overflows
  }
}

function noneRead(): ReadTotals {
  return { total: 0, malformed: 0, undated: 0, future: 0, skippedBatches: 0 }
}
