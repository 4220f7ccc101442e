/**
 * Kafka's variable-length integers (kafka.common.utils.ByteUtils, the zigzag encoding of Protocol Buffers):
 * seven bits a byte, least significant first, the top bit set on all bytes but the last.
 */
import { BAD_VARINT, FAIL_BAD_INPUT } from '../contract'
import { fail } from '../memory/failure'

/** One past the varint that was read last. */
export let varintEnd: usize = 0

/**
 * Reads a signed varint of at most 32 bits at `at`, which is not past `end`; `varintEnd` is set. One that
 * passes `end` or is longer than five bytes fails with FAIL_BAD_INPUT.
 */
// @ts-ignore: decorator
@inline
export function readVarint(at: usize, end: usize): i32 {
  if (end - at < 2) return readAnyVarint(at, end)
  const bytes = <u32>load<u16>(at)
  if ((bytes & 0x80) == 0) {
    varintEnd = at + 1
    return fromZigzag(bytes & 0x7f)
  }
  if ((bytes & 0x8000) != 0) return readAnyVarint(at, end)
  varintEnd = at + 2
  return fromZigzag((bytes & 0x7f) | ((bytes >> 1) & 0x3f80))
}

function readAnyVarint(at: usize, end: usize): i32 {
  let raw: u32 = 0
  for (let shift: u32 = 0; shift < 35; shift += 7) {
    if (at >= end) break
    const byte = <u32>load<u8>(at++)
    raw |= (byte & 0x7f) << shift
    if (byte < 0x80) {
      varintEnd = at
      return fromZigzag(raw)
    }
  }
  fail(FAIL_BAD_INPUT, BAD_VARINT)
  return 0
}

// @ts-ignore: decorator
@inline
function fromZigzag(raw: u32): i32 {
  return <i32>(raw >> 1) ^ -(<i32>(raw & 1))
}

/** Reads a signed varint of at most 64 bits that {@link skipVarlong} has passed before. */
export function readVarlong(at: usize): i64 {
  let raw: u64 = 0
  let shift: u64 = 0
  while (true) {
    const byte = <u64>load<u8>(at++)
    raw |= (byte & 0x7f) << shift
    if (byte < 0x80) return <i64>(raw >> 1) ^ -(<i64>(raw & 1))
    shift += 7
  }
}

/** Moves past a varint of at most 64 bits; same failures. Returns one past it. */
export function skipVarlong(at: usize, end: usize): usize {
  for (let i = 0; i < 10 && at < end; i++) {
    if (load<u8>(at++) < 0x80) return at
  }
  fail(FAIL_BAD_INPUT, BAD_VARINT)
  return 0
}

/** Bytes of a non-negative value as a varint. */
export function varintSize(value: i32): i32 {
  const raw = <u32>value << 1
  return raw < 0x80 ? 1 : 1 + (31 - clz<u32>(raw)) / 7
}

/** Writes a non-negative value; returns one past it. */
export function writeVarint(out: usize, value: i32): usize {
  let raw = <u32>value << 1
  while (raw >= 0x80) {
    store<u8>(out++, <u8>(raw | 0x80))
    raw >>= 7
  }
  store<u8>(out, <u8>raw)
  return out + 1
}
