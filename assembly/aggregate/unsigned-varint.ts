import { FAIL_CORRUPT_PARTIAL, currentJob, fail } from '../memory/failure'

/** Unsigned variable-length integers (LEB128): seven bits a byte, least significant first. */

/** Most bytes of one. */
export const MAX_UNSIGNED_VARINT: i32 = 10

/** Where the varint that was read last ends. */
export let unsignedVarintEnd: usize = 0

/** Writes `value`; returns the end. */
export function writeUnsignedVarint(out: usize, value: u64): usize {
  let rest = value
  let at = out
  while (rest >= 0x80) {
    store<u8>(at, <u8>(rest | 0x80))
    rest >>= 7
    at += 1
  }
  store<u8>(at, <u8>rest)
  return at + 1
}

/** Reads a value; `unsignedVarintEnd` is then its end. One that is longer than 64 bits is a corrupt partial. */
export function readUnsignedVarint(from: usize): u64 {
  let value: u64 = 0
  let at = from
  for (let shift: u64 = 0; shift < 64; shift += 7) {
    const byte = <u64>load<u8>(at)
    at += 1
    value |= (byte & 0x7f) << shift
    if (byte < 0x80) {
      unsignedVarintEnd = at
      return value
    }
  }
  fail(FAIL_CORRUPT_PARTIAL, currentJob)
  return 0
}
