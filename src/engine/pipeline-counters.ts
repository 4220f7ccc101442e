import type { Clock } from './clock.js'
import type { MergedTotals, PlannedJob } from './merger.js'
import type { ScannedChunk } from './scan-queue.js'
import type { PipelineStatus } from './status.js'

/** Counts what passes through the pipeline. */
export class PipelineCounters {
  readonly #jobs: readonly PlannedJob[]
  readonly #clock: Clock
  #records = 0
  #malformed = 0
  #undated = 0
  #skippedBatches = 0
  #commits = 0
  #totals: MergedTotals = { stateBytes: 0, jobs: [] }
  #lastStatusAt: number
  #lastStatusRecords = 0

  constructor(jobs: readonly PlannedJob[], clock: Clock) {
    this.#jobs = jobs
    this.#clock = clock
    this.#lastStatusAt = clock.now()
  }

  addEpoch(chunks: readonly ScannedChunk[], totals: MergedTotals): void {
    for (const { stats, skipped } of chunks) {
      this.#skippedBatches += skipped.batches
      this.#records += stats.records
      this.#malformed += stats.malformed
      this.#undated += stats.undated
    }
    this.#totals = totals
  }

  addCommit(): void {
    this.#commits += 1
  }

  /** The status now; the rate is the mean since the last call. */
  status(epoch: number, watermark: number | null, retries: number): PipelineStatus {
    const now = this.#clock.now()
    const seconds = (now - this.#lastStatusAt) / 1000
    const recordsPerSecond = seconds > 0 ? (this.#records - this.#lastStatusRecords) / seconds : 0
    this.#lastStatusAt = now
    this.#lastStatusRecords = this.#records
    return {
      epoch,
      watermark,
      records: this.#records,
      recordsPerSecond,
      malformed: this.#malformed,
      undated: this.#undated,
      skippedBatches: this.#skippedBatches,
      commits: this.#commits,
      retries,
      residentBytes: process.memoryUsage.rss(),
      stateBytes: this.#totals.stateBytes,
      jobs: this.#jobs.map(({ name, sink }, index) => {
        const totals = this.#totals.jobs[index]
        return {
          name,
          sink,
          rows: totals?.rows ?? 0,
          lateRecords: totals?.lateRecords ?? 0,
          droppedNotNull: totals?.droppedNotNull ?? 0,
          openWindows: totals?.openWindows ?? 0
        }
      })
    }
  }
}
