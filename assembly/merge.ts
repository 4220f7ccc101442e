/**
 * MERGE: the state of one shard. Partial rows of an epoch come in any order and are folded into the open
 * windows; closing the epoch moves the jobs' watermarks, once, and writes the rows of the windows that they pass.
 */
import * as contract from './contract'
import { allocate, allocatedBytes, liveBytes } from './memory/allocator'
import { fail, FAIL_CORRUPT_PARTIAL, setCurrentJob } from './memory/failure'
import { flushGroups } from './output/groups'
import { resultOverflows, rowsDropped, rowsWithNull, rowsWritten } from './output/job-output'
import { givenWatermark } from './watermarks'
import { kindOf } from './window/kind'
import { failCorrupt, MergeJob } from './window/merge-job'
import { mergeJob, mergeJobCount, mergeJobsCreate } from './window/merge-jobs'
import { BLOCK_HEADER, blockBytes, blockJob, blockRows } from './window/partial-row'
import { NO_END } from './window/times'

let statistics: usize = 0

/** Makes the state of no open windows for a plan. */
export function mergeCreate(planAddress: usize): void {
  mergeJobsCreate(planAddress)
  statistics = allocate(<usize>(contract.MERGE_TOTALS + contract.MERGE_JOB_TOTALS * mergeJobCount) << 3)
}

/**
 * Folds the `length` bytes of partials at `partials`, any number of whole blocks, into the open epoch. Blocks
 * that do not add up fail with FAIL_CORRUPT_PARTIAL.
 */
export function mergePartials(partials: usize, length: u32): void {
  const end = partials + length
  let at = partials
  while (at < end) {
    if (end - at < BLOCK_HEADER) fail(FAIL_CORRUPT_PARTIAL, -1)
    const number = blockJob(at)
    const rows = at + BLOCK_HEADER
    if (<usize>blockBytes(at) > end - rows) fail(FAIL_CORRUPT_PARTIAL, number)
    if (number >= mergeJobCount || mergeJob(number).kind == 0) fail(FAIL_CORRUPT_PARTIAL, number)
    setCurrentJob(number)
    mergeBlock(mergeJob(number), rows, blockRows(at), rows + blockBytes(at))
    at = rows + blockBytes(at)
  }
  setCurrentJob(-1)
}

function mergeBlock(job: MergeJob, rows: usize, count: u32, end: usize): void {
  const before = liveBytes()
  if (kindOf(job).merge(job, rows, count, end) != end) failCorrupt(job)
  job.stateBytes += <i64>(liveBytes() - before)
}

/**
 * Ends the epoch: judges what is late against the watermarks at its start, moves every job's watermark to the one
 * that the host has written for it (watermarks.ts), never back, and writes the rows of all windows that it has
 * passed to the output.
 */
export function closeEpoch(): void {
  for (let number: u32 = 0; number < mergeJobCount; number++) {
    const job = mergeJob(number)
    if (job.kind == 0) continue
    setCurrentJob(number)
    const before = liveBytes()
    const watermark = max(job.watermark, givenWatermark(number))
    kindOf(job).fire(job, watermark)
    job.watermark = watermark
    job.nextEnd = kindOf(job).nextEnd(job)
    job.stateBytes += <i64>(liveBytes() - before)
    flushGroups(number)
  }
  setCurrentJob(-1)
}

/**
 * Statistics of the shard (src/plan/contract/statistics.ts). A window's end is that of the last epoch's end, or of the
 * restore after it.
 */
export function mergeStatsPointer(): usize {
  store<f64>(statistics, allocatedBytes(), contract.MERGE_STATE_BYTES << 3)
  for (let number: u32 = 0; number < mergeJobCount; number++) {
    const job = mergeJob(number)
    const out = statistics + (<usize>(contract.MERGE_TOTALS + contract.MERGE_JOB_TOTALS * number) << 3)
    store<f64>(out, <f64>job.lateRecords, contract.MERGE_JOB_LATE << 3)
    store<f64>(out, <f64>rowsWritten(number), contract.MERGE_JOB_ROWS << 3)
    store<f64>(out, <f64>rowsDropped(number), contract.MERGE_JOB_DROPPED << 3)
    store<f64>(out, <f64>job.open, contract.MERGE_JOB_OPEN << 3)
    store<f64>(out, job.nextEnd == NO_END ? Infinity : <f64>(job.nextEnd - 1), contract.MERGE_JOB_NEXT_END << 3)
    store<f64>(out, <f64>resultOverflows(number), contract.MERGE_JOB_OVERFLOWS << 3)
    store<f64>(out, <f64>job.stateBytes, contract.MERGE_JOB_STATE_BYTES << 3)
    store<f64>(out, <f64>rowsWithNull(number), contract.MERGE_JOB_NULL_ROWS << 3)
  }
  return statistics
}
