import type { SourceStatus, Status } from '../engine/status.js'
import type { Logger } from '../observability/log.js'
import { RateMeter } from './rate-meter.js'

/**
 * Makes an `onStatus` callback that logs progress: at INFO when records or rows came since the last line, else at
 * DEBUG.
 */
export function statusLogger(logger: Logger): (status: Status) => void {
  const meter = new RateMeter()
  let last = 0
  return (status) => {
    const progress = status.jobs.reduce((sum, { rows }) => sum + rows, status.records)
    const fields = fieldsOf(status, meter.recordsPerSecond(status))
    if (progress === last) logger.debug(fields, 'no new records')
    else logger.info(fields, 'progress')
    last = progress
  }
}

/** The counters of a line; histograms and fingerprints are for other readers. */
function fieldsOf(status: Status, recordsPerSecond: number): object {
  const { phase, epoch, watermark, records, malformed, undated, skippedBatches } = status
  const { retries, residentBytes, stateBytes } = status
  return {
    phase: phase.name,
    ...{ epoch, records, malformed, undated, skippedBatches },
    commits: status.commits.count,
    ...{ retries, residentBytes, stateBytes },
    watermark: watermark === null ? null : new Date(watermark),
    recordsPerSecond: Math.round(recordsPerSecond),
    lag: Object.fromEntries(status.sources.map((source) => [source.name, lagOf(source)])),
    jobs: status.jobs.map(({ name, sink, rows, lateRecords, droppedNotNull, openWindows }) => ({
      ...{ name, sink, rows, lateRecords, droppedNotNull, openWindows }
    }))
  }
}

/** Records that wait, over all partitions; null while that is not known of one. */
function lagOf({ partitions }: SourceStatus): number | null {
  return partitions.reduce<number | null>(
    (sum, { lag }) => (sum === null || lag === null ? null : sum + lag),
    0
  )
}
