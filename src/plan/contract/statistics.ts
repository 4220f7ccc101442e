/**
 * What kernels say of their work, f64 each.
 *
 *     scan, of the chunk   | records | malformed | undated | too far in the future | greatest time, -Infinity none |
 *                          jobs × | earliest end - 1 of a window that the chunk's rows are part of and that is open,
 *                                   Infinity none | rows written | rows dropped for a null |
 *                                   | rows written with a null that is NOT NULL |
 *     merge, totals since  | allocated bytes |
 *     the plan was loaded  jobs × | late records | rows written | rows dropped for a null | groups of open panes, or open sessions |
 *                                 | least end - 1 of an open window, Infinity none |
 *                                 | results that were too large for their type, and became null |
 *                                 | bytes of the open windows | rows written with a null that is NOT NULL |
 *
 * Rows of scan are those of pipelines without a window.
 */

export const SCAN_RECORDS = 0
export const SCAN_MALFORMED = 1
export const SCAN_UNDATED = 2
export const SCAN_FUTURE = 3
export const SCAN_GREATEST_TIME = 4
export const SCAN_TOTALS = 5
export const SCAN_JOB_EARLIEST_END = 0
export const SCAN_JOB_ROWS = 1
export const SCAN_JOB_DROPPED = 2
export const SCAN_JOB_NULL_ROWS = 3
export const SCAN_JOB_TOTALS = 4

export const MERGE_STATE_BYTES = 0
export const MERGE_TOTALS = 1
export const MERGE_JOB_LATE = 0
export const MERGE_JOB_ROWS = 1
export const MERGE_JOB_DROPPED = 2
export const MERGE_JOB_OPEN = 3
export const MERGE_JOB_NEXT_END = 4
export const MERGE_JOB_OVERFLOWS = 5
export const MERGE_JOB_STATE_BYTES = 6
export const MERGE_JOB_NULL_ROWS = 7
export const MERGE_JOB_TOTALS = 8
