/** VAR_POP(x): the exact variance of a population, rounded once. */
import { BIGINT, DOUBLE } from '../../column/vector'
import { defineAggregate } from '../family'
import { doubleMoments, finishDoubleMoments, finishIntegerMoments, integerMoments } from '../moments'
import { POPULATION } from '../variance'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BIGINT, integerMoments, finishIntegerVarPop)
  defineAggregate(code, DOUBLE, doubleMoments, finishDoubleVarPop)
}

/** AggregateFinish over integers. */
export function finishIntegerVarPop(agg: usize, slot: usize, register: i32, row: i32): bool {
  return finishIntegerMoments(slot, register, row, POPULATION, false)
}

/** AggregateFinish over doubles. */
export function finishDoubleVarPop(agg: usize, slot: usize, register: i32, row: i32): bool {
  return finishDoubleMoments(slot, register, row, POPULATION, false)
}
