import {
  VALUE_PAIR_SIZE,
  segmentBegin,
  segmentEnd,
  valueMapNext,
  valueMapNextSegment,
  valueMapPair,
  valueMapSegment
} from '../memory/value-map'

/**
 * The value of a given rank in a multiset, by radix selection: byte by byte from the top, one pass over the map a
 * byte that differs among its values, so that no order of input makes it slow and nothing is sorted or copied.
 *
 * Values are compared as keys: unsigned 64-bit integers in the order of the values.
 */
const COUNTS: usize = memory.data(256 * 8, 16)
const SIGN: u64 = 1 << 63

/** How many values are at most the one that `keyOfRank` found. */
export let rankEnd: u64 = 0

/** The key of an integer, or of the bits of a double. */
// @ts-ignore: decorator
@inline
export function orderedKey(bits: i64, isDouble: bool): u64 {
  if (isDouble && bits < 0) return ~(<u64>bits)
  return <u64>bits ^ SIGN
}

/** The bits that a key was made from. */
// @ts-ignore: decorator
@inline
export function bitsOfKey(key: u64, isDouble: bool): i64 {
  if (isDouble && (key & SIGN) == 0) return <i64>~key
  return <i64>(key ^ SIGN)
}

/** The key of the value of rank `rank` (1 = the least) among at least as many; sets `rankEnd`. */
export function keyOfRank(map: usize, isDouble: bool, rank: u64): u64 {
  const first = orderedKey(load<i64>(valueMapPair(map, valueMapNext(map, 0))), isDouble)
  const varying = varyingBits(map, isDouble, first)
  // Bytes above the first one that differs are those of any value.
  let shift = varying ? (63 - <u64>clz(varying)) & ~7 : 0
  let prefix = first >> shift >> 8
  let below: u64 = 0
  while (true) {
    countBytes(map, isDouble, prefix, shift)
    let byte: u64 = 0
    let count = load<u64>(COUNTS)
    while (below + count < rank) {
      below += count
      byte += 1
      count = load<u64>(COUNTS + (<usize>byte << 3))
    }
    prefix = (prefix << 8) | byte
    rankEnd = below + count
    if (!shift) return prefix
    shift -= 8
  }
}

/** The least key above `key`; there must be one. */
export function nextKey(map: usize, isDouble: bool, key: u64): u64 {
  let least = u64.MAX_VALUE
  for (let at: u32 = 0, segment = valueMapSegment(map, 0); segment; segment = valueMapSegment(map, at)) {
    const end = segmentEnd(segment)
    for (let pair = segmentBegin(segment); pair < end; pair += VALUE_PAIR_SIZE) {
      const other = orderedKey(load<i64>(pair), isDouble)
      if (load<u64>(pair, 8) != 0 && other > key && other < least) least = other
    }
    at = valueMapNextSegment(map, at)
  }
  return least
}

/** The bits in which the keys differ from `first`. */
function varyingBits(map: usize, isDouble: bool, first: u64): u64 {
  let varying: u64 = 0
  for (let at: u32 = 0, segment = valueMapSegment(map, 0); segment; segment = valueMapSegment(map, at)) {
    const end = segmentEnd(segment)
    for (let pair = segmentBegin(segment); pair < end; pair += VALUE_PAIR_SIZE) {
      if (load<u64>(pair, 8)) varying |= first ^ orderedKey(load<i64>(pair), isDouble)
    }
    at = valueMapNextSegment(map, at)
  }
  return varying
}

/** Counts, by the byte at `shift`, the values whose higher bytes are `prefix`. */
function countBytes(map: usize, isDouble: bool, prefix: u64, shift: u64): void {
  memory.fill(COUNTS, 0, 256 * 8)
  for (let at: u32 = 0, segment = valueMapSegment(map, 0); segment; segment = valueMapSegment(map, at)) {
    const end = segmentEnd(segment)
    for (let pair = segmentBegin(segment); pair < end; pair += VALUE_PAIR_SIZE) {
      const key = orderedKey(load<i64>(pair), isDouble) >> shift
      if (key >> 8 != prefix) continue
      const count = COUNTS + (<usize>(key & 255) << 3)
      store<u64>(count, load<u64>(count) + load<u64>(pair, 8))
    }
    at = valueMapNextSegment(map, at)
  }
}
