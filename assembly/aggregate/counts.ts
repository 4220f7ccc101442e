import { cellInteger } from '../column/cell'
import { registerAux, registerData } from '../column/registers'
import { NULL_BOOLEAN, NULL_LENGTH } from '../column/vector'
import { hashU64 } from '../memory/hash'
import { checkCount } from './checks'
import { AggregateFamily, plainFamily } from './family'
import { inputRegister, rowOf, slotOf } from './spec'
import { readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'

/**
 * COUNT(*) and COUNT(x).
 *
 *     slot     | count u64 |
 *     partial  | count varint |
 */
const SLOT: i32 = 8

/** Of all rows. */
export const countAll = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
/** Of the rows in which the input, of one type or another, is not null. */
export const countStrings = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
export const countBooleans = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
export const countNumbers = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))

countFamily(countAll)
countAll.update = updateAll
countFamily(countStrings)
countStrings.update = updateStrings
countFamily(countBooleans)
countBooleans.update = updateBooleans
countFamily(countNumbers)
countNumbers.update = updateNumbers

function countFamily(family: AggregateFamily): void {
  plainFamily(family, SLOT)
  family.write = write
  family.merge = merge
  family.add = add
  family.absorb = add
  family.digest = digest
  family.check = check
}

/** AggregateFinish of counts. */
export function finishCount(agg: usize, slot: usize, register: i32, row: i32): bool {
  cellInteger(register, row, load<i64>(slot))
  return true
}

function updateAll(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  for (let i = 0; i < n; i++) addTo(slotOf(slots, offset, i), 1)
}

function updateStrings(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const lengths = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const length = load<u32>(lengths + (rowOf(rows, i) << 2))
    addTo(slotOf(slots, offset, i), <u64>(length != NULL_LENGTH))
  }
}

function updateBooleans(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    addTo(slotOf(slots, offset, i), <u64>(load<u8>(values + rowOf(rows, i)) != NULL_BOOLEAN))
  }
}

function updateNumbers(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const nulls = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    addTo(slotOf(slots, offset, i), <u64>(load<u8>(nulls + rowOf(rows, i)) == 0))
  }
}

function write(slot: usize, out: usize): usize {
  return writeUnsignedVarint(out, load<u64>(slot))
}

function merge(slot: usize, partial: usize): usize {
  addTo(slot, readUnsignedVarint(partial))
  return unsignedVarintEnd
}

function add(into: usize, from: usize): void {
  addTo(into, load<u64>(from))
}

function digest(slot: usize): u64 {
  return hashU64(load<u64>(slot), 0)
}

function check(partial: usize, limit: usize): usize {
  checkCount(partial, limit)
  return unsignedVarintEnd
}

// @ts-ignore: decorator
@inline
function addTo(slot: usize, count: u64): void {
  store<u64>(slot, load<u64>(slot) + count)
}
