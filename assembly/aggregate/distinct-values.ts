import { cellInteger } from '../column/cell'
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
import { checkCount, checkNumber, take } from './checks'
import { AggregateFamily } from './family'
import { inputRegister, rowOf, slotOf } from './spec'
import { MAX_UNSIGNED_VARINT, readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'

/**
 * COUNT(DISTINCT x) of 64-bit values, of doubles by their bits, minus zero being zero.
 *
 *     slot     | map u32 (0 while empty) | - u32 |
 *     partial  | count varint | value i64… |
 */
const SLOT: i32 = 8

export const distinctIntegers = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
export const distinctDoubles = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))

distinctFamily(distinctIntegers)
distinctIntegers.update = updateIntegers
distinctIntegers.check = (partial: usize, limit: usize): usize => check(BIGINT, partial, limit)
distinctFamily(distinctDoubles)
distinctDoubles.update = updateDoubles
distinctDoubles.check = (partial: usize, limit: usize): usize => check(DOUBLE, partial, limit)

function distinctFamily(family: AggregateFamily): void {
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

/** AggregateFinish of COUNT(DISTINCT x). */
export function finishDistinctValues(agg: usize, slot: usize, register: i32, row: i32): bool {
  cellInteger(register, row, <i64>count(slot))
  return true
}

/** Calls `add(into, value)` with every value of a set, once: integers, doubles as their bits. */
export function foldDistinct(slot: usize, into: usize, add: (into: usize, value: i64) => void): void {
  const map = <usize>load<u32>(slot)
  if (!map) return
  for (let cursor = valueMapNext(map, 0); cursor; cursor = valueMapNext(map, cursor)) {
    add(into, load<i64>(valueMapPair(map, cursor)))
  }
}

function updateIntegers(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  const nulls = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    valueMapAdd(mapOf(slotOf(slots, offset, i)), load<i64>(values + (row << 3)), 1)
  }
}

function updateDoubles(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  const nulls = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    // Adding zero turns minus zero into zero.
    const value = reinterpret<i64>(load<f64>(values + (row << 3)) + 0.0)
    valueMapAdd(mapOf(slotOf(slots, offset, i)), value, 1)
  }
}

function count(slot: usize): u32 {
  const map = <usize>load<u32>(slot)
  return map ? valueMapCount(map) : 0
}

function writeSize(slot: usize): i32 {
  return MAX_UNSIGNED_VARINT + (<i32>count(slot) << 3)
}

function write(slot: usize, out: usize): usize {
  const map = <usize>load<u32>(slot)
  let at = writeUnsignedVarint(out, <u64>count(slot))
  if (!map) return at
  for (let cursor = valueMapNext(map, 0); cursor; cursor = valueMapNext(map, cursor)) {
    store<i64>(at, load<i64>(valueMapPair(map, cursor)))
    at += 8
  }
  return at
}

function merge(slot: usize, partial: usize): usize {
  const end = readUnsignedVarint(partial)
  let at = unsignedVarintEnd
  for (let i: u64 = 0; i < end; i++) {
    valueMapAdd(mapOf(slot), load<i64>(at), 1)
    at += 8
  }
  return at
}

function add(into: usize, from: usize): void {
  const map = <usize>load<u32>(from)
  if (!map) return
  for (let cursor = valueMapNext(map, 0); cursor; cursor = valueMapNext(map, cursor)) {
    valueMapAdd(mapOf(into), load<i64>(valueMapPair(map, cursor)), 1)
  }
}

/** Adds the smaller set to the larger one, which ends up in `into`. */
function absorb(into: usize, from: usize): void {
  if (count(from) > count(into)) {
    const larger = load<u32>(from)
    store<u32>(from, load<u32>(into))
    store<u32>(into, larger)
  }
  add(into, from)
}

function free(slot: usize): void {
  if (load<u32>(slot)) valueMapFree(<usize>load<u32>(slot))
  store<u32>(slot, 0)
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
    digest += hashU64(load<u64>(valueMapPair(map, cursor)), 0)
  }
  return digest
}

function check(type: i32, partial: usize, limit: usize): usize {
  const count = checkCount(partial, limit)
  const values = unsignedVarintEnd
  const end = take(values, count << 3, limit)
  for (let at = values; at < end; at += 8) checkNumber(type, at, limit)
  return end
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
