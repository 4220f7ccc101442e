/** MIN(x): the least value. */
import { BIGINT, BOOLEAN, DOUBLE, STRING, TIMESTAMP } from '../../column/vector'
import { finishString, stringExtremes } from '../extreme-strings'
import {
  booleanExtremes,
  doubleExtremes,
  finishBoolean,
  finishDouble,
  finishInteger,
  integerExtremes
} from '../extremes'
import { defineAggregate } from '../family'
import { Least } from '../order'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BOOLEAN, booleanExtremes<Least>(), finishBoolean)
  defineAggregate(code, BIGINT, integerExtremes<Least>(), finishInteger)
  defineAggregate(code, DOUBLE, doubleExtremes<Least>(), finishDouble)
  defineAggregate(code, STRING, stringExtremes<Least>(), finishString)
  defineAggregate(code, TIMESTAMP, integerExtremes<Least>(), finishInteger)
}
