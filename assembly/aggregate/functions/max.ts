/** MAX(x): the greatest value. */
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
import { Greatest } from '../order'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BOOLEAN, booleanExtremes<Greatest>(), finishBoolean)
  defineAggregate(code, BIGINT, integerExtremes<Greatest>(), finishInteger)
  defineAggregate(code, DOUBLE, doubleExtremes<Greatest>(), finishDouble)
  defineAggregate(code, STRING, stringExtremes<Greatest>(), finishString)
  defineAggregate(code, TIMESTAMP, integerExtremes<Greatest>(), finishInteger)
}
