/** Aggregates over an exact set of distinct values: its values are folded anew, once each, when the set is finished. */
import { allocateZeroed, release } from '../memory/allocator'
import { foldDistinct } from './distinct-values'
import { AggregateFamily, AggregateFinish } from './family'

/** AggregateFinish of a set (distinct-values.ts): `finish` of a slot of `family` that `add` adds the values to. */
export function finishOverDistinct(
  agg: usize,
  slot: usize,
  register: i32,
  row: i32,
  family: AggregateFamily,
  add: (into: usize, value: i64) => void,
  finish: AggregateFinish
): bool {
  const size = <usize>family.slotSize
  const folded = allocateZeroed(size)
  foldDistinct(slot, folded, add)
  const fits = finish(agg, folded, register, row)
  family.free(folded)
  release(folded, size)
  return fits
}
