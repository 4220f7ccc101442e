/** ARG_MAX(x, y): x of the row with the greatest y. */
import { BIGINT, BOOLEAN, DOUBLE, STRING, TIMESTAMP } from '../../column/vector'
import { argDoubleExtremes, argExtremes, finishArg } from '../arg-extremes'
import { defineAggregate } from '../family'
import { Greatest } from '../order'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BOOLEAN, argExtremes<Greatest>(), finishArg)
  defineAggregate(code, BIGINT, argExtremes<Greatest>(), finishArg)
  defineAggregate(code, DOUBLE, argDoubleExtremes<Greatest>(), finishArg)
  defineAggregate(code, STRING, argExtremes<Greatest>(), finishArg)
  defineAggregate(code, TIMESTAMP, argExtremes<Greatest>(), finishArg)
}
