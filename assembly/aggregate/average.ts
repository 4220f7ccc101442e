import { DOUBLE } from '../column/vector'
import { writeDouble } from '../output/number-text'
import { int128Divide, int128DivideTruncated } from './int128'
import { inputType, truncates } from './spec'
import { SUM_VALUE, sumCount } from './sum'
import { accumulatorDivide } from './superaccumulator'

/** Writes the AVG of a slot of sum.ts that is not empty: the double nearest to the exact sum / count. */
export function averageResult(agg: usize, slot: usize, out: usize): usize {
  return writeDouble(average(agg, slot), out)
}

function average(agg: usize, slot: usize): f64 {
  const count = sumCount(slot)
  if (inputType(agg) == DOUBLE) return accumulatorDivide(slot + SUM_VALUE, count)
  if (truncates(agg)) return <f64>int128DivideTruncated(slot + SUM_VALUE, count)
  return int128Divide(slot + SUM_VALUE, count)
}
