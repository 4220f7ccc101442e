import { registerAux, registerData } from '../column/registers'
import { DOUBLE } from '../column/vector'
import { int128Add, int128IsShort } from './int128'
import { inputRegister, inputType, rowOf, slotOf } from './spec'
import {
  ACCUMULATOR_SIZE,
  accumulatorAdd,
  accumulatorAddAll,
  accumulatorFree,
  accumulatorMerge,
  accumulatorWrite,
  accumulatorWriteSize
} from './superaccumulator'
import { MAX_UNSIGNED_VARINT, readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'

/**
 * Exact sums with their counts: the state of SUM and of AVG.
 * ```
 * slot of integers     | count u64 | sum int128 |
 * partial              | (count << 1 | wide) varint | low u64 | high i64, only if wide |     count 0: the varint alone
 * slot of doubles      | count u64 | accumulator (see superaccumulator.ts) |
 * partial              | count varint | accumulator's partial |                             count 0: the varint alone
 * ```
 */
export const SUM_SLOT: i32 = 8 + ACCUMULATOR_SIZE
/** Where the sum is in a slot. */
export const SUM_VALUE: usize = 8

// @ts-ignore: decorator
@inline
export function sumCount(slot: usize): u64 {
  return load<u64>(slot)
}

export function sumUpdate(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  const nulls = registerAux(inputRegister(agg))
  if (inputType(agg) == DOUBLE) addDoubles(values, nulls, slots, offset, rows, n)
  else addIntegers(values, nulls, slots, offset, rows, n)
}

function addIntegers(values: usize, nulls: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  for (let i = 0; i < n; ++i) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    const value = load<i64>(values + (row << 3))
    const slot = slotOf(slots, offset, i)
    store<u64>(slot, load<u64>(slot) + 1)
    int128Add(slot + SUM_VALUE, <u64>value, value >> 63)
  }
}

function addDoubles(values: usize, nulls: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  for (let i = 0; i < n; ++i) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    const slot = slotOf(slots, offset, i)
    store<u64>(slot, load<u64>(slot) + 1)
    accumulatorAdd(slot + SUM_VALUE, load<f64>(values + (row << 3)))
  }
}

export function sumWriteSize(agg: usize, slot: usize): i32 {
  return MAX_UNSIGNED_VARINT + (inputType(agg) == DOUBLE ? accumulatorWriteSize(slot + SUM_VALUE) : 16)
}

export function sumWrite(agg: usize, slot: usize, out: usize): usize {
  const count = sumCount(slot)
  if (!count) return writeUnsignedVarint(out, 0)
  if (inputType(agg) == DOUBLE) return accumulatorWrite(slot + SUM_VALUE, writeUnsignedVarint(out, count))
  const wide = !int128IsShort(slot + SUM_VALUE)
  const at = writeUnsignedVarint(out, (count << 1) | u64(wide))
  store<u64>(at, load<u64>(slot, SUM_VALUE))
  if (wide) store<i64>(at, load<i64>(slot, SUM_VALUE + 8), 8)
  return at + (wide ? 16 : 8)
}

export function sumMerge(agg: usize, slot: usize, partial: usize): usize {
  const head = readUnsignedVarint(partial)
  const at = unsignedVarintEnd
  if (!head) return at
  if (inputType(agg) == DOUBLE) {
    store<u64>(slot, load<u64>(slot) + head)
    return accumulatorMerge(slot + SUM_VALUE, at)
  }
  const wide = (head & 1) != 0
  const low = load<u64>(at)
  store<u64>(slot, load<u64>(slot) + (head >> 1))
  int128Add(slot + SUM_VALUE, low, wide ? load<i64>(at, 8) : <i64>low >> 63)
  return at + (wide ? 16 : 8)
}

export function sumMergeSlots(agg: usize, into: usize, from: usize): void {
  store<u64>(into, load<u64>(into) + load<u64>(from))
  if (inputType(agg) == DOUBLE) accumulatorAddAll(into + SUM_VALUE, from + SUM_VALUE)
  else int128Add(into + SUM_VALUE, load<u64>(from, SUM_VALUE), load<i64>(from, SUM_VALUE + 8))
}

export function sumFree(agg: usize, slot: usize): void {
  if (inputType(agg) == DOUBLE) accumulatorFree(slot + SUM_VALUE)
}

export function sumTouch(agg: usize, slot: usize): u32 {
  return inputType(agg) == DOUBLE ? load<u32>(<usize>load<u32>(slot, SUM_VALUE)) : 0
}
