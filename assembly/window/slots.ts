/**
 * The aggregates of a group, all at once. `slots` is the address of the group's first slot; each aggregate's
 * own lies at its offset from there.
 */
import { AggregateFamily } from '../aggregate/family'
import { hashU64 } from '../memory/hash'
import { JobShape, SLOT_ENTRY } from './shape'

/** Entry in the plan of aggregate `a`. */
// @ts-ignore: decorator
@inline
function slotAggregate(shape: JobShape, a: u32): usize {
  return load<u32>(shape.slots + <usize>a * SLOT_ENTRY)
}

/** Offset of its slot from the group's first one. */
// @ts-ignore: decorator
@inline
function slotOffset(shape: JobShape, a: u32): usize {
  return <usize>load<u32>(shape.slots + <usize>a * SLOT_ENTRY, 4)
}

// @ts-ignore: decorator
@inline
function slotFamily(shape: JobShape, a: u32): AggregateFamily {
  return changetype<AggregateFamily>(<usize>load<u32>(shape.slots + <usize>a * SLOT_ENTRY, 8))
}

/** Makes slots those of no rows. */
export function slotsInit(shape: JobShape, slots: usize): void {
  memory.fill(slots, 0, shape.slotsBytes)
}

/**
 * Folds rows of the vector: u16 `rows`, and as many u32 addresses of `groups`, whose slots begin at `offset`.
 */
export function slotsUpdate(shape: JobShape, groups: usize, offset: u32, rows: usize, count: i32): void {
  for (let a: u32 = 0; a < shape.slotCount; a++) {
    slotFamily(shape, a).update(slotAggregate(shape, a), groups, <usize>offset + slotOffset(shape, a), rows, count)
  }
}

/** Folds the partials of one partial row; returns one past them. */
export function slotsMergePartial(shape: JobShape, slots: usize, partial: usize): usize {
  for (let a: u32 = 0; a < shape.slotCount; a++) {
    partial = slotFamily(shape, a).merge(slots + slotOffset(shape, a), partial)
  }
  return partial
}

/** Folds `from`, which stays as it is, into `into`. */
export function slotsAdd(shape: JobShape, into: usize, from: usize): void {
  for (let a: u32 = 0; a < shape.slotCount; a++) {
    const offset = slotOffset(shape, a)
    slotFamily(shape, a).add(into + offset, from + offset)
  }
}

/** Folds `from` into `into`, and gives back what `from` holds. */
export function slotsAbsorb(shape: JobShape, into: usize, from: usize): void {
  for (let a: u32 = 0; a < shape.slotCount; a++) {
    const offset = slotOffset(shape, a)
    slotFamily(shape, a).absorb(into + offset, from + offset)
    slotFamily(shape, a).free(from + offset)
  }
}

/** Most bytes that the partials of a group take. */
export function slotsWriteSize(shape: JobShape, slots: usize): u32 {
  let size: u32 = 0
  for (let a: u32 = 0; a < shape.slotCount; a++) {
    size += <u32>slotFamily(shape, a).writeSize(slots + slotOffset(shape, a))
  }
  return size
}

/** Writes the partials; returns one past them. */
export function slotsWrite(shape: JobShape, slots: usize, out: usize): usize {
  for (let a: u32 = 0; a < shape.slotCount; a++) out = slotFamily(shape, a).write(slots + slotOffset(shape, a), out)
  return out
}

/** Gives back what the slots own outside of themselves. */
export function slotsFree(shape: JobShape, slots: usize): void {
  for (let a: u32 = 0; a < shape.slotCount; a++) slotFamily(shape, a).free(slots + slotOffset(shape, a))
}

/** Checks the partials of a row, which must lie before `end`; fails when broken; returns one past them. */
export function slotsCheck(shape: JobShape, partial: usize, end: usize): usize {
  for (let a: u32 = 0; a < shape.slotCount; a++) partial = slotFamily(shape, a).check(partial, end)
  return partial
}

/** A digest of the aggregates' state, equal for equal state, mixed into `seed`. */
export function slotsDigest(shape: JobShape, slots: usize, seed: u64): u64 {
  let digest = seed
  for (let a: u32 = 0; a < shape.slotCount; a++) {
    digest = hashU64(slotFamily(shape, a).digest(slots + slotOffset(shape, a)), digest)
  }
  return digest
}

/** Reads a word of each block that the slots own, for a walk that needs them soon; a sum of what is there. */
export function slotsTouch(shape: JobShape, slots: usize): u32 {
  let seen: u32 = 0
  for (let a: u32 = 0; a < shape.slotCount; a++) seen += slotFamily(shape, a).touch(slots + slotOffset(shape, a))
  return seen
}
