import { cellInteger } from '../column/cell'
import { registerData } from '../column/registers'
import { NULL_BOOLEAN } from '../column/vector'
import { hashU64 } from '../memory/hash'
import { checkByte } from './checks'
import { AggregateFamily, plainFamily } from './family'
import { inputRegister, rowOf, slotOf } from './spec'

/**
 * COUNT(DISTINCT x) of booleans.
 *
 *     slot     | seen u32 (bit 0: false, bit 1: true) | - u32 |
 *     partial  | seen u8 |
 */
const SLOT: i32 = 8
const ALL_SEEN: u8 = 3

export const distinctBooleans = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))

plainFamily(distinctBooleans, SLOT)
distinctBooleans.update = update
distinctBooleans.write = write
distinctBooleans.merge = merge
distinctBooleans.add = add
distinctBooleans.absorb = add
distinctBooleans.digest = (slot: usize): u64 => hashU64(<u64>load<u32>(slot), 0)
distinctBooleans.check = (partial: usize, limit: usize): usize => checkByte(partial, limit, ALL_SEEN)

/** AggregateFinish of COUNT(DISTINCT x). */
export function finishDistinctBooleans(agg: usize, slot: usize, register: i32, row: i32): bool {
  cellInteger(register, row, <i64>popcnt(load<u32>(slot)))
  return true
}

function update(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const value = load<u8>(values + rowOf(rows, i))
    if (value != NULL_BOOLEAN) addSeen(slotOf(slots, offset, i), (<u32>1) << value)
  }
}

function write(slot: usize, out: usize): usize {
  store<u8>(out, load<u8>(slot))
  return out + 1
}

function merge(slot: usize, partial: usize): usize {
  addSeen(slot, load<u8>(partial))
  return partial + 1
}

function add(into: usize, from: usize): void {
  addSeen(into, load<u32>(from))
}

// @ts-ignore: decorator
@inline
function addSeen(slot: usize, seen: u32): void {
  store<u32>(slot, load<u32>(slot) | seen)
}
