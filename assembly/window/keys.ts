/** The keys of rows, and their bytes (column/encoded-key draws them). */
import { KEY_NUMBER_BYTES, nextKeyColumn } from '../column/encoded-key'
import { BOOLEAN, DOUBLE, NULL_LENGTH, STRING } from '../contract'
import { copyBytes, equalBytes } from '../memory/bytes'
import { hashBytes, hashU64 } from '../memory/hash'
import { JobShape, KEY_ENTRY } from './shape'

const CANONICAL_NAN: u64 = 0x7ff8000000000000

/**
 * Hash of the key of row `row` of the current vector, straight from its columns: bytes that were only just
 * written would be slow to read again. Other jobs with keys of the same types hash alike.
 */
export function keyHash(shape: JobShape, row: u32): u64 {
  let hash: u64 = 0
  for (let k: u32 = 0; k < shape.keyCount; k++) {
    const key = shape.keys + <usize>k * KEY_ENTRY
    const type = keyType(key)
    if (type == STRING) hash = hashString(stringAt(key, row), stringLength(key, row), hash)
    else if (type == BOOLEAN) hash = hashU64(booleanAt(key, row), hash)
    else hash = hashNumber(numberBits(key, row, type), numberIsNull(key, row), hash)
  }
  return hash
}

/** The same hash, of a key's bytes. */
export function encodedKeyHash(shape: JobShape, at: usize): u64 {
  let hash: u64 = 0
  for (let k: u32 = 0; k < shape.keyCount; k++) {
    const type = keyType(shape.keys + <usize>k * KEY_ENTRY)
    if (type == STRING) hash = hashString(at + 4, load<u32>(at), hash)
    else if (type == BOOLEAN) hash = hashU64(load<u8>(at), hash)
    else hash = hashNumber(load<u64>(at, 1), load<u8>(at), hash)
    at = nextKeyColumn(at, type)
  }
  return hash
}

/** Are the bytes at `at` the key of row `row` of the current vector? */
export function isKeyOf(shape: JobShape, row: u32, at: usize): bool {
  for (let k: u32 = 0; k < shape.keyCount; k++) {
    const key = shape.keys + <usize>k * KEY_ENTRY
    const type = keyType(key)
    if (type == STRING) {
      const length = stringLength(key, row)
      if (load<u32>(at) != length) return false
      if (length != NULL_LENGTH && !equalBytes(at + 4, stringAt(key, row), length)) return false
    } else if (type == BOOLEAN) {
      if (load<u8>(at) != booleanAt(key, row)) return false
    } else if (load<u8>(at) != numberIsNull(key, row) || load<u64>(at, 1) != numberBits(key, row, type)) {
      return false
    }
    at = nextKeyColumn(at, type)
  }
  return true
}

/** Bytes of the key of row `row` of the current vector. */
export function keySize(shape: JobShape, row: u32): u32 {
  let size: u32 = 0
  for (let k: u32 = 0; k < shape.keyCount; k++) {
    const key = shape.keys + <usize>k * KEY_ENTRY
    const type = keyType(key)
    if (type == STRING) size += 4 + (stringLength(key, row) == NULL_LENGTH ? 0 : stringLength(key, row))
    else size += type == BOOLEAN ? 1 : <u32>KEY_NUMBER_BYTES
  }
  return size
}

/** Writes the key of row `row` of the current vector: keySize bytes. */
export function writeKey(shape: JobShape, row: u32, out: usize): void {
  for (let k: u32 = 0; k < shape.keyCount; k++) {
    const key = shape.keys + <usize>k * KEY_ENTRY
    const type = keyType(key)
    if (type == STRING) {
      const length = stringLength(key, row)
      store<u32>(out, length)
      if (length != NULL_LENGTH) copyBytes(out + 4, stringAt(key, row), length)
    } else if (type == BOOLEAN) {
      store<u8>(out, booleanAt(key, row))
    } else {
      store<u8>(out, numberIsNull(key, row))
      store<u64>(out, numberBits(key, row, type), 1)
    }
    out = nextKeyColumn(out, type)
  }
}

// @ts-ignore: decorator
@inline
function keyType(key: usize): i32 {
  return load<i32>(key)
}

// @ts-ignore: decorator
@inline
function stringAt(key: usize, row: u32): usize {
  return <usize>load<u32>(<usize>load<u32>(key, 4) + (<usize>row << 2))
}

// @ts-ignore: decorator
@inline
function stringLength(key: usize, row: u32): u32 {
  return load<u32>(<usize>load<u32>(key, 8) + (<usize>row << 2))
}

// @ts-ignore: decorator
@inline
function booleanAt(key: usize, row: u32): u8 {
  return load<u8>(<usize>load<u32>(key, 4) + <usize>row)
}

// @ts-ignore: decorator
@inline
function numberIsNull(key: usize, row: u32): u8 {
  return load<u8>(<usize>load<u32>(key, 8) + <usize>row)
}

function numberBits(key: usize, row: u32, type: i32): u64 {
  if (numberIsNull(key, row) != 0) return 0
  const bits = load<u64>(<usize>load<u32>(key, 4) + (<usize>row << 3))
  return type == DOUBLE ? canonicalBits(bits) : bits
}

function canonicalBits(bits: u64): u64 {
  const value = reinterpret<f64>(bits)
  if (value == 0) return 0
  return value == value ? bits : CANONICAL_NAN
}

// @ts-ignore: decorator
@inline
function hashString(text: usize, length: u32, seed: u64): u64 {
  return length == NULL_LENGTH ? hashU64(NULL_LENGTH, seed) : hashBytes(text, <i32>length, seed)
}

// @ts-ignore: decorator
@inline
function hashNumber(bits: u64, isNull: u8, seed: u64): u64 {
  return hashU64(bits, seed + <u64>isNull)
}

/** Are the `length` bytes at `key` the columns of a key, no more and no less? */
export function keyIsWhole(shape: JobShape, key: usize, length: u32): bool {
  const end = key + length
  let at = key
  for (let k: u32 = 0; k < shape.keyCount; k++) {
    const type = <i32>load<u32>(shape.keys + <usize>k * KEY_ENTRY)
    const least: usize = type == STRING ? 4 : type == BOOLEAN ? 1 : KEY_NUMBER_BYTES
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
