/** PERCENTILE(x, fraction), exact. */
import { BIGINT, DOUBLE, TIMESTAMP } from '../../column/vector'
import { defineAggregate } from '../family'
import {
  doublePercentiles,
  finishDoublePercentile,
  finishIntegerPercentile,
  integerPercentiles
} from '../percentiles'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BIGINT, integerPercentiles, finishIntegerPercentile)
  defineAggregate(code, DOUBLE, doublePercentiles, finishDoublePercentile)
  defineAggregate(code, TIMESTAMP, integerPercentiles, finishIntegerPercentile)
}
