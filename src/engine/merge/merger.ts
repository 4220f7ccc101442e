import type { RowSegment } from '../../connectors/connector.js'
import type { MergeResult, OutputSegment } from '../kernel/results.js'
import type { KeyGroupState } from '../../state/snapshot.js'
import type { ScannedChunk } from '../scan/scanned-chunk.js'
import { DEAD_LETTERS, LATE_ROWS, sideSegments } from '../side-outputs.js'
import { shardOf } from './partial-blocks.js'
import type { Worker } from '../worker/tasks.js'

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
  /** Rows that were written with a null in a NOT NULL column. */
  nullRows: number
  /** Results that were too large for their type, and became null. */
  overflows: number
  openWindows: number
  /** Last millisecond of the open window that ends first; null: none is open. */
  nextWindowEnd: number | null
  stateBytes: number
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
  readonly #sourceNames: readonly string[]
  /** By job, of jobs without windows: rows, and rows that were dropped. */
  readonly #scanned: { rows: number; dropped: number; nullRows: number }[]
  /** The last answer of every shard: its totals and its next window. */
  #answers: readonly MergeResult[] = []
  #nextWindowEnds: readonly number[]
  /** By shard, where the last epoch ended that it was not told of; null: it was told of all of them. */
  readonly #untold: (readonly number[] | null)[]

  constructor(workers: readonly Worker[], jobs: readonly PlannedJob[], sourceNames: readonly string[]) {
    this.#workers = workers
    this.#jobs = jobs
    this.#scanned = jobs.map(() => ({ rows: 0, dropped: 0, nullRows: 0 }))
    this.#sourceNames = sourceNames
    this.#nextWindowEnds = jobs.map(() => Number.POSITIVE_INFINITY)
    this.#untold = workers.map(() => null)
  }

  /** By job, least last millisecond of an open window over all shards; Infinity when none is open. */
  get nextWindowEnds(): readonly number[] {
    return this.#nextWindowEnds
  }

  /**
   * Merges the chunks' partials, in order, and moves every job's watermark in every shard. Takes the partials' buffers
   * over. The rows of jobs without windows come first, in the order of their chunks. A shard that gets no partials and
   * has no window that ends is told of the epoch with the next one that has something for it.
   * @param watermarks by job, ms
   */
  async closeEpoch(chunks: readonly ScannedChunk[], watermarks: readonly number[]): Promise<MergedEpoch> {
    this.#answered(await this.#merge(chunks, watermarks))
    const scanned = chunks.flatMap(({ source, partition, rows }) => {
      const origin = { source: this.#sourceNames[source] ?? '', partition }
      return rows.map((segment) => ({ ...this.#rowSegment(segment), origin }))
    })
    const fired = this.#answers.flatMap((answer) =>
      answer.segments.map((segment) => this.#rowSegment(segment))
    )
    const segments = [...scanned, ...fired]
    const rows: Record<string, number> = {}
    for (const { sink, count } of segments) rows[sink] = (rows[sink] ?? 0) + count
    this.#countScanned(chunks)
    const late = this.#answers.flatMap((answer) => sideSegments(LATE_ROWS, answer.lateRows))
    const dropped = this.#answers.flatMap((answer) => sideSegments(DEAD_LETTERS, answer.droppedRows))
    return { segments: [...segments, ...late, ...dropped], rows }
  }

  /** Merges chunks of an epoch of which more is to come. */
  async addToEpoch(chunks: readonly ScannedChunk[]): Promise<void> {
    await this.#merge(chunks, null)
  }

  /**
   * Fills the empty shards, each with the key groups that it owns, however many shards wrote them.
   * @param groups of a snapshot, their jobs numbered as in this plan
   * @param watermarks by job, ms
   */
  async restore(
    groups: readonly KeyGroupState[],
    keyGroups: number,
    watermarks: readonly number[]
  ): Promise<void> {
    const shards = this.#workers.length
    const statesOf = (shard: number): Uint8Array[] =>
      groups.filter((one) => shardOf(one.keyGroup, keyGroups, shards) === shard).map(({ blocks }) => blocks)
    this.#answered(
      await Promise.all(
        this.#workers.map((worker, shard) =>
          worker.restore({ kind: 'restore', shard, watermarks, states: statesOf(shard) })
        )
      )
    )
  }

  totals(): MergedTotals {
    const ends = this.nextWindowEnds
    const jobs = this.#jobs.map((_, job): JobTotals => ({
      nextWindowEnd: Number.isFinite(ends[job]) ? (ends[job] ?? null) : null,
      lateRecords: 0,
      rows: this.#scanned[job]?.rows ?? 0,
      droppedNotNull: this.#scanned[job]?.dropped ?? 0,
      nullRows: this.#scanned[job]?.nullRows ?? 0,
      overflows: 0,
      openWindows: 0,
      stateBytes: 0
    }))
    let stateBytes = 0
    for (const answer of this.#answers) {
      stateBytes += answer.stateBytes
      jobs.forEach((totals, index) => addTotals(totals, answer.jobs[index]))
    }
    return { stateBytes, jobs }
  }

  #answered(answers: readonly MergeResult[]): void {
    this.#answers = answers
    const endOf = ({ jobs }: MergeResult, job: number): number =>
      jobs[job]?.nextWindowEnd ?? Number.POSITIVE_INFINITY
    this.#nextWindowEnds = this.#jobs.map((_, job) =>
      Math.min(Number.POSITIVE_INFINITY, ...answers.map((answer) => endOf(answer, job)))
    )
  }

  #merge(chunks: readonly ScannedChunk[], watermarks: readonly number[] | null): Promise<MergeResult[]> {
    return Promise.all(
      this.#workers.map((worker, shard) => {
        const partials = partialsOf(chunks, shard)
        const answer = this.#answers[shard]
        const before = this.#untold[shard] ?? null
        if (answer !== undefined && partials.length === 0 && !isPassed(answer, watermarks)) {
          this.#untold[shard] = watermarks ?? before
          return Promise.resolve({ ...answer, segments: [], lateRows: [], droppedRows: [] })
        }
        this.#untold[shard] = null
        return worker.merge({ kind: 'merge', partials, watermarks, before })
      })
    )
  }

  #rowSegment({ job, count, bytes }: OutputSegment): RowSegment {
    return { sink: this.#sinkOf(job), count, bytes }
  }

  #countScanned(chunks: readonly ScannedChunk[]): void {
    for (const { rows, stats } of chunks) {
      for (const { job, count } of rows) {
        const totals = this.#scanned[job]
        if (totals !== undefined) totals.rows += count
      }
      stats.droppedNotNull.forEach((dropped, job) => {
        const totals = this.#scanned[job]
        if (totals !== undefined) totals.dropped += dropped
      })
      stats.nullRows.forEach((rows, job) => {
        const totals = this.#scanned[job]
        if (totals !== undefined) totals.nullRows += rows
      })
    }
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

/** Whether an open window of the shard ends with these watermarks. */
function isPassed({ jobs }: MergeResult, watermarks: readonly number[] | null): boolean {
  return jobs.some(
    ({ nextWindowEnd }, job) => nextWindowEnd <= (watermarks?.[job] ?? Number.NEGATIVE_INFINITY)
  )
}

function addTotals(totals: JobTotals, shard: Omit<JobTotals, 'nextWindowEnd'> | undefined): void {
  if (shard === undefined) return
  totals.lateRecords += shard.lateRecords
  totals.rows += shard.rows
  totals.droppedNotNull += shard.droppedNotNull
  totals.nullRows += shard.nullRows
  totals.overflows += shard.overflows
  totals.openWindows += shard.openWindows
  totals.stateBytes += shard.stateBytes
}
