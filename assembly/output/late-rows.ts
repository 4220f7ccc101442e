/**
 * Rows of what came too late: job, key, window and number of records, as one compact JSON object each. They go to
 * segments of their own, numbered like one more job.
 *
 * The texts between the values are the host's, for each job:
 *
 *     lengths   (keyCount + 3) × u32
 *     bytes     of the texts: before each key's value, before the window's start, before its end, before the records
 */
import { TIMESTAMP } from '../column/vector'
import { allocate } from '../memory/allocator'
import { copyBytes } from '../memory/bytes'
import { mergeJobCount, mergeJob } from '../window/merge-jobs'
import { MergeJob } from '../window/merge-job'
import { finishRow, FinishedGroup, reserveRow, rowEnd, writeKeyColumn, writeTime } from './rows'
import { MAX_INTEGER_TEXT, writeUnsigned } from './number-text'

/** Texts of a job beside those of its keys. */
const WINDOW_TEXTS: u32 = 3

/** From now on late rows of the job are written. Returns the place for its texts, which the host writes. */
export function collectLateRows(job: u32, bytes: u32): usize {
  const state = mergeJob(job)
  state.lateTexts = allocate(bytes)
  return state.lateTexts
}

export function writeLateRow(state: MergeJob, group: FinishedGroup, records: u64): void {
  let length: u32 = 0
  for (let key: u32 = 0; key < state.keyCount; key++) {
    length = writeKeyColumn(writeText(state, key, length), state, group, key)
  }
  length = writeTime(writeText(state, state.keyCount, length), group.start, TIMESTAMP)
  length = writeTime(writeText(state, state.keyCount + 1, length), group.end, TIMESTAMP)
  length = writeText(state, state.keyCount + 2, length)
  length = rowEnd(writeUnsigned(records, reserveRow(length, MAX_INTEGER_TEXT)))
  finishRow(mergeJobCount, length)
}

/** Copies one of the job's texts to `at`; returns the row's length after it. */
function writeText(state: MergeJob, text: u32, at: u32): u32 {
  let from = state.lateTexts + (<usize>(state.keyCount + WINDOW_TEXTS) << 2)
  for (let before: u32 = 0; before < text; before++) from += textLength(state, before)
  const length = textLength(state, text)
  copyBytes(reserveRow(at, length), from, length)
  return at + length
}

function textLength(state: MergeJob, text: u32): u32 {
  return load<u32>(state.lateTexts + (<usize>text << 2))
}
