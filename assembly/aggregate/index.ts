/** Aggregates one at a time: what their tests call. */
import { familyOf, finishOf } from './family'
import { defineAll } from './generated'
import { setRowTimes } from './row-times'

defineAll()

/** See AggregateFamily. */
export function aggregateSlotSize(agg: usize): i32 {
  return familyOf(agg).slotSize
}

/** See AggregateFamily. */
export function aggregateUpdate(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  familyOf(agg).update(agg, slots, offset, rows, n)
}

/** See row-times.ts. */
export function aggregateRowTimes(times: usize): void {
  setRowTimes(times)
}

/** See AggregateFamily. */
export function aggregateWriteSize(agg: usize, slot: usize): i32 {
  return familyOf(agg).writeSize(slot)
}

/** See AggregateFamily. */
export function aggregateWrite(agg: usize, slot: usize, out: usize): usize {
  return familyOf(agg).write(slot, out)
}

/** See AggregateFamily. */
export function aggregateMerge(agg: usize, slot: usize, partial: usize): usize {
  return familyOf(agg).merge(slot, partial)
}

/** See AggregateFamily. */
export function aggregateAdd(agg: usize, into: usize, from: usize): void {
  familyOf(agg).add(into, from)
}

/** See AggregateFamily. */
export function aggregateAbsorb(agg: usize, into: usize, from: usize): void {
  familyOf(agg).absorb(into, from)
}

/** See AggregateFamily. */
export function aggregateFree(agg: usize, slot: usize): void {
  familyOf(agg).free(slot)
}

/** See AggregateFamily. */
export function aggregateTouch(agg: usize, slot: usize): u32 {
  return familyOf(agg).touch(slot)
}

/** See AggregateFamily. */
export function aggregateDigest(agg: usize, slot: usize): u64 {
  return familyOf(agg).digest(slot)
}

/** See AggregateFamily. */
export function aggregateCheck(agg: usize, partial: usize, limit: usize): usize {
  return familyOf(agg).check(partial, limit)
}

/** See AggregateFinish. */
export function aggregateFinish(agg: usize, slot: usize, register: i32, row: i32): bool {
  const finish = finishOf(agg)
  return finish(agg, slot, register, row)
}
