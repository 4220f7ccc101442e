import { BOOLEAN, NULL_BOOLEAN, NULL_LENGTH, STRING } from '../column/vector'
import { registerAux, registerData } from '../column/registers'
import { inputRegister, inputType, rowOf, slotOf } from './spec'
import { readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'

/**
 * COUNT(*) and COUNT(x).
 * ```
 * slot     | count u64 |
 * partial  | count varint |
 * ```
 */
export const COUNT_SLOT: i32 = 8

export function countAllUpdate(slots: usize, offset: usize, n: i32): void {
  for (let i = 0; i < n; ++i) addTo(slotOf(slots, offset, i), 1)
}

export function countUpdate(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const register = inputRegister(agg)
  const type = inputType(agg)
  if (type == STRING) countStrings(registerAux(register), slots, offset, rows, n)
  else if (type == BOOLEAN) countBooleans(registerData(register), slots, offset, rows, n)
  else countNumbers(registerAux(register), slots, offset, rows, n)
}

export function countWrite(slot: usize, out: usize): usize {
  return writeUnsignedVarint(out, load<u64>(slot))
}

export function countMerge(slot: usize, partial: usize): usize {
  addTo(slot, readUnsignedVarint(partial))
  return unsignedVarintEnd
}

export function countMergeSlots(into: usize, from: usize): void {
  addTo(into, load<u64>(from))
}

// @ts-ignore: decorator
@inline
function addTo(slot: usize, count: u64): void {
  store<u64>(slot, load<u64>(slot) + count)
}

function countStrings(lengths: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  for (let i = 0; i < n; ++i) {
    const length = load<u32>(lengths + (rowOf(rows, i) << 2))
    addTo(slotOf(slots, offset, i), u64(length != NULL_LENGTH))
  }
}

function countBooleans(values: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  for (let i = 0; i < n; ++i) {
    addTo(slotOf(slots, offset, i), u64(load<u8>(values + rowOf(rows, i)) != NULL_BOOLEAN))
  }
}

function countNumbers(nulls: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  for (let i = 0; i < n; ++i) {
    addTo(slotOf(slots, offset, i), u64(load<u8>(nulls + rowOf(rows, i)) == 0))
  }
}
