/** What the checks of stored partials are made of (see AggregateFamily.check). */
import { BOOLEAN, DOUBLE } from '../column/vector'
import { FAIL_CORRUPT_PARTIAL, currentJob, fail } from '../memory/failure'
import { readUnsignedVarint, unsignedVarintEnd } from './unsigned-varint'

/** No count comes near. */
export const COUNT_LIMIT: u64 = 1 << 53
/** Exponent bits of a double, all set when it is no finite number. */
const NOT_FINITE: u64 = 0x7ff << 52

/** Fails with FAIL_CORRUPT_PARTIAL unless `holds`. */
export function require(holds: bool): void {
  if (!holds) fail(FAIL_CORRUPT_PARTIAL, currentJob)
}

/** `bytes` more after `at` must lie before `limit`; returns their end. */
export function take(at: usize, bytes: u64, limit: usize): usize {
  require(bytes <= <u64>(limit - at))
  return at + <usize>bytes
}

/** A varint that must end before `limit`; `unsignedVarintEnd` is then its end. */
export function checkVarint(at: usize, limit: usize): u64 {
  const value = readUnsignedVarint(at)
  require(unsignedVarintEnd <= limit)
  return value
}

/** A varint that counts something; `unsignedVarintEnd` is then its end. */
export function checkCount(at: usize, limit: usize): u64 {
  const count = checkVarint(at, limit)
  require(count <= COUNT_LIMIT)
  return count
}

/** A byte of at most `greatest` that must lie before `limit`; returns its end. */
export function checkByte(at: usize, limit: usize, greatest: u8): usize {
  const end = take(at, 1, limit)
  require(load<u8>(at) <= greatest)
  return end
}

/** A value of eight bytes, of a type that has such. */
export function checkNumber(type: i32, at: usize, limit: usize): usize {
  const end = take(at, 8, limit)
  if (type == DOUBLE) require((load<u64>(at) & NOT_FINITE) != NOT_FINITE)
  if (type == BOOLEAN) require(load<u64>(at) <= 1)
  return end
}
