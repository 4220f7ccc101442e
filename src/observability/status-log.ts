import type { PipelineStatus } from '../engine/status.js'
import type { Logger } from './log.js'

/**
 * Makes an `onStatus` callback that logs progress: at INFO when records or rows came since the last line, else at
 * DEBUG.
 */
export function statusLogger(logger: Logger): (status: PipelineStatus) => void {
  let last = 0
  return (status) => {
    const { watermark, recordsPerSecond, jobs, ...counters } = status
    const progress = jobs.reduce((sum, { rows }) => sum + rows, status.records)
    const fields = {
      ...counters,
      watermark: watermark === null ? null : new Date(watermark),
      recordsPerSecond: Math.round(recordsPerSecond),
      jobs
    }
    if (progress === last) logger.debug(fields, 'no new records')
    else logger.info(fields, 'progress')
    last = progress
  }
}
