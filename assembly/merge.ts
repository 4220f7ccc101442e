/**
 * MERGE: the state of one shard. Partial rows of an epoch come in any order and are folded into the open
 * windows; closing the epoch moves the jobs' watermarks, once, and writes the rows of the windows that they pass.
 *
 *     statistics, f64 each
 *     | allocated bytes |
 *     jobs × | watermark, -Infinity none | least end - 1 of an open window, Infinity none |
 *            | late records | rows out | rows dropped | results that were too large |
 *            | groups of open panes, or sessions | bytes of the open windows |
 *
 * The counters are totals since the plan was loaded. The window's end is that of the last
 * epoch's end, or of the restore after it.
 */
import { defineAll as defineAggregates } from './aggregate/generated'
import { allocate, allocatedBytes, liveBytes } from './memory/allocator'
import { fail, FAIL_CORRUPT_PARTIAL, setCurrentJob } from './memory/failure'
import { segmentsCreate } from './output/segments'
import { jobWindowKind } from './plan'
import { defineAll as defineWindowKinds } from './window/generated'
import { kindCreate, kindOf } from './window/kind'
import { failCorrupt, MergeJob } from './window/merge-job'
import { mergeJob, mergeJobCount, mergeJobsCreate } from './window/merge-jobs'
import { BLOCK_HEADER, blockBytes, blockJob, blockRows } from './window/partial-row'
import { givenWatermark, watermarksCreate } from './watermarks'
import { NO_END, timeToBorder } from './window/times'

const TOTALS: u32 = 1
const JOB_TOTALS: u32 = 8

let statistics: usize = 0

export function mergeCreate(planAddress: usize): void {
  defineAggregates()
  defineWindowKinds()
  mergeJobsCreate(planAddress)
  watermarksCreate(mergeJobCount)
  statistics = allocate(<usize>(TOTALS + JOB_TOTALS * mergeJobCount) << 3)
  // One more than there are jobs: rows of what comes late.
  segmentsCreate(mergeJobCount + 1)
  for (let number: u32 = 0; number < mergeJobCount; number++) {
    const job = mergeJob(number)
    setCurrentJob(number)
    kindCreate(job, jobWindowKind(job.entry))
    kindOf(job).create(job)
  }
  setCurrentJob(-1)
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
    if (number >= mergeJobCount || <usize>blockBytes(at) > end - rows) fail(FAIL_CORRUPT_PARTIAL, number)
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
    setCurrentJob(number)
    const before = liveBytes()
    const next = max(job.watermark, givenWatermark(number))
    kindOf(job).fire(job, next)
    job.watermark = next
    job.nextEnd = kindOf(job).nextEnd(job)
    job.stateBytes += <i64>(liveBytes() - before)
  }
  setCurrentJob(-1)
}

/** Statistics of the shard, see above. */
export function mergeStatsPointer(): usize {
  store<f64>(statistics, allocatedBytes())
  for (let number: u32 = 0; number < mergeJobCount; number++) {
    const job = mergeJob(number)
    const out = statistics + (<usize>(TOTALS + JOB_TOTALS * number) << 3)
    store<f64>(out, timeToBorder(job.watermark))
    store<f64>(out, job.nextEnd == NO_END ? Infinity : <f64>(job.nextEnd - 1), 8)
    store<f64>(out, <f64>job.lateRecords, 16)
    store<f64>(out, <f64>job.rowsOut, 24)
    store<f64>(out, <f64>job.rowsDropped, 32)
    store<f64>(out, <f64>job.overflows, 40)
    store<f64>(out, <f64>job.open, 48)
    store<f64>(out, <f64>job.stateBytes, 56)
  }
  return statistics
}
