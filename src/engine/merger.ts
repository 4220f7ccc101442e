import type { RowSegment } from '../connectors/connector.js'
import type { MergeResult, OutputSegment } from './kernel/results.js'
import type { ScannedChunk } from './scan-queue.js'
import { LATE_ROWS, sideSegments } from './side-outputs.js'
import type { Worker } from './tasks.js'

/** A job as the plan numbers it, and the sink table that its rows go to. */
export interface PlannedJob {
  readonly name: string
  readonly sink: string
}

/** Totals of one job over all shards since the start. */
export interface JobTotals {
  lateRecords: number
  rows: number
  droppedNotNull: number
  openWindows: number
}

export interface MergedTotals {
  readonly stateBytes: number
  readonly jobs: readonly JobTotals[]
}

export interface MergedEpoch {
  readonly segments: readonly RowSegment[]
  /** Rows per sink table; side outputs do not count. */
  readonly rows: Readonly<Record<string, number>>
}

/** Hands an epoch's partial rows to the shards and gathers what fires. */
export class Merger {
  readonly #workers: readonly Worker[]
  readonly #jobs: readonly PlannedJob[]
  /** The last answer of every shard: its totals and its next window. */
  #answers: readonly MergeResult[] = []

  constructor(workers: readonly Worker[], jobs: readonly PlannedJob[]) {
    this.#workers = workers
    this.#jobs = jobs
  }

  /** Least last millisecond of an open window, over all shards; Infinity when none is open. */
  get nextWindowEnd(): number {
    return Math.min(...this.#answers.flatMap(({ jobs }) => jobs.map(({ nextWindowEnd }) => nextWindowEnd)))
  }

  /** Merges the chunks' partials, in order, and moves every shard's watermark. Takes the partials' buffers over. */
  async closeEpoch(chunks: readonly ScannedChunk[], watermark: number): Promise<MergedEpoch> {
    this.#answers = await this.#merge(chunks, watermark)
    const rows: Record<string, number> = {}
    const written: OutputSegment[] = [
      ...chunks.flatMap((chunk) => chunk.rows),
      ...this.#answers.flatMap((answer) => answer.segments)
    ]
    const segments = written.map(({ job, count, bytes }): RowSegment => {
      const sink = this.#sinkOf(job)
      rows[sink] = (rows[sink] ?? 0) + count
      return { sink, count, bytes }
    })
    const lateRows = sideSegments(
      LATE_ROWS,
      this.#answers.flatMap((answer) => answer.lateRows)
    )
    return { segments: [...segments, ...lateRows], rows }
  }

  /** Merges chunks of an epoch of which more is to come. */
  async addToEpoch(chunks: readonly ScannedChunk[]): Promise<void> {
    await this.#merge(chunks, null)
  }

  /** Fills the empty shards from a snapshot's, however many it had, their jobs numbered as in this plan. */
  async restore(states: readonly Uint8Array[], watermark: number): Promise<void> {
    this.#answers = await Promise.all(
      this.#workers.map((worker, shard) =>
        worker.restore({ kind: 'restore', shard, watermarks: this.#everyJob(watermark), states })
      )
    )
  }

  totals(): MergedTotals {
    const jobs = this.#jobs.map((): JobTotals => ({
      lateRecords: 0,
      rows: 0,
      droppedNotNull: 0,
      openWindows: 0
    }))
    let stateBytes = 0
    for (const answer of this.#answers) {
      stateBytes += answer.stateBytes
      jobs.forEach((totals, index) => addTotals(totals, answer.jobs[index]))
    }
    return { stateBytes, jobs }
  }

  #merge(chunks: readonly ScannedChunk[], watermark: number | null): Promise<MergeResult[]> {
    const watermarks = watermark === null ? null : this.#everyJob(watermark)
    return Promise.all(
      this.#workers.map((worker, shard) =>
        worker.merge({ kind: 'merge', partials: partialsOf(chunks, shard), watermarks })
      )
    )
  }

  #everyJob(watermark: number): number[] {
    return this.#jobs.map(() => watermark)
  }

  #sinkOf(job: number): string {
    const planned = this.#jobs[job]
    if (planned === undefined) throw new RangeError(`the plan has no job ${job}`)
    return planned.sink
  }
}

function partialsOf(chunks: readonly ScannedChunk[], shard: number): ArrayBuffer[] {
  return chunks.flatMap(({ partials }) => partials[shard] ?? [])
}

function addTotals(totals: JobTotals, shard: Readonly<JobTotals> | undefined): void {
  if (shard === undefined) return
  totals.lateRecords += shard.lateRecords
  totals.rows += shard.rows
  totals.droppedNotNull += shard.droppedNotNull
  totals.openWindows += shard.openWindows
}
