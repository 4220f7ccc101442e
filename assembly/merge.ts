/**
 * MERGE: the state of one shard. Partial rows of an epoch come in any order and are folded into the open
 * windows; closing the epoch moves the watermark, once, and writes the rows of the windows that it passes.
 *
 *     statistics, f64 each
 *     | watermark, -Infinity none | least end - 1 of an open window, Infinity none | allocated bytes |
 *     jobs × | late records | rows out | rows dropped | open groups or sessions |
 *
 * The counters are totals since the plan was loaded. The window's end is that of the last
 * epoch's end, or of the restore after it.
 */
import { allocate, allocatedBytes } from './memory/allocator'
import { fail, FAIL_CORRUPT_PARTIAL, setCurrentJob } from './memory/failure'
import { segmentsCreate } from './output/segments'
import { WINDOW_SESSION } from './plan'
import { alignedCreate, alignedFire, alignedMerge, alignedNextEnd } from './window/aligned'
import { BLOCK_HEADER } from './window/block-buffer'
import { jobCount, jobState, JobState } from './window/job-state'
import { READ_AHEAD, sessionsCreate, sessionsFire, sessionsMerge, sessionsNextEnd, sessionsReadAhead } from './window/sessions'
import { NEVER, timeFromBorder, timeToBorder } from './window/times'

const TOTALS: u32 = 3
const JOB_TOTALS: u32 = 4

/** Lies in memory, so that a copy of the memory is a copy of the state. */
// @ts-ignore: decorator
@unmanaged
class ShardState {
  watermark: i64
  /** Least end of an open window, i64.MAX_VALUE none. */
  nextEnd: i64
}

const shard = changetype<ShardState>(memory.data(offsetof<ShardState>(), 16))
let statistics: usize = 0

export function mergeCreate(): void {
  shard.watermark = NEVER
  shard.nextEnd = i64.MAX_VALUE
  statistics = allocate(<usize>(TOTALS + JOB_TOTALS * jobCount) << 3)
  // One more than there are jobs: rows of what comes late.
  segmentsCreate(jobCount + 1)
  for (let number: u32 = 0; number < jobCount; number++) {
    const state = jobState(number)
    if (state.windowKind == WINDOW_SESSION) sessionsCreate(state)
    else alignedCreate(state)
  }
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
    const job = load<u32>(at)
    const rows = load<u32>(at, 4)
    const bytes = load<u32>(at, 8)
    at += BLOCK_HEADER
    if (job >= jobCount || <usize>bytes > end - at) fail(FAIL_CORRUPT_PARTIAL, job)
    setCurrentJob(job)
    mergeBlock(jobState(job), at, rows, at + bytes)
    at += bytes
  }
  setCurrentJob(-1)
}

function mergeBlock(state: JobState, rows: usize, count: u32, end: usize): void {
  const isSession = state.windowKind == WINDOW_SESSION
  let at = rows
  for (let i: u32 = 0; i < count; i++) {
    if (at >= end) fail(FAIL_CORRUPT_PARTIAL, state.number)
    if (isSession && i % READ_AHEAD == 0) sessionsReadAhead(state, at, min(READ_AHEAD, count - i), end)
    at = isSession ? sessionsMerge(state, at) : alignedMerge(state, at, shard.watermark)
  }
  if (at != end) fail(FAIL_CORRUPT_PARTIAL, state.number)
}

/**
 * Ends the epoch: judges what is late against the watermark at its start, moves the watermark to `watermark`
 * ms (never back; Infinity: the end of time) and writes the rows of all windows that it has passed to the
 * output.
 */
export function closeEpoch(watermark: f64): void {
  const current = shard.watermark
  const next = max(current, timeFromBorder(watermark))
  for (let number: u32 = 0; number < jobCount; number++) {
    const state = jobState(number)
    setCurrentJob(number)
    if (state.windowKind == WINDOW_SESSION) sessionsFire(state, current, next)
    else alignedFire(state, next)
  }
  setCurrentJob(-1)
  shard.watermark = next
  updateNextEnd()
}

/** Finds the least end of an open window anew. Between epochs only. */
export function updateNextEnd(): void {
  let nextEnd = i64.MAX_VALUE
  for (let number: u32 = 0; number < jobCount; number++) {
    const state = jobState(number)
    const isSession = state.windowKind == WINDOW_SESSION
    nextEnd = min(nextEnd, isSession ? sessionsNextEnd(state) : alignedNextEnd(state))
  }
  shard.nextEnd = nextEnd
}

/** Statistics of the shard, see above. */
export function mergeStatsPointer(): usize {
  store<f64>(statistics, timeToBorder(shard.watermark))
  store<f64>(statistics, shard.nextEnd == i64.MAX_VALUE ? Infinity : <f64>(shard.nextEnd - 1), 8)
  store<f64>(statistics, allocatedBytes(), 16)
  for (let number: u32 = 0; number < jobCount; number++) {
    const state = jobState(number)
    const out = statistics + (<usize>(TOTALS + JOB_TOTALS * number) << 3)
    store<f64>(out, <f64>state.lateRecords)
    store<f64>(out, <f64>state.rowsOut, 8)
    store<f64>(out, <f64>state.rowsDropped, 16)
    store<f64>(out, <f64>state.open, 24)
  }
  return statistics
}
