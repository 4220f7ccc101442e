/**
 * Reads the records section of a record batch v2 (org.apache.kafka.common.record.DefaultRecord),
 * uncompressed.
 *
 *     record  [length varint][attributes i8][timestampDelta varlong][offsetDelta varint]
 *             [keyLength varint, -1 = null][key][valueLength varint, -1 = null][value]
 *             [headerCount varint][headers…]
 */
import { BAD_RECORD_LENGTH, FAIL_BAD_INPUT } from '../contract'
import { fail } from '../memory/failure'
import { readVarint, skipVarlong, varintEnd } from './varint'

/** Offset of the record that was read last, from the batch's base offset. */
export let recordOffsetDelta: i32 = 0
/** Its value's address. */
export let recordValue: usize = 0
/** Its value's length, -1 for a tombstone. */
export let recordValueLength: i32 = 0

/**
 * Reads the record at `at` and returns one past it. Attributes, timestamp, key and headers are passed over.
 * A record that does not fit before `end` or into its own length fails with FAIL_BAD_INPUT.
 */
export function readRecord(at: usize, end: usize): usize {
  const length = readVarint(at, end)
  const body = varintEnd
  if (length < 1 || <usize>length > end - body) fail(FAIL_BAD_INPUT, BAD_RECORD_LENGTH)
  const recordEnd = body + length
  recordOffsetDelta = readVarint(skipVarlong(body + 1, recordEnd), recordEnd)
  const keyLength = readVarint(varintEnd, recordEnd)
  const valueAt = passBytes(varintEnd, keyLength, recordEnd)
  recordValueLength = readVarint(valueAt, recordEnd)
  recordValue = varintEnd
  passBytes(recordValue, recordValueLength, recordEnd)
  return recordEnd
}

function passBytes(at: usize, length: i32, end: usize): usize {
  if (length <= 0) return at
  if (<usize>length > end - at) fail(FAIL_BAD_INPUT, BAD_RECORD_LENGTH)
  return at + length
}
