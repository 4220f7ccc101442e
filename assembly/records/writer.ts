/**
 * Writes records as they stand in the records section of a record batch v2: no key, no headers unless they are given,
 * timestamp delta 0 (the batch's own timestamp holds for all), offset deltas 0, 1, 2…
 */
import { varintSize, writeVarint } from './varint'

/** attributes, timestampDelta, keyLength -1 and headerCount are one byte each. */
const FIXED_BYTES: i32 = 4

/** Bytes that a value of `valueLength` bytes takes as record number `offsetDelta`. */
export function recordSize(offsetDelta: i32, valueLength: i32): i32 {
  const body = bodySize(offsetDelta, valueLength)
  return varintSize(body) + body
}

/** Writes one record; `out` has room for {@link recordSize} bytes. Returns one past it. */
export function writeRecord(out: usize, offsetDelta: i32, value: usize, valueLength: i32): usize {
  out = writeVarint(out, bodySize(offsetDelta, valueLength))
  out = writeValue(out, offsetDelta, value, valueLength)
  store<u8>(out, 0)
  return out + 1
}

/**
 * Writes one record with headers: `headersLength` bytes, their number as a varint before them. `out` has room for the
 * {@link recordSize} of a value that is as long as both. Returns one past it.
 */
export function writeRecordWithHeaders(
  out: usize,
  offsetDelta: i32,
  value: usize,
  valueLength: i32,
  headers: usize,
  headersLength: i32
): usize {
  out = writeVarint(out, bodySize(offsetDelta, valueLength) - 1 + headersLength)
  out = writeValue(out, offsetDelta, value, valueLength)
  memory.copy(out, headers, headersLength)
  return out + headersLength
}

/** What comes before the headers. */
// @ts-ignore: decorator
@inline
function writeValue(out: usize, offsetDelta: i32, value: usize, valueLength: i32): usize {
  store<u16>(out, 0)
  out = writeVarint(out + 2, offsetDelta)
  store<u8>(out, 1)
  out = writeVarint(out + 1, valueLength)
  memory.copy(out, value, valueLength)
  return out + valueLength
}

function bodySize(offsetDelta: i32, valueLength: i32): i32 {
  return FIXED_BYTES + varintSize(offsetDelta) + varintSize(valueLength) + valueLength
}
