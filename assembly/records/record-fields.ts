/**
 * Fields that are not in a document but in the record around it: key, headers, partition, offset, timestamp, the value
 * as it came, and the time by which the record counts. A plan that reads none costs one look at a flag for each record.
 */
import {
  FAIL_BAD_INPUT,
  BAD_RECORD_LENGTH,
  NULL_LENGTH,
  RECORD_FIELD_AT_NAME,
  RECORD_FIELD_AT_NAME_LENGTH,
  RECORD_FIELD_AT_REGISTER,
  RECORD_FIELD_AT_SOURCE,
  RECORD_HEADER,
  RECORD_KEY,
  RECORD_OFFSET,
  RECORD_PARTITION,
  RECORD_TIME,
  RECORD_TIMESTAMP,
  RECORD_VALUE
} from '../contract'
import { registerAux, registerData } from '../column/registers'
import { equalBytes } from '../memory/bytes'
import { fail } from '../memory/failure'
import { planRecordField, planRecordFieldCount } from '../plan'
import { isUtf8 } from '../text/utf8'
import { readVarint, readVarlong, skipVarlong, varintEnd } from './varint'

let plan: usize = 0
let fieldCount: u32 = 0
let partition: i64 = 0
/** Of the batch at hand: its base timestamp, and the time of its appending, which then is that of every record. */
let baseTimestamp: i64 = -1
let appendTimestamp: i64 = -1
let isAppended: bool = false
/** The record at hand; 0: a line of a file, which has nothing around it. */
let record: usize = 0
let recordEnd: usize = 0

/** Takes the fields of a plan. */
export function recordFieldsCreate(planAddress: usize): void {
  plan = planAddress
  fieldCount = planRecordFieldCount(planAddress)
}

/** Does the plan read any? */
// @ts-ignore: decorator
@inline
export function hasRecordFields(): bool {
  return fieldCount != 0
}

/** Says which partition the records that follow are of. */
export function recordPartition(number: f64): void {
  partition = <i64>number
}

/**
 * Says of the batch whose records follow what its header does: the timestamp that theirs count from, and the one that
 * all of them have; NaN: each has its own.
 */
export function recordTimes(base: f64, appended: f64): void {
  baseTimestamp = <i64>base
  isAppended = appended == appended
  if (isAppended) appendTimestamp = <i64>appended
}

/** Says which record is at hand: all of it, its length included, up to `end`; 0: a line. */
// @ts-ignore: decorator
@inline
export function setRecord(at: usize, end: usize): void {
  record = at
  recordEnd = end
}

/** Stores the fields of the record at hand, whose value is the `length` bytes at `value`, into row `row`, but for its event time. */
export function storeRecordFields(row: usize, offset: f64, value: usize, length: i32): void {
  for (let f: u32 = 0; f < fieldCount; f++) {
    const field = planRecordField(plan, f)
    const register = load<i32>(field, RECORD_FIELD_AT_REGISTER << 2)
    switch (load<u32>(field, RECORD_FIELD_AT_SOURCE << 2)) {
      case RECORD_KEY:
        storeKey(register, row)
        break
      case RECORD_HEADER:
        storeHeader(register, row, field)
        break
      case RECORD_PARTITION:
        storeInteger(register, row, partition)
        break
      case RECORD_OFFSET:
        storeInteger(register, row, <i64>offset)
        break
      case RECORD_TIMESTAMP:
        storeTimestamp(register, row)
        break
      case RECORD_VALUE:
        storeBytes(register, row, value, length)
        break
      default:
        break
    }
  }
}

/** Stores the time by which the record at hand counts, where the plan reads it. */
export function storeRecordTime(row: usize, time: i64): void {
  for (let f: u32 = 0; f < fieldCount; f++) {
    const field = planRecordField(plan, f)
    if (load<u32>(field, RECORD_FIELD_AT_SOURCE << 2) != <u32>RECORD_TIME) continue
    storeInteger(load<i32>(field, RECORD_FIELD_AT_REGISTER << 2), row, time)
  }
}

function storeInteger(register: i32, row: usize, value: i64): void {
  store<i64>(registerData(register) + (row << 3), value)
  store<u8>(registerAux(register) + row, 0)
}

/** A record without a timestamp has -1. */
function storeTimestamp(register: i32, row: usize): void {
  const time = record == 0 ? -1 : isAppended ? appendTimestamp : baseTimestamp + readVarlong(timestampAt())
  storeInteger(register, row, time)
  if (time < 0) store<u8>(registerAux(register) + row, 1)
}

/** Where the timestamp of the record at hand is, after its length and attributes. */
function timestampAt(): usize {
  readVarint(record, recordEnd)
  return varintEnd + 1
}

/** Where the length of its key is. */
function keyAt(): usize {
  readVarint(skipVarlong(timestampAt(), recordEnd), recordEnd)
  return varintEnd
}

/** Text that is no UTF-8 is null. */
function storeBytes(register: i32, row: usize, text: usize, length: i32): void {
  const isText = length >= 0 && isUtf8(text, length)
  store<u32>(registerData(register) + (row << 2), <u32>text)
  store<u32>(registerAux(register) + (row << 2), isText ? <u32>length : NULL_LENGTH)
}

function storeKey(register: i32, row: usize): void {
  if (record == 0) {
    storeBytes(register, row, 0, -1)
    return
  }
  const length = readVarint(keyAt(), recordEnd)
  storeBytes(register, row, varintEnd, length)
}

/** Stores the last header of the field's name. */
function storeHeader(register: i32, row: usize, field: usize): void {
  let value: usize = 0
  let valueLength = -1
  if (record != 0) {
    const name = plan + load<u32>(field, RECORD_FIELD_AT_NAME << 2)
    const nameLength = load<i32>(field, RECORD_FIELD_AT_NAME_LENGTH << 2)
    let at = passText(passText(keyAt()))
    const headers = readVarint(at, recordEnd)
    at = varintEnd
    for (let h = 0; h < headers; h++) {
      const keyLength = readVarint(at, recordEnd)
      const key = varintEnd
      at = passText(at)
      const length = readVarint(at, recordEnd)
      if (keyLength == nameLength && equalBytes(key, name, keyLength)) {
        value = varintEnd
        valueLength = length
      }
      at = passText(at)
    }
  }
  storeBytes(register, row, value, valueLength)
}

/** Moves past a length and as many bytes, -1 for none; what does not fit into the record fails. */
function passText(at: usize): usize {
  const length = readVarint(at, recordEnd)
  if (length <= 0) return varintEnd
  if (<usize>length > recordEnd - varintEnd) fail(FAIL_BAD_INPUT, BAD_RECORD_LENGTH)
  return varintEnd + length
}
