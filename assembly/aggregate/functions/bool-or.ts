/** BOOL_OR(x): true once a value is true. */
import { BOOLEAN } from '../../column/vector'
import { booleanExtremes, finishBoolean } from '../extremes'
import { defineAggregate } from '../family'
import { Greatest } from '../order'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BOOLEAN, booleanExtremes<Greatest>(), finishBoolean)
}
