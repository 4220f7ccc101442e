/** COUNT(x): rows in which x is not null. */
import { BIGINT, BOOLEAN, DOUBLE, STRING, TIMESTAMP } from '../../column/vector'
import { countBooleans, countNumbers, countStrings, finishCount } from '../counts'
import { defineAggregate } from '../family'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BOOLEAN, countBooleans, finishCount)
  defineAggregate(code, BIGINT, countNumbers, finishCount)
  defineAggregate(code, DOUBLE, countNumbers, finishCount)
  defineAggregate(code, STRING, countStrings, finishCount)
  defineAggregate(code, TIMESTAMP, countNumbers, finishCount)
}
