/** FIRST_VALUE(x): x of the row with the earliest time. */
import { BIGINT, BOOLEAN, DOUBLE, STRING, TIMESTAMP } from '../../column/vector'
import { argDoubleExtremes, argExtremes, finishArg } from '../arg-extremes'
import { defineAggregate } from '../family'
import { Least } from '../order'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BOOLEAN, argExtremes<Least>(), finishArg)
  defineAggregate(code, BIGINT, argExtremes<Least>(), finishArg)
  defineAggregate(code, DOUBLE, argDoubleExtremes<Least>(), finishArg)
  defineAggregate(code, STRING, argExtremes<Least>(), finishArg)
  defineAggregate(code, TIMESTAMP, argExtremes<Least>(), finishArg)
}
