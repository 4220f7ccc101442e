/**
 * Finished groups as rows: one compact JSON object each, its columns in the plan's order. What comes before
 * each value (`{"name":` or `,"name":`) is ready-made in the plan.
 */
import { aggregateIsNull, aggregateResult, aggregateResultSize } from '../aggregate/result'
import { BOOLEAN, DOUBLE, STRING, TIMESTAMP } from '../column/vector'
import { allocate, release } from '../memory/allocator'
import { copyBytes } from '../memory/bytes'
import * as plan from '../plan'
import { MergeJob } from '../window/merge-job'
import { KEY_ENTRY } from '../window/shape'
import { isNullKeyColumn, nextKeyColumn } from '../window/keys'
import { slotAggregate, slotOffset } from '../window/slots'
import { ESCAPED_BYTES, writeString } from './escape'
import { writeDouble, writeInteger } from './number-text'
import { appendRow } from './segments'
import { TIMESTAMP_BYTES, writeTimestamp } from './timestamp-text'

const TEXT_NULL: u32 = 0x6c6c756e
const TEXT_TRUE: u32 = 0x65757274
const TEXT_FALS: u32 = 0x736c6166
/** Most bytes of a value of fixed size: number, boolean, timestamp or null. */
const FIXED_VALUE_BYTES: u32 = TIMESTAMP_BYTES
const FIRST_BYTES: u32 = 4096

/** The row that is being written. */
let buffer: usize = 0
let capacity: u32 = 0

/** A group that is done: its window, its key and the address of its first slot. */
// @ts-ignore: decorator
@unmanaged
export class FinishedGroup {
  start: i64
  end: i64
  key: usize
  slots: usize
}

/**
 * Writes the row of a group into the job's output. A null in a NOT NULL column drops the row, when the plan
 * says so; both are counted.
 */
export function writeRow(state: MergeJob, group: FinishedGroup): void {
  const columns = plan.jobColumnCount(state.entry)
  let length: u32 = 0
  for (let c: u32 = 0; c < columns; c++) {
    const column = plan.jobColumn(state.plan, state.entry, c)
    if (mustDrop(state, column, group)) {
      state.rowsDropped++
      return
    }
    length = writeColumn(state, column, group, length)
  }
  finishRow(state.number, length)
  state.rowsOut++
}

/** Closes the row that has been written so far and adds it to the segments of a job. */
export function finishRow(job: u32, length: u32): void {
  store<u8>(reserveRow(length, 1), 0x7d)
  appendRow(job, buffer, length + 1)
}

function mustDrop(state: MergeJob, column: usize, group: FinishedGroup): bool {
  if (plan.jobNotNullPolicy(state.entry) != plan.POLICY_DROP) return false
  if ((plan.columnFlags(column) & plan.COLUMN_NOT_NULL) == 0) return false
  const source = plan.columnSource(column)
  const index = plan.columnIndex(column)
  if (source == plan.SOURCE_KEY) return isNullKeyColumn(keyColumn(state, group, index), keyType(state, index))
  if (source != plan.SOURCE_AGGREGATE) return false
  return aggregateIsNull(slotAggregate(state, index), group.slots + slotOffset(state, index))
}

/** Writes prefix and value of a column at `length`; returns the row's length after it. */
function writeColumn(state: MergeJob, column: usize, group: FinishedGroup, length: u32): u32 {
  const prefixLength = plan.columnPrefixLength(column)
  copyBytes(reserveRow(length, prefixLength), plan.columnPrefix(state.plan, column), prefixLength)
  const at = length + prefixLength
  const type = <i32>plan.columnType(column)
  const index = plan.columnIndex(column)
  switch (plan.columnSource(column)) {
    case plan.SOURCE_WINDOW_START:
      return writeTime(at, group.start, type)
    case plan.SOURCE_WINDOW_END:
      return writeTime(at, group.end, type)
    case plan.SOURCE_WINDOW_DURATION:
      return writeDuration(at, group.end - group.start, max<u32>(plan.columnUnit(column), 1))
    case plan.SOURCE_KEY:
      return writeKeyColumn(at, state, group, index)
    default:
      return writeAggregate(at, slotAggregate(state, index), group.slots + slotOffset(state, index))
  }
}

/** Writes a time as TIMESTAMP or as a number; returns the row's length after it. */
export function writeTime(at: u32, time: i64, type: i32): u32 {
  const out = reserveRow(at, FIXED_VALUE_BYTES)
  return rowEnd(type == TIMESTAMP ? writeTimestamp(out, time) : writeInteger(time, out))
}

function writeDuration(at: u32, milliseconds: i64, unit: u32): u32 {
  const floored = (milliseconds / <i64>unit) * <i64>unit
  return rowEnd(writeInteger(floored, reserveRow(at, FIXED_VALUE_BYTES)))
}

function writeAggregate(at: u32, aggregate: usize, slot: usize): u32 {
  const out = reserveRow(at, max<u32>(<u32>aggregateResultSize(aggregate, slot), FIXED_VALUE_BYTES))
  return rowEnd(aggregateResult(aggregate, slot, out))
}

/** Writes the value of a key; returns the row's length after it. */
export function writeKeyColumn(at: u32, state: MergeJob, group: FinishedGroup, index: u32): u32 {
  return writeKey(at, keyColumn(state, group, index), keyType(state, index))
}

function writeKey(at: u32, column: usize, type: i32): u32 {
  if (isNullKeyColumn(column, type)) return rowEnd(writeNull(reserveRow(at, FIXED_VALUE_BYTES)))
  if (type == STRING) {
    const textLength = load<u32>(column)
    return rowEnd(writeString(reserveRow(at, 2 + ESCAPED_BYTES * textLength), column + 4, textLength))
  }
  const out = reserveRow(at, FIXED_VALUE_BYTES)
  if (type == BOOLEAN) return rowEnd(writeBoolean(out, load<u8>(column) != 0))
  if (type == DOUBLE) return rowEnd(writeDouble(load<f64>(column, 1), out))
  if (type == TIMESTAMP) return rowEnd(writeTimestamp(out, load<i64>(column, 1)))
  return rowEnd(writeInteger(load<i64>(column, 1), out))
}

function writeNull(out: usize): usize {
  store<u32>(out, TEXT_NULL)
  return out + 4
}

function writeBoolean(out: usize, value: bool): usize {
  store<u32>(out, value ? TEXT_TRUE : TEXT_FALS)
  if (value) return out + 4
  store<u8>(out, 0x65, 4)
  return out + 5
}

/** Where column `index` of the group's key begins. */
function keyColumn(state: MergeJob, group: FinishedGroup, index: u32): usize {
  let at = group.key
  for (let k: u32 = 0; k < index; k++) at = nextKeyColumn(at, keyType(state, k))
  return at
}

function keyType(state: MergeJob, index: u32): i32 {
  return <i32>load<u32>(state.keys + <usize>index * KEY_ENTRY)
}

/** Length of the row that ends at `end`. */
export function rowEnd(end: usize): u32 {
  return <u32>(end - buffer)
}

/** Room for `bytes` more after the row's first `length`; returns where they begin. */
export function reserveRow(length: u32, bytes: u32): usize {
  const needed = length + bytes
  if (needed > capacity) {
    const size = max<u32>(max<u32>(needed, capacity << 1), FIRST_BYTES)
    const moved = allocate(size)
    memory.copy(moved, buffer, length)
    release(buffer, capacity)
    buffer = moved
    capacity = size
  }
  return buffer + length
}
