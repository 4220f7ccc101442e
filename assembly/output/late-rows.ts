/**
 * Rows of what came too late: job, key, window and number of records, as one compact JSON object each. They go to
 * segments of their own, numbered like one more job.
 *
 * The texts between the values are the host's, for each job:
 *
 *     lengths   (keyCount + 3) × u32
 *     bytes     of the texts: before each key's value, before the window's start, before its end, before the records
 */
import { BOOLEAN, STRING, TIMESTAMP } from '../contract'
import { isNullKeyColumn, nextKeyColumn } from '../column/encoded-key'
import { allocate, allocateZeroed } from '../memory/allocator'
import { copyBytes } from '../memory/bytes'
import { MAX_INTEGER_TEXT, writeUnsigned } from '../text/integer-text'
import { jobKeyCount, jobKeyType, planJob, planJobCount } from '../plan'
import { FinishedGroup } from './groups'
import { finishRow, reserveRow, rowEnd } from './row-buffer'
import { FIXED_VALUE_BYTES, stringRoom, writeBoolean, writeNull, writeNumber, writeText } from './values'

/** Texts of a job beside those of its keys. */
const WINDOW_TEXTS: u32 = 3

let plan: usize = 0
/** Address of the texts of each job, u32; 0: its late rows are only counted. */
let texts: usize = 0

/** Makes ready for the jobs of a plan; none of their late rows are written yet. */
export function lateRowsCreate(planAddress: usize): void {
  plan = planAddress
  texts = allocateZeroed(max<usize>(<usize>planJobCount(plan) << 2, 4))
}

/** From now on late rows of the job are written. Returns the place for its texts, which the host writes. */
export function collectLateRows(job: u32, bytes: u32): usize {
  const place = allocate(bytes)
  store<u32>(texts + (<usize>job << 2), <u32>place)
  return place
}

/** Are late rows of the job written? */
export function collectsLateRows(job: u32): bool {
  return textsOf(job) != 0
}

/** Writes a row about `records` records of a key that came too late for a window. */
export function writeLateRow(job: u32, group: FinishedGroup, records: u64): void {
  const entry = planJob(plan, job)
  const keys = jobKeyCount(entry)
  let key = group.key
  let length: u32 = 0
  for (let k: u32 = 0; k < keys; k++) {
    const type = <i32>jobKeyType(plan, entry, k)
    length = putKey(putLateText(length, job, keys, k), type, key)
    key = nextKeyColumn(key, type)
  }
  length = putTime(putLateText(length, job, keys, keys), group.start)
  length = putTime(putLateText(length, job, keys, keys + 1), group.end)
  length = putLateText(length, job, keys, keys + 2)
  length = rowEnd(writeUnsigned(records, reserveRow(length, MAX_INTEGER_TEXT)))
  finishRow(planJobCount(plan), length)
}

function putKey(at: u32, type: i32, key: usize): u32 {
  const out = reserveRow(at, type == STRING ? stringRoom(load<u32>(key)) : FIXED_VALUE_BYTES)
  if (isNullKeyColumn(key, type)) return rowEnd(writeNull(out))
  if (type == STRING) return rowEnd(writeText(out, key + 4, load<u32>(key)))
  if (type == BOOLEAN) return rowEnd(writeBoolean(out, load<u8>(key)))
  return rowEnd(writeNumber(out, type, load<u64>(key, 1)))
}

function putTime(at: u32, time: i64): u32 {
  return rowEnd(writeNumber(reserveRow(at, FIXED_VALUE_BYTES), TIMESTAMP, <u64>time))
}

/** Copies text `number` of the job; returns the row's length after it. */
function putLateText(at: u32, job: u32, keys: u32, number: u32): u32 {
  const lengths = textsOf(job)
  let from = lengths + (<usize>(keys + WINDOW_TEXTS) << 2)
  for (let before: u32 = 0; before < number; before++) from += load<u32>(lengths + (<usize>before << 2))
  const length = load<u32>(lengths + (<usize>number << 2))
  copyBytes(reserveRow(at, length), from, length)
  return at + length
}

function textsOf(job: u32): usize {
  return <usize>load<u32>(texts + (<usize>job << 2))
}
