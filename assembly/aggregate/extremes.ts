import { cellBoolean, cellDouble, cellInteger, cellNull } from '../column/cell'
import { registerAux, registerData } from '../column/registers'
import { BIGINT, BOOLEAN, DOUBLE, NULL_BOOLEAN } from '../column/vector'
import { hashU64 } from '../memory/hash'
import { checkByte, checkNumber } from './checks'
import { AggregateFamily, plainFamily } from './family'
import { isGreatest } from './order'
import { inputRegister, rowOf, slotOf } from './spec'

/**
 * MIN and MAX of numbers, times and booleans.
 *
 *     slot     | value i64 or f64 | present u64 |     booleans are the integers 0 and 1
 *     partial  | present u8 | value, only if present |
 */
const SLOT: i32 = 16
const PRESENT: usize = 8

/** MIN or MAX, by the order O (order.ts), of BIGINT and TIMESTAMP. */
export function integerExtremes<O>(): AggregateFamily {
  const family = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
  numberFamily<i64, O>(family)
  family.check = (partial: usize, limit: usize): usize => check(BIGINT, partial, limit)
  return family
}

/** The same of DOUBLE. */
export function doubleExtremes<O>(): AggregateFamily {
  const family = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
  numberFamily<f64, O>(family)
  family.check = (partial: usize, limit: usize): usize => check(DOUBLE, partial, limit)
  return family
}

/** The same of BOOLEAN. */
export function booleanExtremes<O>(): AggregateFamily {
  const family = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
  numberFamily<i64, O>(family)
  family.update = (agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void =>
    updateBooleans<O>(agg, slots, offset, rows, n)
  family.check = (partial: usize, limit: usize): usize => check(BOOLEAN, partial, limit)
  return family
}

function numberFamily<T extends number, O>(family: AggregateFamily): void {
  plainFamily(family, SLOT)
  family.update = (agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void =>
    updateNumbers<T, O>(agg, slots, offset, rows, n)
  family.write = write
  family.merge = (slot: usize, partial: usize): usize => merge<T, O>(slot, partial)
  family.add = (into: usize, from: usize): void => add<T, O>(into, from)
  family.absorb = (into: usize, from: usize): void => add<T, O>(into, from)
  family.digest = digest
}

/** AggregateFinish of MIN and MAX of BIGINT and TIMESTAMP. */
export function finishInteger(agg: usize, slot: usize, register: i32, row: i32): bool {
  if (isPresent(slot)) cellInteger(register, row, load<i64>(slot))
  else cellNull(register, row)
  return true
}

/** The same of DOUBLE. */
export function finishDouble(agg: usize, slot: usize, register: i32, row: i32): bool {
  if (isPresent(slot)) cellDouble(register, row, load<f64>(slot))
  else cellNull(register, row)
  return true
}

/** The same of BOOLEAN. */
export function finishBoolean(agg: usize, slot: usize, register: i32, row: i32): bool {
  if (isPresent(slot)) cellBoolean(register, row, load<u64>(slot) != 0)
  else cellNull(register, row)
  return true
}

function updateNumbers<T extends number, O>(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  const nulls = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    let value = load<T>(values + (row << 3))
    // Minus zero becomes zero: of two equal values neither may win by its order.
    if (isFloat<T>()) value = <T>(value + 0)
    keep<T, O>(slotOf(slots, offset, i), value)
  }
}

function updateBooleans<O>(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const value = load<u8>(values + rowOf(rows, i))
    if (value != NULL_BOOLEAN) keep<i64, O>(slotOf(slots, offset, i), <i64>value)
  }
}

function write(slot: usize, out: usize): usize {
  store<u8>(out, <u8>isPresent(slot))
  if (!isPresent(slot)) return out + 1
  store<u64>(out, load<u64>(slot), 1)
  return out + 9
}

function merge<T extends number, O>(slot: usize, partial: usize): usize {
  if (!load<u8>(partial)) return partial + 1
  keep<T, O>(slot, load<T>(partial, 1))
  return partial + 9
}

function add<T extends number, O>(into: usize, from: usize): void {
  if (isPresent(from)) keep<T, O>(into, load<T>(from))
}

function digest(slot: usize): u64 {
  return isPresent(slot) ? hashU64(load<u64>(slot), 1) : 0
}

function check(type: i32, partial: usize, limit: usize): usize {
  const value = checkByte(partial, limit, 1)
  return load<u8>(partial) ? checkNumber(type, value, limit) : value
}

// @ts-ignore: decorator
@inline
function isPresent(slot: usize): bool {
  return load<u64>(slot, PRESENT) != 0
}

// @ts-ignore: decorator
@inline
function keep<T extends number, O>(slot: usize, value: T): void {
  const present = load<T>(slot)
  if (isPresent(slot) && (isGreatest<O>() ? value <= present : value >= present)) return
  store<T>(slot, value)
  store<u64>(slot, 1, PRESENT)
}
