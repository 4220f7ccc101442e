import { BOOLEAN, STRING } from '../column/vector'
import { FAIL_BAD_PLAN, currentJob, fail } from '../memory/failure'
import { AVG, COUNT, COUNT_ALL, COUNT_DISTINCT, MAX, MIN, PERCENTILE, SUM, aggregateKind, inputType } from './spec'

/** Families of aggregates: those of one have the same state. */
export const FAMILY_COUNT: i32 = 0
export const FAMILY_DISTINCT_STRINGS: i32 = 1
export const FAMILY_DISTINCT_VALUES: i32 = 2
export const FAMILY_DISTINCT_BOOLEANS: i32 = 3
export const FAMILY_SUM: i32 = 4
export const FAMILY_EXTREMES: i32 = 5
export const FAMILY_EXTREME_STRINGS: i32 = 6
export const FAMILY_PERCENTILE: i32 = 7

/** The family of a plan's aggregate; fails with FAIL_BAD_PLAN on a kind that does not exist or take the type. */
export function familyOf(agg: usize): i32 {
  const type = inputType(agg)
  switch (aggregateKind(agg)) {
    case COUNT_ALL:
    case COUNT:
      return FAMILY_COUNT
    case COUNT_DISTINCT:
      if (type == STRING) return FAMILY_DISTINCT_STRINGS
      return type == BOOLEAN ? FAMILY_DISTINCT_BOOLEANS : FAMILY_DISTINCT_VALUES
    case SUM:
    case AVG:
      return numeric(type, FAMILY_SUM)
    case MIN:
    case MAX:
      return type == STRING ? FAMILY_EXTREME_STRINGS : FAMILY_EXTREMES
    case PERCENTILE:
      return numeric(type, FAMILY_PERCENTILE)
    default:
      fail(FAIL_BAD_PLAN, currentJob)
      return -1
  }
}

function numeric(type: i32, family: i32): i32 {
  if (type == STRING || type == BOOLEAN) fail(FAIL_BAD_PLAN, currentJob)
  return family
}
