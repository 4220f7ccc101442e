/** AVG(x): the double nearest to the exact sum / count; of integers without its fraction, when the plan says so. */
import { cellDouble, cellNull } from '../../column/cell'
import { BIGINT, DOUBLE } from '../../column/vector'
import { defineAggregate } from '../family'
import { int128Divide, int128DivideTruncated } from '../int128'
import { truncates } from '../spec'
import { SUM_VALUE, doubleSums, integerSums, sumCount } from '../sums'
import { accumulatorDivide } from '../superaccumulator'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BIGINT, integerSums, finishIntegerMean)
  defineAggregate(code, DOUBLE, doubleSums, finishDoubleMean)
}

/** AggregateFinish of sums of integers. */
export function finishIntegerMean(agg: usize, slot: usize, register: i32, row: i32): bool {
  const count = sumCount(slot)
  if (!count) cellNull(register, row)
  else if (truncates(agg)) cellDouble(register, row, <f64>int128DivideTruncated(slot + SUM_VALUE, count))
  else cellDouble(register, row, int128Divide(slot + SUM_VALUE, count))
  return true
}

/** AggregateFinish of sums of doubles. */
export function finishDoubleMean(agg: usize, slot: usize, register: i32, row: i32): bool {
  const count = sumCount(slot)
  if (count) cellDouble(register, row, accumulatorDivide(slot + SUM_VALUE, count))
  else cellNull(register, row)
  return true
}
