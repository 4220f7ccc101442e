/** Values as JSON. Writers take the place to write to, which has room, and return one past what they wrote. */
import { BOOLEAN, DOUBLE, NULL_LENGTH, STRING, TIMESTAMP } from '../contract'
import { NULL_BOOLEAN } from '../column/vector'
import { LOWER_E, WORD_NULL, WORD_TRUE } from '../text/ascii'
import { writeDouble } from '../text/double-text'
import { ESCAPED_BYTES, writeString } from '../text/escape'
import { writeInteger } from '../text/integer-text'
import { isPrintable, TIMESTAMP_BYTES, writeTimestamp } from '../text/timestamp-text'

/** `fals` as a little-endian word. */
const WORD_FALS: u32 = 0x736c6166
/** Most bytes of a value of fixed size: number, boolean, timestamp or null. */
export const FIXED_VALUE_BYTES: u32 = TIMESTAMP_BYTES

/** Most bytes of row `row` of a column of `type` with this aux area (column/vector draws them). */
// @ts-ignore: decorator
@inline
export function cellRoom(type: i32, aux: usize, row: usize): u32 {
  return type == STRING ? stringRoom(load<u32>(aux + (row << 2))) : FIXED_VALUE_BYTES
}

/** Most bytes of a text of `length` bytes, NULL_LENGTH for a null. */
export function stringRoom(length: u32): u32 {
  return length == NULL_LENGTH ? FIXED_VALUE_BYTES : 2 + ESCAPED_BYTES * length
}

/** Writes row `row` of a column. */
export function writeCell(out: usize, type: i32, data: usize, aux: usize, row: usize): usize {
  if (type == STRING) return writeText(out, load<u32>(data + (row << 2)), load<u32>(aux + (row << 2)))
  if (type == BOOLEAN) return writeBoolean(out, load<u8>(data + row))
  if (load<u8>(aux + row) != 0) return writeNull(out)
  return writeNumber(out, type, load<u64>(data + (row << 3)))
}

/** Writes a text; a length of NULL_LENGTH is a null. */
export function writeText(out: usize, text: usize, length: u32): usize {
  return length == NULL_LENGTH ? writeNull(out) : writeString(out, text, length)
}

/** Writes a BIGINT, DOUBLE or TIMESTAMP by its bits; a time beyond what rows can hold is null. */
export function writeNumber(out: usize, type: i32, bits: u64): usize {
  if (type == TIMESTAMP) return isPrintable(<i64>bits) ? writeTimestamp(out, <i64>bits) : writeNull(out)
  return type == DOUBLE ? writeDouble(reinterpret<f64>(bits), out) : writeInteger(<i64>bits, out)
}

/** Writes a BOOLEAN: 0 false, 1 true, 2 null. */
export function writeBoolean(out: usize, value: u8): usize {
  if (value == NULL_BOOLEAN) return writeNull(out)
  store<u32>(out, value != 0 ? WORD_TRUE : WORD_FALS)
  if (value != 0) return out + 4
  store<u8>(out, LOWER_E, 4)
  return out + 5
}

/** Writes null. */
export function writeNull(out: usize): usize {
  store<u32>(out, WORD_NULL)
  return out + 4
}
