import { registerAux, registerData } from '../column/registers'
import { DOUBLE, NULL_BOOLEAN } from '../column/vector'
import {
  valueMapAdd,
  valueMapCount,
  valueMapCreate,
  valueMapFree,
  valueMapNext,
  valueMapPair
} from '../memory/value-map'
import { rowOf, slotOf } from './spec'
import { MAX_UNSIGNED_VARINT, readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'

/**
 * COUNT(DISTINCT x) of 64-bit values (of doubles by their bits, minus zero being zero) and of booleans.
 * ```
 * slot of values    | map u32 (0 while empty) | - u32 |
 * partial           | count varint | value i64… |
 * slot of booleans  | seen u32 (bit 0: false, bit 1: true) | - u32 |
 * partial           | seen u8 |
 * ```
 */
export const DISTINCT_VALUES_SLOT: i32 = 8

export function distinctValuesUpdate(
  register: i32,
  type: i32,
  slots: usize,
  offset: usize,
  rows: usize,
  n: i32
): void {
  const values = registerData(register)
  const nulls = registerAux(register)
  for (let i = 0; i < n; ++i) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    const at = values + (row << 3)
    // Adding zero turns minus zero into zero.
    const value = type == DOUBLE ? reinterpret<i64>(load<f64>(at) + 0.0) : load<i64>(at)
    valueMapAdd(mapOf(slotOf(slots, offset, i)), value, 1)
  }
}

export function distinctValuesCount(slot: usize): u32 {
  const map = <usize>load<u32>(slot)
  return map ? valueMapCount(map) : 0
}

export function distinctValuesWriteSize(slot: usize): i32 {
  return MAX_UNSIGNED_VARINT + (<i32>distinctValuesCount(slot) << 3)
}

export function distinctValuesWrite(slot: usize, out: usize): usize {
  const map = <usize>load<u32>(slot)
  let at = writeUnsignedVarint(out, <u64>distinctValuesCount(slot))
  if (!map) return at
  for (let cursor = valueMapNext(map, 0); cursor; cursor = valueMapNext(map, cursor)) {
    store<i64>(at, load<i64>(valueMapPair(map, cursor)))
    at += 8
  }
  return at
}

export function distinctValuesMerge(slot: usize, partial: usize): usize {
  const end = readUnsignedVarint(partial)
  let at = unsignedVarintEnd
  for (let i: u64 = 0; i < end; ++i) {
    valueMapAdd(mapOf(slot), load<i64>(at), 1)
    at += 8
  }
  return at
}

/** Adds the smaller set to the larger one, which ends up in `into`. */
export function distinctValuesMergeSlots(into: usize, from: usize): void {
  if (distinctValuesCount(from) > distinctValuesCount(into)) {
    const larger = load<u32>(from)
    store<u32>(from, load<u32>(into))
    store<u32>(into, larger)
  }
  const map = <usize>load<u32>(from)
  if (!map) return
  for (let cursor = valueMapNext(map, 0); cursor; cursor = valueMapNext(map, cursor)) {
    valueMapAdd(<usize>load<u32>(into), load<i64>(valueMapPair(map, cursor)), 1)
  }
}

export function distinctValuesFree(slot: usize): void {
  if (load<u32>(slot)) valueMapFree(<usize>load<u32>(slot))
  store<u32>(slot, 0)
}

export function distinctBooleansUpdate(register: i32, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(register)
  for (let i = 0; i < n; ++i) {
    const value = load<u8>(values + rowOf(rows, i))
    if (value != NULL_BOOLEAN) addSeen(slotOf(slots, offset, i), (<u32>1) << value)
  }
}

export function distinctBooleansCount(slot: usize): u32 {
  return popcnt(load<u32>(slot))
}

export function distinctBooleansWrite(slot: usize, out: usize): usize {
  store<u8>(out, load<u8>(slot))
  return out + 1
}

export function distinctBooleansMerge(slot: usize, partial: usize): usize {
  addSeen(slot, load<u8>(partial))
  return partial + 1
}

export function distinctBooleansMergeSlots(into: usize, from: usize): void {
  addSeen(into, load<u32>(from))
}

// @ts-ignore: decorator
@inline
function addSeen(slot: usize, seen: u32): void {
  store<u32>(slot, load<u32>(slot) | seen)
}

// @ts-ignore: decorator
@inline
function mapOf(slot: usize): usize {
  const map = <usize>load<u32>(slot)
  return map ? map : newMap(slot)
}

function newMap(slot: usize): usize {
  const map = valueMapCreate()
  store<u32>(slot, <u32>map)
  return map
}
