/** SUM(x), exact: a double is rounded once, an integer beyond 64 bits is null. */
import { cellDouble, cellInteger, cellNull } from '../../column/cell'
import { BIGINT, DOUBLE } from '../../column/vector'
import { defineAggregate } from '../family'
import { int128IsShort } from '../int128'
import { SUM_VALUE, doubleSums, integerSums, sumCount } from '../sums'
import { accumulatorDivide } from '../superaccumulator'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BIGINT, integerSums, finishIntegerSum)
  defineAggregate(code, DOUBLE, doubleSums, finishDoubleSum)
}

/** AggregateFinish of sums of integers. */
export function finishIntegerSum(agg: usize, slot: usize, register: i32, row: i32): bool {
  const fits = int128IsShort(slot + SUM_VALUE)
  if (fits && sumCount(slot) != 0) cellInteger(register, row, load<i64>(slot, SUM_VALUE))
  else cellNull(register, row)
  return fits
}

/** AggregateFinish of sums of doubles. */
export function finishDoubleSum(agg: usize, slot: usize, register: i32, row: i32): bool {
  if (sumCount(slot)) cellDouble(register, row, accumulatorDivide(slot + SUM_VALUE, 1))
  else cellNull(register, row)
  return true
}
