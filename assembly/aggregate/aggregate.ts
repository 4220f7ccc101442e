import * as count from './count'
import * as distinctStrings from './distinct-strings'
import * as distinctValues from './distinct-values'
import * as extremeStrings from './extreme-strings'
import * as extremes from './extremes'
import * as family from './family'
import { familyOf } from './family'
import * as percentile from './percentile'
import { COUNT_ALL, aggregateKind, inputRegister, inputType } from './spec'
import * as sum from './sum'
import { MAX_UNSIGNED_VARINT } from './unsigned-varint'

/**
 * Aggregates by kind and input type. `agg` is the address of an aggregate's entry in the plan (spec.ts); its state
 * is a *slot* of fixed size, 8-byte aligned, inside a group's row; a slot may own blocks of memory besides.
 *
 * A *partial* is a slot's state as bytes, of any alignment, for another module to merge. Merging is associative and
 * commutative to the bit: results do not depend on how rows were cut into partials.
 */

/** Bytes of a slot. Fails with FAIL_BAD_PLAN on a kind that does not exist or does not take the input's type. */
export function aggregateSlotSize(agg: usize): i32 {
  switch (familyOf(agg)) {
    case family.FAMILY_DISTINCT_STRINGS:
      return distinctStrings.DISTINCT_STRINGS_SLOT
    case family.FAMILY_DISTINCT_VALUES:
    case family.FAMILY_DISTINCT_BOOLEANS:
      return distinctValues.DISTINCT_VALUES_SLOT
    case family.FAMILY_SUM:
      return sum.SUM_SLOT
    case family.FAMILY_EXTREMES:
      return extremes.EXTREME_SLOT
    case family.FAMILY_EXTREME_STRINGS:
      return extremeStrings.EXTREME_STRING_SLOT
    case family.FAMILY_PERCENTILE:
      return percentile.PERCENTILE_SLOT
    default:
      return count.COUNT_SLOT
  }
}

/** Makes a slot the aggregate of no rows. */
export function aggregateInit(agg: usize, slot: usize): void {
  memory.fill(slot, 0, aggregateSlotSize(agg))
}

/**
 * Folds `n` rows of the current vector in.
 * @param slots u32[n]: for each row the address of its group
 * @param offset from a group's address to this aggregate's slot
 * @param rows u16[n]: row numbers in the vector
 */
export function aggregateUpdate(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  switch (familyOf(agg)) {
    case family.FAMILY_DISTINCT_STRINGS:
      return distinctStrings.distinctStringsUpdate(inputRegister(agg), slots, offset, rows, n)
    case family.FAMILY_DISTINCT_VALUES:
      return distinctValues.distinctValuesUpdate(inputRegister(agg), inputType(agg), slots, offset, rows, n)
    case family.FAMILY_DISTINCT_BOOLEANS:
      return distinctValues.distinctBooleansUpdate(inputRegister(agg), slots, offset, rows, n)
    case family.FAMILY_SUM:
      return sum.sumUpdate(agg, slots, offset, rows, n)
    case family.FAMILY_EXTREMES:
      return extremes.extremesUpdate(agg, slots, offset, rows, n)
    case family.FAMILY_EXTREME_STRINGS:
      return extremeStrings.extremeStringsUpdate(agg, slots, offset, rows, n)
    case family.FAMILY_PERCENTILE:
      return percentile.percentileUpdate(agg, slots, offset, rows, n)
    default:
      if (aggregateKind(agg) == COUNT_ALL) return count.countAllUpdate(slots, offset, n)
      return count.countUpdate(agg, slots, offset, rows, n)
  }
}

/** Upper bound of the bytes that `aggregateWrite` writes. */
export function aggregateWriteSize(agg: usize, slot: usize): i32 {
  switch (familyOf(agg)) {
    case family.FAMILY_DISTINCT_STRINGS:
      return distinctStrings.distinctStringsWriteSize(slot)
    case family.FAMILY_DISTINCT_VALUES:
      return distinctValues.distinctValuesWriteSize(slot)
    case family.FAMILY_SUM:
      return sum.sumWriteSize(agg, slot)
    case family.FAMILY_EXTREME_STRINGS:
      return extremeStrings.extremeStringsWriteSize(slot)
    case family.FAMILY_PERCENTILE:
      return percentile.percentileWriteSize(slot)
    default:
      return MAX_UNSIGNED_VARINT
  }
}

