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

// @ts-ignore: decorator
@inline
function owningOffset(shape: JobShape, a: u32): usize {
  return <usize>load<u32>(shape.owning + <usize>a * SLOT_ENTRY, 4)
}

// @ts-ignore: decorator
@inline
function owningFamily(shape: JobShape, a: u32): AggregateFamily {
  return changetype<AggregateFamily>(<usize>load<u32>(shape.owning + <usize>a * SLOT_ENTRY, 8))
}

/** Makes slots those of no rows. */
export function slotsInit(shape: JobShape, slots: usize): void {
  // A call of memory.fill costs more than the few words that most groups have.
  const end = slots + <usize>shape.slotsBytes
  for (let at = slots; at < end; at += 8) store<u64>(at, 0)
}

/**
 * Folds rows of the vector: u16 `rows`, and as many u32 addresses of `groups`, whose slots begin at `offset` and are
 * then good for writing and giving back only.
 */
export function slotsGather(shape: JobShape, groups: usize, offset: u32, rows: usize, count: i32): void {
  for (let a: u32 = 0; a < shape.slotCount; a++) {
    slotFamily(shape, a).gather(slotAggregate(shape, a), groups, <usize>offset + slotOffset(shape, a), rows, count)
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
  let size = shape.plainBytes
  for (let a: u32 = 0; a < shape.owningCount; a++) {
    size += <u32>owningFamily(shape, a).writeSize(slots + owningOffset(shape, a))
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
  for (let a: u32 = 0; a < shape.owningCount; a++) owningFamily(shape, a).free(slots + owningOffset(shape, a))
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
  for (let a: u32 = 0; a < shape.owningCount; a++) seen += owningFamily(shape, a).touch(slots + owningOffset(shape, a))
  return seen
}
