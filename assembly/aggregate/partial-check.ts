import { BOOLEAN, DOUBLE } from '../column/vector'
import { FAIL_CORRUPT_PARTIAL, currentJob, fail } from '../memory/failure'
import { hashBytes } from '../memory/hash'
import { ENTRY_HEADER } from './distinct-strings'
import * as family from './family'
import { familyOf } from './family'
import { inputType } from './spec'
import { MOST_CHUNKS } from './superaccumulator'
import { readUnsignedVarint, unsignedVarintEnd } from './unsigned-varint'

/**
 * Checks of partials that were stored and read again: what `aggregateMerge` takes on trust. A varint may be read up to
 * ten bytes past the end before it is refused, which the input's slack allows.
 */

/** No count comes near. */
const COUNT_LIMIT: u64 = 1 << 53
/** Exponent bits of a double, all set when it is no finite number. */
const NOT_FINITE: u64 = 0x7ff << 52

/** The partial at `partial` must lie before `limit` and be well formed, else FAIL_CORRUPT_PARTIAL; returns its end. */
export function aggregateCheckPartial(agg: usize, partial: usize, limit: usize): usize {
  const type = inputType(agg)
  switch (familyOf(agg)) {
    case family.FAMILY_DISTINCT_STRINGS:
      return checkStrings(partial, limit)
    case family.FAMILY_DISTINCT_VALUES:
      return checkValues(type, partial, limit)
    case family.FAMILY_DISTINCT_BOOLEANS:
      return checkByte(partial, limit, 3)
    case family.FAMILY_SUM:
      return type == DOUBLE ? checkDoubleSum(partial, limit) : checkSum(partial, limit)
    case family.FAMILY_EXTREMES:
      return checkExtreme(type, partial, limit)
    case family.FAMILY_EXTREME_STRINGS:
      return checkString(partial, limit)
    case family.FAMILY_PERCENTILE:
      return checkCountedValues(type, partial, limit)
    default:
      checkCount(partial, limit)
      return unsignedVarintEnd
  }
}

function require(holds: bool): void {
  if (!holds) fail(FAIL_CORRUPT_PARTIAL, currentJob)
}

/** `bytes` more after `at` must lie before `limit`; returns their end. */
function take(at: usize, bytes: u64, limit: usize): usize {
  require(bytes <= <u64>(limit - at))
  return at + <usize>bytes
}

/** A varint that must end before `limit`; `unsignedVarintEnd` is then its end. */
function checkVarint(at: usize, limit: usize): u64 {
  const value = readUnsignedVarint(at)
  require(unsignedVarintEnd <= limit)
  return value
}

function checkCount(at: usize, limit: usize): u64 {
  const count = checkVarint(at, limit)
  require(count <= COUNT_LIMIT)
  return count
}

function checkByte(at: usize, limit: usize, greatest: u8): usize {
  const end = take(at, 1, limit)
  require(load<u8>(at) <= greatest)
  return end
}

function checkNumber(type: i32, at: usize, limit: usize): usize {
  const end = take(at, 8, limit)
  if (type == DOUBLE) require((load<u64>(at) & NOT_FINITE) != NOT_FINITE)
  if (type == BOOLEAN) require(load<u64>(at) <= 1)
  return end
}

function checkExtreme(type: i32, partial: usize, limit: usize): usize {
  const value = checkByte(partial, limit, 1)
  return load<u8>(partial) ? checkNumber(type, value, limit) : value
}

function checkString(partial: usize, limit: usize): usize {
  const head = checkVarint(partial, limit)
  return head ? take(unsignedVarintEnd, head - 1, limit) : unsignedVarintEnd
}

function checkSum(partial: usize, limit: usize): usize {
  const head = checkVarint(partial, limit)
  require(head >> 1 <= COUNT_LIMIT && head != 1)
  if (!head) return unsignedVarintEnd
  return take(unsignedVarintEnd, head & 1 ? 16 : 8, limit)
}

function checkDoubleSum(partial: usize, limit: usize): usize {
  if (!checkCount(partial, limit)) return unsignedVarintEnd
  const chunks = unsignedVarintEnd
  const first = take(chunks, 1, limit)
  const length = <u32>load<u8>(chunks)
  if (!length) return first
  const low = take(first, 1, limit)
  require(<u32>load<u8>(first) + length <= MOST_CHUNKS)
  const end = take(low, <u64>(length + 1) << 2, limit)
  const top = load<i64>(end - 8)
  require(top >> 32 == top >> 63)
  return end
}

function checkValues(type: i32, partial: usize, limit: usize): usize {
  const count = checkCount(partial, limit)
  const values = unsignedVarintEnd
  const end = take(values, count << 3, limit)
  for (let at = values; at < end; at += 8) checkNumber(type, at, limit)
  return end
}

function checkCountedValues(type: i32, partial: usize, limit: usize): usize {
  const distinct = checkCount(partial, limit)
  let at = unsignedVarintEnd
  for (let i: u64 = 0; i < distinct; ++i) {
    at = checkNumber(type, at, limit)
    require(checkCount(at, limit) > 0)
    at = unsignedVarintEnd
  }
  return at
}

function checkStrings(partial: usize, limit: usize): usize {
  const count = checkCount(partial, limit)
  let entry = unsignedVarintEnd
  for (let i: u64 = 0; i < count; ++i) {
    const value = take(entry, ENTRY_HEADER, limit)
    const length = load<u32>(entry, 8)
    const end = take(value, length, limit)
    require(load<u64>(entry) == hashBytes(value, <i32>length, 0))
    entry = end
  }
  return entry
}
