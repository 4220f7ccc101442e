/** Values as JSON in the row that is being written. All return the row's length after what they wrote at `at`. */
import { BOOLEAN, DOUBLE, NULL_LENGTH, STRING, TIMESTAMP } from '../contract'
import { NULL_BOOLEAN } from '../column/vector'
import { copyBytes } from '../memory/bytes'
import { LOWER_E, WORD_NULL, WORD_TRUE } from '../text/ascii'
import { writeDouble } from '../text/double-text'
import { ESCAPED_BYTES, writeString } from '../text/escape'
import { writeInteger } from '../text/integer-text'
import { TIMESTAMP_BYTES, writeTimestamp } from '../text/timestamp-text'
import { reserveRow, rowEnd } from './row-buffer'

/** `fals` as a little-endian word. */
const WORD_FALS: u32 = 0x736c6166
/** Most bytes of a value of fixed size: number, boolean, timestamp or null. */
const FIXED_VALUE_BYTES: u32 = TIMESTAMP_BYTES

/** Copies ready-made JSON. */
export function putText(at: u32, text: usize, length: u32): u32 {
  copyBytes(reserveRow(at, length), text, length)
  return at + length
}

/** Writes row `row` of a column of `type` with these areas (column/vector draws them). */
export function putCell(at: u32, type: i32, data: usize, aux: usize, row: usize): u32 {
  if (type == STRING) return putString(at, load<u32>(data + (row << 2)), load<u32>(aux + (row << 2)))
  if (type == BOOLEAN) return putBoolean(at, load<u8>(data + row))
  if (load<u8>(aux + row) != 0) return putNull(at)
  return putNumber(at, type, load<u64>(data + (row << 3)))
}

/** A length of NULL_LENGTH is a null. */
export function putString(at: u32, text: usize, length: u32): u32 {
  if (length == NULL_LENGTH) return putNull(at)
  return rowEnd(writeString(reserveRow(at, 2 + ESCAPED_BYTES * length), text, length))
}

/** BIGINT, DOUBLE or TIMESTAMP by its bits. */
export function putNumber(at: u32, type: i32, bits: u64): u32 {
  const out = reserveRow(at, FIXED_VALUE_BYTES)
  if (type == DOUBLE) return rowEnd(writeDouble(reinterpret<f64>(bits), out))
  return rowEnd(type == TIMESTAMP ? writeTimestamp(out, <i64>bits) : writeInteger(<i64>bits, out))
}

/** 0 false, 1 true, 2 null. */
export function putBoolean(at: u32, value: u8): u32 {
  if (value == NULL_BOOLEAN) return putNull(at)
  const out = reserveRow(at, FIXED_VALUE_BYTES)
  store<u32>(out, value != 0 ? WORD_TRUE : WORD_FALS)
  if (value != 0) return at + 4
  store<u8>(out, LOWER_E, 4)
  return at + 5
}

/** Writes null. */
export function putNull(at: u32): u32 {
  store<u32>(reserveRow(at, FIXED_VALUE_BYTES), WORD_NULL)
  return at + 4
}
