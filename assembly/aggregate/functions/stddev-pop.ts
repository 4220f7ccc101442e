/** STDDEV_POP(x): the root of the exact variance of a population. */
import { BIGINT, DOUBLE } from '../../column/vector'
import { defineAggregate } from '../family'
import { doubleMoments, finishDoubleMoments, finishIntegerMoments, integerMoments } from '../moments'
import { POPULATION } from '../variance'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BIGINT, integerMoments, finishIntegerStddevPop)
  defineAggregate(code, DOUBLE, doubleMoments, finishDoubleStddevPop)
}

/** AggregateFinish over integers. */
export function finishIntegerStddevPop(agg: usize, slot: usize, register: i32, row: i32): bool {
  return finishIntegerMoments(slot, register, row, POPULATION, true)
}

/** AggregateFinish over doubles. */
export function finishDoubleStddevPop(agg: usize, slot: usize, register: i32, row: i32): bool {
  return finishDoubleMoments(slot, register, row, POPULATION, true)
}
