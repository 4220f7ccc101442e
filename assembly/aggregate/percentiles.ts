import { cellDouble, cellNull } from '../column/cell'
import { registerAux, registerData } from '../column/registers'
import { BIGINT, DOUBLE } from '../column/vector'
import { hashU64 } from '../memory/hash'
import {
  valueMapAdd,
  valueMapCount,
  valueMapCreate,
  valueMapFree,
  valueMapNext,
  valueMapPair
} from '../memory/value-map'
import { checkCount, checkNumber, require } from './checks'
import { AggregateFamily } from './family'
import { bitsOfKey, keyOfRank, nextKey, rankEnd } from './ranks'
import { inputRegister, parameter, rowOf, slotOf } from './spec'
import { MAX_UNSIGNED_VARINT, readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'

/**
 * PERCENTILE(x, fraction), exact: every value is kept, with its count.
 *
 *     slot     | map u32 (0 while empty) | - u32 | count u64 (of all values) |
 *     partial  | distinct varint | distinct × (value i64, count varint) |     doubles by their bits
 */
const SLOT: i32 = 16
const COUNT: usize = 8

export const integerPercentiles = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
export const doublePercentiles = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))

percentileFamily(integerPercentiles)
integerPercentiles.update = updateIntegers
integerPercentiles.check = (partial: usize, limit: usize): usize => check(BIGINT, partial, limit)
percentileFamily(doublePercentiles)
doublePercentiles.update = updateDoubles
doublePercentiles.check = (partial: usize, limit: usize): usize => check(DOUBLE, partial, limit)

function percentileFamily(family: AggregateFamily): void {
  family.slotSize = SLOT
  family.writeSize = writeSize
  family.write = write
  family.merge = merge
  family.add = add
  family.absorb = absorb
  family.free = free
  family.touch = touch
  family.digest = digest
}

/** AggregateFinish of PERCENTILE over integers. */
export function finishIntegerPercentile(agg: usize, slot: usize, register: i32, row: i32): bool {
  if (isEmpty(slot)) cellNull(register, row)
  else cellDouble(register, row, percentile(parameter(agg), slot, false))
  return true
}

/** The same over doubles. */
export function finishDoublePercentile(agg: usize, slot: usize, register: i32, row: i32): bool {
  if (isEmpty(slot)) cellNull(register, row)
  else cellDouble(register, row, percentile(parameter(agg), slot, true))
  return true
}

function updateIntegers(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  const nulls = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    addValue(slotOf(slots, offset, i), load<i64>(values + (row << 3)), 1)
  }
}

function updateDoubles(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  const nulls = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    // Adding zero turns minus zero into zero.
    addValue(slotOf(slots, offset, i), reinterpret<i64>(load<f64>(values + (row << 3)) + 0.0), 1)
  }
}

function writeSize(slot: usize): i32 {
  const distinct = isEmpty(slot) ? 0 : <i32>valueMapCount(<usize>load<u32>(slot))
  return MAX_UNSIGNED_VARINT + distinct * (8 + MAX_UNSIGNED_VARINT)
}

function write(slot: usize, out: usize): usize {
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

function merge(slot: usize, partial: usize): usize {
  const distinct = readUnsignedVarint(partial)
  let at = unsignedVarintEnd
  for (let i: u64 = 0; i < distinct; i++) {
    const value = load<i64>(at)
    const count = readUnsignedVarint(at + 8)
    at = unsignedVarintEnd
    addValue(slot, value, count)
  }
  return at
}

function add(into: usize, from: usize): void {
  const map = <usize>load<u32>(from)
  if (!map) return
  for (let cursor = valueMapNext(map, 0); cursor; cursor = valueMapNext(map, cursor)) {
    const pair = valueMapPair(map, cursor)
    addValue(into, load<i64>(pair), load<u64>(pair, 8))
  }
}

/** Adds the map of fewer values to the other, which ends up in `into`. */
function absorb(into: usize, from: usize): void {
  if (isEmpty(from)) return
  if (isEmpty(into) || valueMapCount(<usize>load<u32>(from)) > valueMapCount(<usize>load<u32>(into))) {
    const larger = v128.load(from)
    v128.store(from, v128.load(into))
    v128.store(into, larger)
  }
  add(into, from)
}

function free(slot: usize): void {
  if (!isEmpty(slot)) valueMapFree(<usize>load<u32>(slot))
  v128.store(slot, i64x2.splat(0))
}

/** The first word of the slot is the map's address. */
function touch(slot: usize): u32 {
  return load<u32>(<usize>load<u32>(slot))
}

/** A sum over the values, for they come in no order. */
function digest(slot: usize): u64 {
  const map = <usize>load<u32>(slot)
  let digest: u64 = 0
  if (!map) return digest
  for (let cursor = valueMapNext(map, 0); cursor; cursor = valueMapNext(map, cursor)) {
    const pair = valueMapPair(map, cursor)
    digest += hashU64(load<u64>(pair), load<u64>(pair, 8))
  }
  return digest
}

function check(type: i32, partial: usize, limit: usize): usize {
  const distinct = checkCount(partial, limit)
  let at = unsignedVarintEnd
  for (let i: u64 = 0; i < distinct; i++) {
    at = checkNumber(type, at, limit)
    require(checkCount(at, limit) > 0)
    at = unsignedVarintEnd
  }
  return at
}

/** The percentile of a slot that is not empty, interpolated between its two neighbours. */
export function percentile(fraction: f64, slot: usize, isDouble: bool): f64 {
  const map = <usize>load<u32>(slot)
  const position = fraction * (<f64>load<u64>(slot, COUNT) - 1) + 1
  const low = floor(position)
  const high = ceil(position)
  const lowKey = keyOfRank(map, isDouble, <u64>low)
  const lowValue = valueOf(lowKey, isDouble)
  if (<u64>high <= rankEnd) return lowValue
  const highValue = valueOf(nextKey(map, isDouble, lowKey), isDouble)
  return (high - position) * lowValue + (position - low) * highValue
}

// @ts-ignore: decorator
@inline
function isEmpty(slot: usize): bool {
  return load<u32>(slot) == 0
}

// @ts-ignore: decorator
@inline
function valueOf(key: u64, isDouble: bool): f64 {
  const bits = bitsOfKey(key, isDouble)
  return isDouble ? reinterpret<f64>(bits) : <f64>bits
}

/** Adds one value, a double as its bits. */
export function addToPercentile(slot: usize, value: i64): void {
  addValue(slot, value, 1)
}

// @ts-ignore: decorator
@inline
function addValue(slot: usize, value: i64, count: u64): void {
  if (isEmpty(slot)) store<u32>(slot, <u32>valueMapCreate())
  valueMapAdd(<usize>load<u32>(slot), value, count)
  store<u64>(slot, load<u64>(slot, COUNT) + count, COUNT)
}
