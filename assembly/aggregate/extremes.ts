import { registerAux, registerData } from '../column/registers'
import { BOOLEAN, DOUBLE, NULL_BOOLEAN } from '../column/vector'
import { MAX, aggregateKind, inputRegister, inputType, rowOf, slotOf } from './spec'

/**
 * MIN and MAX of numbers, times and booleans.
 * ```
 * slot     | value i64 or f64 | present u64 |     booleans are the integers 0 and 1
 * partial  | present u8 | value, only if present |
 * ```
 */
export const EXTREME_SLOT: i32 = 16
const PRESENT: usize = 8

// @ts-ignore: decorator
@inline
export function extremeIsPresent(slot: usize): bool {
  return load<u64>(slot, PRESENT) != 0
}

export function extremesUpdate(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const register = inputRegister(agg)
  const values = registerData(register)
  const greatest = aggregateKind(agg) == MAX
  const type = inputType(agg)
  if (type == BOOLEAN) {
    updateBooleans(values, greatest, slots, offset, rows, n)
  } else if (type == DOUBLE) {
    updateNumbers<f64>(values, registerAux(register), greatest, slots, offset, rows, n)
  } else {
    updateNumbers<i64>(values, registerAux(register), greatest, slots, offset, rows, n)
  }
}

export function extremesWrite(slot: usize, out: usize): usize {
  store<u8>(out, <u8>extremeIsPresent(slot))
  if (!extremeIsPresent(slot)) return out + 1
  store<u64>(out, load<u64>(slot), 1)
  return out + 9
}

export function extremesMerge(agg: usize, slot: usize, partial: usize): usize {
  if (!load<u8>(partial)) return partial + 1
  offer(agg, slot, load<u64>(partial, 1))
  return partial + 9
}

export function extremesMergeSlots(agg: usize, into: usize, from: usize): void {
  if (extremeIsPresent(from)) offer(agg, into, load<u64>(from))
}

function offer(agg: usize, slot: usize, bits: u64): void {
  const greatest = aggregateKind(agg) == MAX
  if (inputType(agg) == DOUBLE) keep<f64>(slot, reinterpret<f64>(bits), greatest)
  else keep<i64>(slot, <i64>bits, greatest)
}

// @ts-ignore: decorator
@inline
function keep<T extends number>(slot: usize, value: T, greatest: bool): void {
  const present = load<T>(slot)
  if (extremeIsPresent(slot) && (greatest ? value <= present : value >= present)) return
  store<T>(slot, value)
  store<u64>(slot, 1, PRESENT)
}

function updateNumbers<T extends number>(
  values: usize,
  nulls: usize,
  greatest: bool,
  slots: usize,
  offset: usize,
  rows: usize,
  n: i32
): void {
  for (let i = 0; i < n; ++i) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    let value = load<T>(values + (row << 3))
    // Minus zero becomes zero: of two equal values neither may win by its order.
    if (isFloat<T>()) value = <T>(value + 0)
    keep<T>(slotOf(slots, offset, i), value, greatest)
  }
}

function updateBooleans(values: usize, greatest: bool, slots: usize, offset: usize, rows: usize, n: i32): void {
  for (let i = 0; i < n; ++i) {
    const value = load<u8>(values + rowOf(rows, i))
    if (value != NULL_BOOLEAN) keep<i64>(slotOf(slots, offset, i), <i64>value, greatest)
  }
}
