/**
 * What the kernels know of an aggregate: a family, which is a record of functions over one kind of state, and a
 * function of its own that finishes the state. `agg` is the aggregate's entry in the plan (spec.ts). Its state is a
 * *slot* of fixed size, 8-byte aligned, inside a group's row, and begins as zeros; it may own memory besides.
 *
 * A *partial* is a slot's state as bytes, of any alignment, for another module to merge. Merging is associative and
 * commutative to the bit: results do not depend on how rows were cut into partials.
 */
import { FAIL_BAD_PLAN, currentJob, fail } from '../memory/failure'
import { aggregateCode, inputType } from './spec'
import { MAX_UNSIGNED_VARINT } from './unsigned-varint'

/** A record of functions over the slots of one kind of state. */
// @ts-ignore: decorator
@unmanaged
export class AggregateFamily {
  /** Bytes of a slot. */
  slotSize: i32
  /** Slots own no memory: `free` and `touch` do nothing, and `writeSize` does not look at the slot. */
  isPlain: bool
  /**
   * Folds `n` rows of the current vector in: `slots` is u32[n], for each row the address of its group, `offset`
   * leads from there to the slot, `rows` is u16[n], row numbers in the vector.
   */
  update: (agg: usize, slots: usize, offset: usize, rows: usize, n: i32) => void
  /** As `update`, but slots are then good for `writeSize`, `write` and `free` only. Left out it is `update`. */
  gather: (agg: usize, slots: usize, offset: usize, rows: usize, n: i32) => void
  /** Upper bound of the bytes that `write` writes. */
  writeSize: (slot: usize) => i32
  /** Writes the slot as a partial at `out`; returns the end. */
  write: (slot: usize, out: usize) => usize
  /** Folds in the partial at `partial`; returns its end. */
  merge: (slot: usize, partial: usize) => usize
  /** Folds the slot `from`, whose value stays, into `into`. */
  add: (into: usize, from: usize) => void
  /** As `add`, but `from`, which may give its memory away, is then good for `free` only. */
  absorb: (into: usize, from: usize) => void
  /** Releases what the slot owns. */
  free: (slot: usize) => void
  /** Reads a word of the memory that the slot owns, so that it is in the cache soon; 0 when it owns none. */
  touch: (slot: usize) => u32
  /** A digest of what the slot holds: equal for equal values, however they came about and wherever they lie. */
  digest: (slot: usize) => u64
  /**
   * Checks a partial that was stored, what `merge` takes on trust: it must lie before `limit` and be well formed, else
   * it fails with FAIL_CORRUPT_PARTIAL. Returns its end. A varint may be read up to ten bytes past the limit before it
   * is refused, which the input's slack allows.
   */
  check: (partial: usize, limit: usize) => usize
}

/**
 * Writes the result of a slot, which stays as it is, into a cell of a register of its type; over no values it is
 * null, or 0 if it counts. A STRING is a copy in scratch. False: the result is too large for its type, and null.
 */
export type AggregateFinish = (agg: usize, slot: usize, register: i32, row: i32) => bool

/** Codes below this, each with inputs of every type and with none. */
const CODES: u32 = 64
const TYPES: u32 = 6
/** Type of an aggregate without an input. */
export const NO_INPUT: i32 = 5
const ENTRY: usize = 8
/** CODES × TYPES × | family u32, 0 none | finish u32 | */
const TABLE: usize = memory.data(64 * 6 * 8, 16)

/** Defines the aggregate `code` over inputs of `type`. */
export function defineAggregate(code: u32, type: i32, family: AggregateFamily, finish: AggregateFinish): void {
  const entry = entryOf(code, type)
  if (changetype<usize>(family.gather) == 0) family.gather = family.update
  store<u32>(entry, <u32>changetype<usize>(family))
  store<u32>(entry, <u32>changetype<usize>(finish), 4)
}

/** Does the aggregate exist, and take inputs of this type? */
function isAggregate(code: u32, type: i32): bool {
  return code < CODES && load<u32>(entryOf(code, type)) != 0
}

/** The family of a plan's aggregate; fails with FAIL_BAD_PLAN when there is none of its code and type. */
export function familyOf(agg: usize): AggregateFamily {
  if (!isAggregate(aggregateCode(agg), inputType(agg))) fail(FAIL_BAD_PLAN, currentJob)
  return changetype<AggregateFamily>(<usize>load<u32>(entryOf(aggregateCode(agg), inputType(agg))))
}

/** What finishes a plan's aggregate, which must exist. */
export function finishOf(agg: usize): AggregateFinish {
  return changetype<AggregateFinish>(<usize>load<u32>(entryOf(aggregateCode(agg), inputType(agg)), 4))
}

function entryOf(code: u32, type: i32): usize {
  return TABLE + <usize>(code * TYPES + min(<u32>type, <u32>NO_INPUT)) * ENTRY
}

/** The functions of a family whose slots own nothing; its partials are no longer than a varint, unless it says more. */
export function plainFamily(family: AggregateFamily, slotSize: i32): void {
  family.slotSize = slotSize
  family.isPlain = true
  family.writeSize = (slot: usize): i32 => MAX_UNSIGNED_VARINT
  family.free = (slot: usize): void => {}
  family.touch = (slot: usize): u32 => 0
}
