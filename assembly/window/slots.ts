/**
 * The aggregates of a group, all at once. `slots` is the address of the group's first slot; each aggregate's
 * own lies at its offset from there.
 */
import { AggregateFamily, AggregateFinish } from '../aggregate/family'
import { hashU64 } from '../memory/hash'
import { JobState, SLOT_ENTRY } from './job-state'

/** Entry in the plan of aggregate `a`. */
// @ts-ignore: decorator
@inline
export function slotAggregate(state: JobState, a: u32): usize {
  return load<u32>(state.slots + <usize>a * SLOT_ENTRY)
}

/** Offset of its slot from the group's first one. */
// @ts-ignore: decorator
@inline
export function slotOffset(state: JobState, a: u32): usize {
  return <usize>load<u32>(state.slots + <usize>a * SLOT_ENTRY, 4)
}

// @ts-ignore: decorator
@inline
function slotFamily(state: JobState, a: u32): AggregateFamily {
  return changetype<AggregateFamily>(<usize>load<u32>(state.slots + <usize>a * SLOT_ENTRY, 8))
}

export function slotsInit(state: JobState, slots: usize): void {
  memory.fill(slots, 0, state.slotsBytes)
}

/**
 * Folds rows of the vector: u16 `rows`, and as many u32 addresses of `groups`, whose slots begin at `offset`.
 */
export function slotsUpdate(state: JobState, groups: usize, offset: u32, rows: usize, count: i32): void {
  for (let a: u32 = 0; a < state.slotCount; a++) {
    slotFamily(state, a).update(slotAggregate(state, a), groups, <usize>offset + slotOffset(state, a), rows, count)
  }
}

/** Folds the partials of one partial row; returns one past them. */
export function slotsMergePartial(state: JobState, slots: usize, partial: usize): usize {
  for (let a: u32 = 0; a < state.slotCount; a++) {
    partial = slotFamily(state, a).merge(slots + slotOffset(state, a), partial)
  }
  return partial
}

/** Folds `from`, which stays as it is, into `into`. */
export function slotsAdd(state: JobState, into: usize, from: usize): void {
  for (let a: u32 = 0; a < state.slotCount; a++) {
    const offset = slotOffset(state, a)
    slotFamily(state, a).add(into + offset, from + offset)
  }
}

/** Folds `from` into `into`, and gives back what `from` holds. */
export function slotsAbsorb(state: JobState, into: usize, from: usize): void {
  for (let a: u32 = 0; a < state.slotCount; a++) {
    const offset = slotOffset(state, a)
    slotFamily(state, a).absorb(into + offset, from + offset)
    slotFamily(state, a).free(from + offset)
  }
}

/** Most bytes that the partials of a group take. */
export function slotsWriteSize(state: JobState, slots: usize): u32 {
  let size: u32 = 0
  for (let a: u32 = 0; a < state.slotCount; a++) {
    size += <u32>slotFamily(state, a).writeSize(slots + slotOffset(state, a))
  }
  return size
}

/** Writes the partials; returns one past them. */
export function slotsWrite(state: JobState, slots: usize, out: usize): usize {
  for (let a: u32 = 0; a < state.slotCount; a++) out = slotFamily(state, a).write(slots + slotOffset(state, a), out)
  return out
}

/** Gives back what the slots own outside of themselves. */
export function slotsFree(state: JobState, slots: usize): void {
  for (let a: u32 = 0; a < state.slotCount; a++) slotFamily(state, a).free(slots + slotOffset(state, a))
}

/** Checks the partials of a row, which must lie before `end`; fails when broken; returns one past them. */
export function slotsCheck(state: JobState, partial: usize, end: usize): usize {
  for (let a: u32 = 0; a < state.slotCount; a++) partial = slotFamily(state, a).check(partial, end)
  return partial
}

/** A digest of the aggregates' state, equal for equal state, mixed into `seed`. */
export function slotsDigest(state: JobState, slots: usize, seed: u64): u64 {
  let digest = seed
  for (let a: u32 = 0; a < state.slotCount; a++) {
    digest = hashU64(slotFamily(state, a).digest(slots + slotOffset(state, a)), digest)
  }
  return digest
}

/** Reads a word of each block that the slots own, for a walk that needs them soon; a sum of what is there. */
export function slotsTouch(state: JobState, slots: usize): u32 {
  let seen: u32 = 0
  for (let a: u32 = 0; a < state.slotCount; a++) seen += slotFamily(state, a).touch(slots + slotOffset(state, a))
  return seen
}

/**
 * Writes the result of aggregate `a` into a cell of a register of its type. False: the result was too large for the
 * type, and is null.
 */
export function slotFinish(state: JobState, a: u32, slots: usize, register: i32, row: i32): bool {
  const finish = changetype<AggregateFinish>(<usize>load<u32>(state.slots + <usize>a * SLOT_ENTRY, 12))
  return finish(slotAggregate(state, a), slots + slotOffset(state, a), register, row)
}
