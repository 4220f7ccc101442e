import { BOOLEAN, DOUBLE, TIMESTAMP } from '../column/vector'
import { ESCAPED_BYTES, writeString } from '../output/escape'
import { MAX_INT128_TEXT, writeDouble, writeInt128, writeInteger, writeUnsigned } from '../output/number-text'
import { TIMESTAMP_BYTES, writeTimestamp } from '../output/timestamp-text'
import { averageResult } from './average'
import { distinctBooleansCount, distinctValuesCount } from './distinct-values'
import { extremeStringBytes, extremeStringIsPresent, extremeStringLength } from './extreme-strings'
import { extremeIsPresent } from './extremes'
import * as family from './family'
import { familyOf } from './family'
import { percentileIsNull, percentileResult } from './percentile'
import { AVG, aggregateKind, inputType } from './spec'
import { SUM_VALUE, sumCount } from './sum'
import { accumulatorDivide } from './superaccumulator'

/** Results of aggregates as JSON. */

const TEXT_NULL: u32 = 0x6c6c756e
const TEXT_TRUE: u32 = 0x65757274
const TEXT_FALS: u32 = 0x736c6166

/** Is the result null, for no value came in? Counts never are. */
export function aggregateIsNull(agg: usize, slot: usize): bool {
  switch (familyOf(agg)) {
    case family.FAMILY_SUM:
      return sumCount(slot) == 0
    case family.FAMILY_EXTREMES:
      return !extremeIsPresent(slot)
    case family.FAMILY_EXTREME_STRINGS:
      return !extremeStringIsPresent(slot)
    case family.FAMILY_PERCENTILE:
      return percentileIsNull(slot)
    default:
      return false
  }
}

/** Upper bound of the bytes that `aggregateResult` writes. */
export function aggregateResultSize(agg: usize, slot: usize): i32 {
  if (familyOf(agg) == family.FAMILY_EXTREME_STRINGS) {
    return max(4, 2 + <i32>(ESCAPED_BYTES * extremeStringLength(slot)))
  }
  return max(MAX_INT128_TEXT, <i32>TIMESTAMP_BYTES)
}

/** Writes the result as JSON at `out`; returns the end. The slot stays as it is. */
export function aggregateResult(agg: usize, slot: usize, out: usize): usize {
  if (aggregateIsNull(agg, slot)) {
    store<u32>(out, TEXT_NULL)
    return out + 4
  }
  switch (familyOf(agg)) {
    case family.FAMILY_DISTINCT_STRINGS:
      return writeUnsigned(<u64>load<u32>(slot), out)
    case family.FAMILY_DISTINCT_VALUES:
      return writeUnsigned(<u64>distinctValuesCount(slot), out)
    case family.FAMILY_DISTINCT_BOOLEANS:
      return writeUnsigned(<u64>distinctBooleansCount(slot), out)
    case family.FAMILY_SUM:
      return aggregateKind(agg) == AVG ? averageResult(agg, slot, out) : sumResult(agg, slot, out)
    case family.FAMILY_EXTREMES:
      return extremeResult(inputType(agg), slot, out)
    case family.FAMILY_EXTREME_STRINGS:
      return writeString(out, extremeStringBytes(slot), extremeStringLength(slot))
    case family.FAMILY_PERCENTILE:
      return percentileResult(agg, slot, out)
    default:
      return writeUnsigned(load<u64>(slot), out)
  }
}

function sumResult(agg: usize, slot: usize, out: usize): usize {
  if (inputType(agg) == DOUBLE) return writeDouble(accumulatorDivide(slot + SUM_VALUE, 1), out)
  return writeInt128(load<u64>(slot, SUM_VALUE), load<i64>(slot, SUM_VALUE + 8), out)
}

function extremeResult(type: i32, slot: usize, out: usize): usize {
  if (type == DOUBLE) return writeDouble(load<f64>(slot), out)
  const value = load<i64>(slot)
  if (type == TIMESTAMP) return writeTimestamp(out, value)
  return type == BOOLEAN ? writeBoolean(value != 0, out) : writeInteger(value, out)
}

function writeBoolean(value: bool, out: usize): usize {
  store<u32>(out, value ? TEXT_TRUE : TEXT_FALS)
  if (value) return out + 4
  store<u8>(out, 0x65, 4)
  return out + 5
}
