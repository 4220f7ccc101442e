import { registerAux, registerData } from '../column/registers'
import { hashU64 } from '../memory/hash'
import { COUNT_LIMIT, checkCount, checkVarint, require, take } from './checks'
import { AggregateFamily, plainFamily } from './family'
import { int128Add, int128IsShort } from './int128'
import { inputRegister, rowOf, slotOf } from './spec'
import {
  ACCUMULATOR_SIZE,
  MOST_CHUNKS,
  accumulatorAdd,
  accumulatorAddAll,
  accumulatorCheck,
  accumulatorDigest,
  accumulatorFree,
  accumulatorMerge,
  accumulatorWrite,
  accumulatorWriteSize
} from './superaccumulator'
import { MAX_UNSIGNED_VARINT, readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'

/**
 * Exact sums with their counts: the state of SUM and of AVG.
 *
 *     slot of integers     | count u64 | sum int128 |
 *     partial              | (count << 1 | wide) varint | low u64 | high i64, only if wide |     count 0: the varint alone
 *     slot of doubles      | count u64 | accumulator (see superaccumulator.ts) |
 *     partial              | count varint | accumulator's partial |                             count 0: the varint alone
 */
const INTEGER_SLOT: i32 = 8 + 16
const DOUBLE_SLOT: i32 = 8 + ACCUMULATOR_SIZE
/** Where the sum is in a slot. */
export const SUM_VALUE: usize = 8

export const integerSums = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
export const doubleSums = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))

plainFamily(integerSums, INTEGER_SLOT)
integerSums.update = updateIntegers
integerSums.writeSize = (slot: usize): i32 => MAX_UNSIGNED_VARINT + 16
integerSums.write = writeIntegers
integerSums.merge = mergeIntegers
integerSums.add = addIntegers
integerSums.absorb = addIntegers
integerSums.digest = digestIntegers
integerSums.check = checkIntegers

doubleSums.slotSize = DOUBLE_SLOT
doubleSums.update = updateDoubles
doubleSums.writeSize = (slot: usize): i32 => MAX_UNSIGNED_VARINT + accumulatorWriteSize(slot + SUM_VALUE)
doubleSums.write = writeDoubles
doubleSums.merge = mergeDoubles
doubleSums.add = addDoubles
doubleSums.absorb = addDoubles
doubleSums.free = (slot: usize): void => accumulatorFree(slot + SUM_VALUE)
doubleSums.touch = (slot: usize): u32 => load<u32>(<usize>load<u32>(slot, SUM_VALUE))
doubleSums.digest = (slot: usize): u64 => accumulatorDigest(slot + SUM_VALUE, hashU64(sumCount(slot), 0))
doubleSums.check = checkDoubles

/** How many values a slot has summed. */
// @ts-ignore: decorator
@inline
export function sumCount(slot: usize): u64 {
  return load<u64>(slot)
}

function updateIntegers(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  const nulls = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    const value = load<i64>(values + (row << 3))
    const slot = slotOf(slots, offset, i)
    count(slot, 1)
    int128Add(slot + SUM_VALUE, <u64>value, value >> 63)
  }
}

function updateDoubles(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  const nulls = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    const slot = slotOf(slots, offset, i)
    count(slot, 1)
    accumulatorAdd(slot + SUM_VALUE, load<f64>(values + (row << 3)))
  }
}

/** Adds one value to a slot of integers. */
export function addIntegerToSum(slot: usize, value: i64): void {
  count(slot, 1)
  int128Add(slot + SUM_VALUE, <u64>value, value >> 63)
}

/** Adds one value, a double as its bits, to a slot of doubles. */
export function addDoubleToSum(slot: usize, bits: i64): void {
  count(slot, 1)
  accumulatorAdd(slot + SUM_VALUE, reinterpret<f64>(bits))
}

function writeIntegers(slot: usize, out: usize): usize {
  if (!sumCount(slot)) return writeUnsignedVarint(out, 0)
  const wide = !int128IsShort(slot + SUM_VALUE)
  const at = writeUnsignedVarint(out, (sumCount(slot) << 1) | <u64>(wide))
  store<u64>(at, load<u64>(slot, SUM_VALUE))
  if (wide) store<i64>(at, load<i64>(slot, SUM_VALUE + 8), 8)
  return at + (wide ? 16 : 8)
}

function writeDoubles(slot: usize, out: usize): usize {
  if (!sumCount(slot)) return writeUnsignedVarint(out, 0)
  return accumulatorWrite(slot + SUM_VALUE, writeUnsignedVarint(out, sumCount(slot)))
}

function mergeIntegers(slot: usize, partial: usize): usize {
  const head = readUnsignedVarint(partial)
  const at = unsignedVarintEnd
  if (!head) return at
  const wide = (head & 1) != 0
  const low = load<u64>(at)
  count(slot, head >> 1)
  int128Add(slot + SUM_VALUE, low, wide ? load<i64>(at, 8) : <i64>low >> 63)
  return at + (wide ? 16 : 8)
}

function mergeDoubles(slot: usize, partial: usize): usize {
  const head = readUnsignedVarint(partial)
  if (!head) return unsignedVarintEnd
  count(slot, head)
  return accumulatorMerge(slot + SUM_VALUE, unsignedVarintEnd)
}

function addIntegers(into: usize, from: usize): void {
  count(into, sumCount(from))
  int128Add(into + SUM_VALUE, load<u64>(from, SUM_VALUE), load<i64>(from, SUM_VALUE + 8))
}

function addDoubles(into: usize, from: usize): void {
  count(into, sumCount(from))
  accumulatorAddAll(into + SUM_VALUE, from + SUM_VALUE)
}

function digestIntegers(slot: usize): u64 {
  const low = hashU64(load<u64>(slot, SUM_VALUE), hashU64(sumCount(slot), 0))
  return hashU64(load<u64>(slot, SUM_VALUE + 8), low)
}

function checkIntegers(partial: usize, limit: usize): usize {
  const head = checkVarint(partial, limit)
  require(head >> 1 <= COUNT_LIMIT && head != 1)
  if (!head) return unsignedVarintEnd
  return take(unsignedVarintEnd, head & 1 ? 16 : 8, limit)
}

function checkDoubles(partial: usize, limit: usize): usize {
  if (!checkCount(partial, limit)) return unsignedVarintEnd
  return accumulatorCheck(unsignedVarintEnd, limit, MOST_CHUNKS)
}

// @ts-ignore: decorator
@inline
function count(slot: usize, rows: u64): void {
  store<u64>(slot, load<u64>(slot) + rows)
}
