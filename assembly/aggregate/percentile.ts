import { registerAux, registerData } from '../column/registers'
import { DOUBLE } from '../column/vector'
import {
  valueMapAdd,
  valueMapCount,
  valueMapCreate,
  valueMapFree,
  valueMapNext,
  valueMapPair
} from '../memory/value-map'
import { writeDouble } from '../output/number-text'
import { bitsOfKey, keyOfRank, nextKey, rankEnd } from './ranks'
import { inputRegister, inputType, parameter, rowOf, slotOf } from './spec'
import { MAX_UNSIGNED_VARINT, readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'

/**
 * PERCENTILE(x, fraction), exact: every value is kept, with its count.
 * ```
 * slot     | map u32 (0 while empty) | - u32 | count u64 (of all values) |
 * partial  | distinct varint | distinct × (value i64, count varint) |     doubles by their bits
 * ```
 */
export const PERCENTILE_SLOT: i32 = 16
const COUNT: usize = 8

// @ts-ignore: decorator
@inline
export function percentileIsNull(slot: usize): bool {
  return load<u32>(slot) == 0
}

export function percentileUpdate(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  const nulls = registerAux(inputRegister(agg))
  const isDouble = inputType(agg) == DOUBLE
  for (let i = 0; i < n; ++i) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    const at = values + (row << 3)
    // Adding zero turns minus zero into zero.
    const value = isDouble ? reinterpret<i64>(load<f64>(at) + 0.0) : load<i64>(at)
    addValue(slotOf(slots, offset, i), value, 1)
  }
}

export function percentileWriteSize(slot: usize): i32 {
  const distinct = percentileIsNull(slot) ? 0 : <i32>valueMapCount(<usize>load<u32>(slot))
  return MAX_UNSIGNED_VARINT + distinct * (8 + MAX_UNSIGNED_VARINT)
}

export function percentileWrite(slot: usize, out: usize): usize {
  const map = <usize>load<u32>(slot)
  if (!map) return writeUnsignedVarint(out, 0)
  let at = writeUnsignedVarint(out, <u64>valueMapCount(map))
  for (let cursor = valueMapNext(map, 0); cursor; cursor = valueMapNext(map, cursor)) {
    const pair = valueMapPair(map, cursor)
    store<i64>(at, load<i64>(pair))
    at = writeUnsignedVarint(at + 8, load<u64>(pair, 8))
  }
  return at
}

export function percentileMerge(slot: usize, partial: usize): usize {
  const distinct = readUnsignedVarint(partial)
  let at = unsignedVarintEnd
  for (let i: u64 = 0; i < distinct; ++i) {
    const value = load<i64>(at)
    const count = readUnsignedVarint(at + 8)
    at = unsignedVarintEnd
    addValue(slot, value, count)
  }
  return at
}

/** Adds the map of fewer values to the other, which ends up in `into`. */
export function percentileMergeSlots(into: usize, from: usize): void {
  if (percentileIsNull(from)) return
  if (percentileIsNull(into) || valueMapCount(<usize>load<u32>(from)) > valueMapCount(<usize>load<u32>(into))) {
    const larger = v128.load(from)
    v128.store(from, v128.load(into))
    v128.store(into, larger)
  }
  const map = <usize>load<u32>(from)
  if (!map) return
  for (let cursor = valueMapNext(map, 0); cursor; cursor = valueMapNext(map, cursor)) {
    const pair = valueMapPair(map, cursor)
    addValue(into, load<i64>(pair), load<u64>(pair, 8))
  }
}

export function percentileFree(slot: usize): void {
  if (!percentileIsNull(slot)) valueMapFree(<usize>load<u32>(slot))
  v128.store(slot, i64x2.splat(0))
}

/** Writes the percentile of a slot that is not empty, interpolated between its two neighbours. */
export function percentileResult(agg: usize, slot: usize, out: usize): usize {
  const map = <usize>load<u32>(slot)
  const isDouble = inputType(agg) == DOUBLE
  const position = parameter(agg) * (<f64>load<u64>(slot, COUNT) - 1) + 1
  const low = floor(position)
  const high = ceil(position)
  const lowKey = keyOfRank(map, isDouble, <u64>low)
  const lowValue = valueOf(lowKey, isDouble)
  if (<u64>high <= rankEnd) return writeDouble(lowValue, out)
  const highValue = valueOf(nextKey(map, isDouble, lowKey), isDouble)
  return writeDouble((high - position) * lowValue + (position - low) * highValue, out)
}

// @ts-ignore: decorator
@inline
function valueOf(key: u64, isDouble: bool): f64 {
  const bits = bitsOfKey(key, isDouble)
  return isDouble ? reinterpret<f64>(bits) : <f64>bits
}

// @ts-ignore: decorator
@inline
function addValue(slot: usize, value: i64, count: u64): void {
  if (percentileIsNull(slot)) store<u32>(slot, <u32>valueMapCreate())
  valueMapAdd(<usize>load<u32>(slot), value, count)
  store<u64>(slot, load<u64>(slot, COUNT) + count, COUNT)
}
