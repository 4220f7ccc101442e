/**
 * MERGE: the state of one shard. Partial rows of an epoch come in any order and are folded into the open
 * windows; closing the epoch moves the watermark, once, and writes the rows of the windows that it passes.
 */
import { allocate, allocatedBytes } from './memory/allocator'
import { fail, FAIL_CORRUPT_PARTIAL, setCurrentJob } from './memory/failure'
import { WINDOW_SESSION } from './window/legacy'
import * as contract from './contract'
import { flushGroups } from './output/groups'
import { resultOverflows, rowsDropped, rowsWritten } from './output/job-output'
import { jobKind } from './plan'
import { givenWatermark } from './watermarks'
import { alignedCreate, alignedFire, alignedMerge, alignedNextEnd } from './window/aligned'
import { BLOCK_HEADER } from './window/block-buffer'
import { jobCount, jobState, JobState } from './window/job-state'
import { READ_AHEAD, sessionsCreate, sessionsFire, sessionsMerge, sessionsNextEnd, sessionsReadAhead } from './window/sessions'


let statistics: usize = 0

export function mergeCreate(): void {
  statistics = allocate(<usize>(contract.MERGE_TOTALS + contract.MERGE_JOB_TOTALS * jobCount) << 3)
  for (let number: u32 = 0; number < jobCount; number++) {
    const state = jobState(number)
    if (jobKind(state.entry) == contract.JOB_NONE) continue
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
    at = isSession ? sessionsMerge(state, at) : alignedMerge(state, at, state.watermark)
  }
  if (at != end) fail(FAIL_CORRUPT_PARTIAL, state.number)
}

/** Ends the epoch. */
export function closeEpoch(): void {
  for (let number: u32 = 0; number < jobCount; number++) {
    const state = jobState(number)
    if (jobKind(state.entry) == contract.JOB_NONE) continue
    setCurrentJob(number)
    const current = state.watermark
    const next = max(current, givenWatermark(number))
    if (state.windowKind == WINDOW_SESSION) sessionsFire(state, current, next)
    else alignedFire(state, next)
    flushGroups(number)
    state.watermark = next
  }
  setCurrentJob(-1)
}

export function mergeStatsPointer(): usize {
  store<f64>(statistics, allocatedBytes())
  for (let number: u32 = 0; number < jobCount; number++) {
    const state = jobState(number)
    const out = statistics + (<usize>(contract.MERGE_TOTALS + contract.MERGE_JOB_TOTALS * number) << 3)
    memory.fill(out, 0, contract.MERGE_JOB_TOTALS << 3)
    store<f64>(out, Infinity, contract.MERGE_JOB_NEXT_END << 3)
    if (jobKind(state.entry) == contract.JOB_NONE) continue
    store<f64>(out, <f64>state.lateRecords)
    store<f64>(out, <f64>rowsWritten(number), contract.MERGE_JOB_ROWS << 3)
    store<f64>(out, <f64>rowsDropped(number), contract.MERGE_JOB_DROPPED << 3)
    store<f64>(out, <f64>state.open, contract.MERGE_JOB_OPEN << 3)
    const isSession = state.windowKind == WINDOW_SESSION
    const end = isSession ? sessionsNextEnd(state) : alignedNextEnd(state)
    if (end != i64.MAX_VALUE) store<f64>(out, <f64>(end - 1), contract.MERGE_JOB_NEXT_END << 3)
    store<f64>(out, <f64>resultOverflows(number), contract.MERGE_JOB_OVERFLOWS << 3)
  }
  return statistics
}
