/** Results of aggregates as JSON, until finished groups go through registers. */
import { BOOLEAN, DOUBLE, STRING, TIMESTAMP } from '../column/vector'
import { ESCAPED_BYTES, writeString } from '../output/escape'
import { MAX_INT128_TEXT, writeDouble, writeInt128, writeInteger, writeUnsigned } from '../output/number-text'
import { TIMESTAMP_BYTES, writeTimestamp } from '../output/timestamp-text'
import { valueMapCount } from '../memory/value-map'
import * as code from './generated'
import { int128Divide, int128DivideTruncated } from './int128'
import { percentile } from './percentiles'
import { aggregateCode, inputType, parameter, truncates } from './spec'
import { SUM_VALUE, sumCount } from './sums'
import { accumulatorDivide } from './superaccumulator'

export function aggregateIsNull(agg: usize, slot: usize): bool {
  const which = aggregateCode(agg)
  if (which <= code.COUNT_DISTINCT_CODE) return false
  if (which <= code.AVG_CODE) return sumCount(slot) == 0
  if (which == code.PERCENTILE_CODE) return load<u32>(slot) == 0
  return inputType(agg) == STRING ? load<u32>(slot, 12) == 0 : load<u64>(slot, 8) == 0
}

export function aggregateResultSize(agg: usize, slot: usize): i32 {
  const isText = inputType(agg) == STRING && aggregateCode(agg) > code.AVG_CODE
  if (isText) return max(4, 2 + <i32>(ESCAPED_BYTES * load<u32>(slot, 4)))
  return max(MAX_INT128_TEXT, <i32>TIMESTAMP_BYTES)
}

export function aggregateResult(agg: usize, slot: usize, out: usize): usize {
  const which = aggregateCode(agg)
  const type = inputType(agg)
  if (aggregateIsNull(agg, slot)) {
    store<u32>(out, 0x6c6c756e)
    return out + 4
  }
  if (which <= code.COUNT_CODE) return writeUnsigned(load<u64>(slot), out)
  if (which == code.COUNT_DISTINCT_CODE) return writeUnsigned(distinct(type, slot), out)
  if (which == code.SUM_CODE) return sum(type, slot, out)
  if (which == code.AVG_CODE) return writeDouble(average(agg, slot), out)
  if (which == code.PERCENTILE_CODE) return writeDouble(percentile(parameter(agg), slot, type == DOUBLE), out)
  if (type == STRING) return writeString(out, load<u32>(slot), load<u32>(slot, 4))
  if (type == DOUBLE) return writeDouble(load<f64>(slot), out)
  if (type == TIMESTAMP) return writeTimestamp(out, load<i64>(slot))
  return type == BOOLEAN ? boolean(load<i64>(slot) != 0, out) : writeInteger(load<i64>(slot), out)
}

function distinct(type: i32, slot: usize): u64 {
  if (type == STRING) return load<u32>(slot)
  if (type == BOOLEAN) return popcnt(load<u32>(slot))
  return load<u32>(slot) ? valueMapCount(load<u32>(slot)) : 0
}

function sum(type: i32, slot: usize, out: usize): usize {
  if (type == DOUBLE) return writeDouble(accumulatorDivide(slot + SUM_VALUE, 1), out)
  return writeInt128(load<u64>(slot, SUM_VALUE), load<i64>(slot, SUM_VALUE + 8), out)
}

function average(agg: usize, slot: usize): f64 {
  if (inputType(agg) == DOUBLE) return accumulatorDivide(slot + SUM_VALUE, sumCount(slot))
  if (truncates(agg)) return <f64>int128DivideTruncated(slot + SUM_VALUE, sumCount(slot))
  return int128Divide(slot + SUM_VALUE, sumCount(slot))
}

function boolean(value: bool, out: usize): usize {
  store<u32>(out, value ? 0x65757274 : 0x736c6166)
  if (value) return out + 4
  store<u8>(out, 0x65, 4)
  return out + 5
}
