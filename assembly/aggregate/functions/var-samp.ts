/** VAR_SAMP(x): the exact variance of a sample, rounded once. */
import { BIGINT, DOUBLE } from '../../column/vector'
import { defineAggregate } from '../family'
import { doubleMoments, finishDoubleMoments, finishIntegerMoments, integerMoments } from '../moments'
import { SAMPLE } from '../variance'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BIGINT, integerMoments, finishIntegerVarSamp)
  defineAggregate(code, DOUBLE, doubleMoments, finishDoubleVarSamp)
}

/** AggregateFinish over integers. */
export function finishIntegerVarSamp(agg: usize, slot: usize, register: i32, row: i32): bool {
  return finishIntegerMoments(slot, register, row, SAMPLE, false)
}

/** AggregateFinish over doubles. */
export function finishDoubleVarSamp(agg: usize, slot: usize, register: i32, row: i32): bool {
  return finishDoubleMoments(slot, register, row, SAMPLE, false)
}
