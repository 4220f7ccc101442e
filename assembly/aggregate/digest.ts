import { DOUBLE } from '../column/vector'
import { hashBytes, hashU64 } from '../memory/hash'
import { distinctStringsDigest } from './distinct-strings'
import { valueMapNext, valueMapPair } from '../memory/value-map'
import { extremeStringBytes, extremeStringIsPresent, extremeStringLength } from './extreme-strings'
import { extremeIsPresent } from './extremes'
import * as family from './family'
import { familyOf } from './family'
import { inputType } from './spec'
import { SUM_VALUE, sumCount } from './sum'
import { accumulatorDigest } from './superaccumulator'

/** Digest of a slot that holds no value. */
const NOTHING: u64 = 0

/**
 * A digest of what a slot holds: equal for equal values, whatever the order in which they came, the partials that
 * they came in and the memory that they lie in.
 */
export function aggregateDigest(agg: usize, slot: usize): u64 {
  switch (familyOf(agg)) {
    case family.FAMILY_DISTINCT_STRINGS:
      return distinctStringsDigest(slot)
    case family.FAMILY_DISTINCT_VALUES:
      return mapDigest(<usize>load<u32>(slot), false)
    case family.FAMILY_DISTINCT_BOOLEANS:
      return hashU64(<u64>load<u32>(slot), 0)
    case family.FAMILY_SUM:
      return sumDigest(agg, slot)
    case family.FAMILY_EXTREMES:
      return extremeIsPresent(slot) ? hashU64(load<u64>(slot), 1) : NOTHING
    case family.FAMILY_EXTREME_STRINGS:
      if (!extremeStringIsPresent(slot)) return NOTHING
      return hashBytes(extremeStringBytes(slot), <i32>extremeStringLength(slot), 1)
    case family.FAMILY_PERCENTILE:
      return mapDigest(<usize>load<u32>(slot), true)
    default:
      return hashU64(load<u64>(slot), 0)
  }
}

function sumDigest(agg: usize, slot: usize): u64 {
  const count = hashU64(sumCount(slot), 0)
  if (inputType(agg) == DOUBLE) return accumulatorDigest(slot + SUM_VALUE, count)
  return hashU64(load<u64>(slot, SUM_VALUE + 8), hashU64(load<u64>(slot, SUM_VALUE), count))
}

/** Of a map's values, and of how often each is there when that counts: a sum, for they come in no order. */
function mapDigest(map: usize, withCounts: bool): u64 {
  let digest = NOTHING
  if (!map) return digest
  for (let cursor = valueMapNext(map, 0); cursor; cursor = valueMapNext(map, cursor)) {
    const pair = valueMapPair(map, cursor)
    digest += hashU64(load<u64>(pair), withCounts ? load<u64>(pair, 8) : 0)
  }
  return digest
}