/** Writes the slot as a partial at `out`; returns the end. */
export function aggregateWrite(agg: usize, slot: usize, out: usize): usize {
  switch (familyOf(agg)) {
    case family.FAMILY_DISTINCT_STRINGS:
      return distinctStrings.distinctStringsWrite(slot, out)
    case family.FAMILY_DISTINCT_VALUES:
      return distinctValues.distinctValuesWrite(slot, out)
    case family.FAMILY_DISTINCT_BOOLEANS:
      return distinctValues.distinctBooleansWrite(slot, out)
    case family.FAMILY_SUM:
      return sum.sumWrite(agg, slot, out)
    case family.FAMILY_EXTREMES:
      return extremes.extremesWrite(slot, out)
    case family.FAMILY_EXTREME_STRINGS:
      return extremeStrings.extremeStringsWrite(slot, out)
    case family.FAMILY_PERCENTILE:
      return percentile.percentileWrite(slot, out)
    default:
      return count.countWrite(slot, out)
  }
}

/** Folds in the partial at `partial`; returns its end. */
export function aggregateMerge(agg: usize, slot: usize, partial: usize): usize {
  switch (familyOf(agg)) {
    case family.FAMILY_DISTINCT_STRINGS:
      return distinctStrings.distinctStringsMerge(slot, partial)
    case family.FAMILY_DISTINCT_VALUES:
      return distinctValues.distinctValuesMerge(slot, partial)
    case family.FAMILY_DISTINCT_BOOLEANS:
      return distinctValues.distinctBooleansMerge(slot, partial)
    case family.FAMILY_SUM:
      return sum.sumMerge(agg, slot, partial)
    case family.FAMILY_EXTREMES:
      return extremes.extremesMerge(agg, slot, partial)
    case family.FAMILY_EXTREME_STRINGS:
      return extremeStrings.extremeStringsMerge(agg, slot, partial)
    case family.FAMILY_PERCENTILE:
      return percentile.percentileMerge(slot, partial)
    default:
      return count.countMerge(slot, partial)
  }
}

/** Folds the slot `from` into `into`; `from` is then good for `aggregateFree` only. */
export function aggregateMergeSlots(agg: usize, into: usize, from: usize): void {
  switch (familyOf(agg)) {
    case family.FAMILY_DISTINCT_STRINGS:
      return distinctStrings.distinctStringsMergeSlots(into, from)
    case family.FAMILY_DISTINCT_VALUES:
      return distinctValues.distinctValuesMergeSlots(into, from)
    case family.FAMILY_DISTINCT_BOOLEANS:
      return distinctValues.distinctBooleansMergeSlots(into, from)
    case family.FAMILY_SUM:
      return sum.sumMergeSlots(agg, into, from)
    case family.FAMILY_EXTREMES:
      return extremes.extremesMergeSlots(agg, into, from)
    case family.FAMILY_EXTREME_STRINGS:
      return extremeStrings.extremeStringsMergeSlots(agg, into, from)
    case family.FAMILY_PERCENTILE:
      return percentile.percentileMergeSlots(into, from)
    default:
      return count.countMergeSlots(into, from)
  }
}

/** Releases what the slot owns. */
export function aggregateFree(agg: usize, slot: usize): void {
  switch (familyOf(agg)) {
    case family.FAMILY_DISTINCT_STRINGS:
      return distinctStrings.distinctStringsFree(slot)
    case family.FAMILY_DISTINCT_VALUES:
      return distinctValues.distinctValuesFree(slot)
    case family.FAMILY_SUM:
      return sum.sumFree(agg, slot)
    case family.FAMILY_EXTREME_STRINGS:
      return extremeStrings.extremeStringsFree(slot)
    case family.FAMILY_PERCENTILE:
      return percentile.percentileFree(slot)
    default:
  }
}

/** Reads a word of the memory that the slot owns, so that it is in the cache soon; 0 when it owns none. */
export function aggregateTouch(agg: usize, slot: usize): u32 {
  switch (familyOf(agg)) {
    case family.FAMILY_DISTINCT_STRINGS:
      return distinctStrings.distinctStringsTouch(slot)
    case family.FAMILY_SUM:
      return sum.sumTouch(agg, slot)
    case family.FAMILY_DISTINCT_VALUES:
    case family.FAMILY_EXTREME_STRINGS:
    case family.FAMILY_PERCENTILE:
      // The first word of these slots is the address.
      return load<u32>(<usize>load<u32>(slot))
    default:
      return 0
  }
}
