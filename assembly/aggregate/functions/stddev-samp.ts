/** STDDEV_SAMP(x): the root of the exact variance of a sample. */
import { BIGINT, DOUBLE } from '../../column/vector'
import { defineAggregate } from '../family'
import { doubleMoments, finishDoubleMoments, finishIntegerMoments, integerMoments } from '../moments'
import { SAMPLE } from '../variance'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BIGINT, integerMoments, finishIntegerStddevSamp)
  defineAggregate(code, DOUBLE, doubleMoments, finishDoubleStddevSamp)
}

/** AggregateFinish over integers. */
export function finishIntegerStddevSamp(agg: usize, slot: usize, register: i32, row: i32): bool {
  return finishIntegerMoments(slot, register, row, SAMPLE, true)
}

/** AggregateFinish over doubles. */
export function finishDoubleStddevSamp(agg: usize, slot: usize, register: i32, row: i32): bool {
  return finishDoubleMoments(slot, register, row, SAMPLE, true)
}
