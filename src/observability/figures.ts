import type { Status } from '../engine/status/status.js'

const MILLISECONDS = 1000
const MICROSECONDS = 1_000_000

/** The counters of one status from which rates are made. */
export interface Totals {
  /** Of the monotonic clock. */
  readonly uptimeMs: number
  /** Processor time of the whole process, all threads. */
  readonly cpuMicroseconds: number
  readonly records: number
  readonly rows: number
  readonly sources: ReadonlyMap<string, number>
  readonly jobs: ReadonlyMap<string, number>
  readonly epochs: number
  readonly epochRecords: number
  readonly epochSeconds: number
  readonly commits: number
  readonly commitSeconds: number
}

/** What happened between two statuses; rates are a second's. */
export interface Rates {
  readonly recordsPerSecond: number
  readonly rowsPerSecond: number
  /** Records a second by source. */
  readonly sources: Readonly<Record<string, number>>
  /** Rows a second by job. */
  readonly jobs: Readonly<Record<string, number>>
  /** Cores that were busy: 1.5 is one and a half. */
  readonly cpuCores: number
  /** Means over the epochs and commits between the two; null when there was none. */
  readonly epochRecords: number | null
  readonly epochSeconds: number | null
  readonly commitSeconds: number | null
}

/** The last time that a Date can be. The watermark of sources that have ended lies beyond it: nothing is behind. */
const LAST_TIME = 8.64e15

/** How far behind the service is. */
export interface Lag {
  /** Records that wait in all partitions whose end is known; null when none is. */
  readonly records: number | null
  /** From the newest timestamp that was read, in the partition that is furthest back and not idle, to the clock. */
  readonly eventTimeSeconds: number | null
  /** From the watermark that is furthest back to the clock. */
  readonly watermarkSeconds: number | null
}

export function totalsOf(status: Status, cpuMicroseconds: number): Totals {
  const { epochs, commits } = status
  return {
    uptimeMs: status.uptimeMs,
    cpuMicroseconds,
    records: status.records.total,
    rows: status.jobs.reduce((sum, { rows }) => sum + rows, 0),
    sources: new Map(status.sources.map(({ name, records }) => [name, records])),
    jobs: new Map(status.jobs.map(({ name, rows }) => [name, rows])),
    epochs: epochs.count,
    epochRecords: epochs.records.sum,
    epochSeconds: epochs.seconds.sum,
    commits: commits.count,
    commitSeconds: commits.seconds.sum
  }
}

/** What happened from `before` to `after`; all zero when no time has passed. */
export function ratesBetween(before: Totals, after: Totals): Rates {
  const seconds = (after.uptimeMs - before.uptimeMs) / MILLISECONDS
  const perSecond = (from: number, to: number): number => (seconds > 0 ? Math.max(0, to - from) / seconds : 0)
  const byName = (from: ReadonlyMap<string, number>, to: ReadonlyMap<string, number>) =>
    Object.fromEntries([...to].map(([name, value]) => [name, perSecond(from.get(name) ?? 0, value)]))
  const epochs = after.epochs - before.epochs
  const commits = after.commits - before.commits
  return {
    recordsPerSecond: perSecond(before.records, after.records),
    rowsPerSecond: perSecond(before.rows, after.rows),
    sources: byName(before.sources, after.sources),
    jobs: byName(before.jobs, after.jobs),
    cpuCores: perSecond(before.cpuMicroseconds, after.cpuMicroseconds) / MICROSECONDS,
    epochRecords: mean(after.epochRecords - before.epochRecords, epochs),
    epochSeconds: mean(after.epochSeconds - before.epochSeconds, epochs),
    commitSeconds: mean(after.commitSeconds - before.commitSeconds, commits)
  }
}

function mean(sum: number, count: number): number | null {
  return count > 0 ? sum / count : null
}

export function lagOf(status: Status): Lag {
  const partitions = status.sources.flatMap((source) => source.partitions)
  const known = partitions.flatMap(({ lag }) => (lag === null ? [] : [lag]))
  const newest = partitions.flatMap(({ idle, maxTimestamp }) =>
    idle || maxTimestamp === null ? [] : [maxTimestamp]
  )
  const watermarks = status.inputs.flatMap(({ watermark }) =>
    watermark === null || watermark > LAST_TIME ? [] : [watermark]
  )
  const behind = (times: readonly number[]): number | null =>
    times.length === 0 ? null : (status.takenAt - Math.min(...times)) / MILLISECONDS
  return {
    records: known.length === 0 ? null : known.reduce((sum, lag) => sum + lag, 0),
    eventTimeSeconds: behind(newest),
    watermarkSeconds: behind(watermarks)
  }
}
