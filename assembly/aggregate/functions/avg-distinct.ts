/** AVG(DISTINCT x): over an exact set of the values. */
import { BIGINT, DOUBLE } from '../../column/vector'
import { finishOverDistinct } from '../distinct-folds'
import { distinctDoubles, distinctIntegers } from '../distinct-values'
import { defineAggregate } from '../family'
import { addDoubleToSum, addIntegerToSum, doubleSums, integerSums } from '../sums'
import { finishDoubleMean, finishIntegerMean } from './avg'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BIGINT, distinctIntegers, finishIntegers)
  defineAggregate(code, DOUBLE, distinctDoubles, finishDoubles)
}

function finishIntegers(agg: usize, slot: usize, register: i32, row: i32): bool {
  return finishOverDistinct(agg, slot, register, row, integerSums, addIntegerToSum, finishIntegerMean)
}

function finishDoubles(agg: usize, slot: usize, register: i32, row: i32): bool {
  return finishOverDistinct(agg, slot, register, row, doubleSums, addDoubleToSum, finishDoubleMean)
}
