/** COUNT(DISTINCT x): an exact set of the values. */
import { BIGINT, BOOLEAN, DOUBLE, STRING, TIMESTAMP } from '../../column/vector'
import { distinctBooleans, finishDistinctBooleans } from '../distinct-booleans'
import { distinctStrings, finishDistinctStrings } from '../distinct-strings'
import { distinctDoubles, distinctIntegers, finishDistinctValues } from '../distinct-values'
import { defineAggregate } from '../family'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BOOLEAN, distinctBooleans, finishDistinctBooleans)
  defineAggregate(code, BIGINT, distinctIntegers, finishDistinctValues)
  defineAggregate(code, DOUBLE, distinctDoubles, finishDistinctValues)
  defineAggregate(code, STRING, distinctStrings, finishDistinctStrings)
  defineAggregate(code, TIMESTAMP, distinctIntegers, finishDistinctValues)
}
