/**
 * Keys as bytes: what groups are told apart by, what partials carry and what rows are printed from.
 *
 *     one after the other for each key column
 *     STRING                     | length u32, NULL_LENGTH = null | bytes |
 *     BIGINT, TIMESTAMP, DOUBLE  | u8 1 = null | 8 bytes, 0 if null; -0 is 0 and NaN one NaN |
 *     BOOLEAN                    | u8 0 false, 1 true, 2 null |
 */
import { BOOLEAN, DOUBLE, NULL_LENGTH, STRING } from '../column/vector'
import { allocate, release } from '../memory/allocator'
import { copyBytes } from '../memory/bytes'
import { JobState, KEY_ENTRY } from './job-state'

const NUMBER_BYTES: usize = 9
const CANONICAL_NAN: u64 = 0x7ff8000000000000

let buffer: usize = 0
let capacity: usize = 0
/** Length of the key that was encoded last. */
export let encodedLength: u32 = 0

/**
 * Encodes the key of row `row` of the current vector; it stands at the returned address until the next call.
 */
export function encodeKey(state: JobState, row: u32): usize {
  let out = reserve(4)
  for (let k: u32 = 0; k < state.keyCount; k++) {
    const key = state.keys + <usize>k * KEY_ENTRY
    const data = <usize>load<u32>(key, 4)
    const aux = <usize>load<u32>(key, 8)
    const type = <i32>load<u32>(key)
    if (type == STRING) out = encodeString(out, load<u32>(data + (row << 2)), load<u32>(aux + (row << 2)))
    else if (type == BOOLEAN) out = encodeByte(out, load<u8>(data + row))
    else out = encodeNumber(out, load<u64>(data + (row << 3)), load<u8>(aux + row), type == DOUBLE)
  }
  encodedLength = <u32>(out - buffer)
  return buffer
}

// @ts-ignore: decorator
@inline
function encodeString(out: usize, text: usize, length: u32): usize {
  const bytes = length == NULL_LENGTH ? 0 : length
  out = reserveFrom(out, 4 + <usize>bytes)
  store<u32>(out, length)
  copyBytes(out + 4, text, bytes)
  return out + 4 + bytes
}

function encodeByte(out: usize, value: u8): usize {
  out = reserveFrom(out, 1)
  store<u8>(out, value)
  return out + 1
}

function encodeNumber(out: usize, bits: u64, isNull: u8, isDouble: bool): usize {
  out = reserveFrom(out, NUMBER_BYTES)
  store<u8>(out, isNull)
  store<u64>(out, isNull ? 0 : isDouble ? canonicalBits(bits) : bits, 1)
  return out + NUMBER_BYTES
}

function canonicalBits(bits: u64): u64 {
  const value = reinterpret<f64>(bits)
  if (value == 0) return 0
  return value == value ? bits : CANONICAL_NAN
}

function reserve(bytes: usize): usize {
  if (bytes > capacity) grow(0, bytes)
  return buffer
}

// @ts-ignore: decorator
@inline
function reserveFrom(out: usize, bytes: usize): usize {
  const used = out - buffer
  if (used + bytes <= capacity) return out
  grow(used, used + bytes)
  return buffer + used
}

function grow(used: usize, needed: usize): void {
  const larger = max<usize>(max<usize>(needed, capacity * 2), 1024)
  const moved = allocate(larger)
  memory.copy(moved, buffer, used)
  release(buffer, capacity)
  buffer = moved
  capacity = larger
}

/** One past the key column of `type` at `at`. */
export function nextKeyColumn(at: usize, type: i32): usize {
  if (type == BOOLEAN) return at + 1
  if (type != STRING) return at + NUMBER_BYTES
  const length = load<u32>(at)
  return at + 4 + (length == NULL_LENGTH ? 0 : length)
}

/** Is the key column of `type` at `at` null? */
export function isNullKeyColumn(at: usize, type: i32): bool {
  if (type == STRING) return load<u32>(at) == NULL_LENGTH
  return load<u8>(at) == (type == BOOLEAN ? 2 : 1)
}

/** Are the `length` bytes at `key` the columns of a key, no more and no less? */
export function keyIsWhole(state: JobState, key: usize, length: u32): bool {
  const end = key + length
  let at = key
  for (let k: u32 = 0; k < state.keyCount; k++) {
    const type = <i32>load<u32>(state.keys + <usize>k * KEY_ENTRY)
    const least: usize = type == STRING ? 4 : type == BOOLEAN ? 1 : NUMBER_BYTES
    if (end - at < least || !isKeyColumn(at, type, end)) return false
    at = nextKeyColumn(at, type)
  }
  return at == end
}

function isKeyColumn(at: usize, type: i32, end: usize): bool {
  if (type == BOOLEAN) return load<u8>(at) <= 2
  if (type != STRING) return load<u8>(at) <= 1
  const length = load<u32>(at)
  return length == NULL_LENGTH || <usize>length <= end - at - 4
}
