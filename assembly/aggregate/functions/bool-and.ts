/** BOOL_AND(x): true while no value is false. */
import { BOOLEAN } from '../../column/vector'
import { booleanExtremes, finishBoolean } from '../extremes'
import { defineAggregate } from '../family'
import { Least } from '../order'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, BOOLEAN, booleanExtremes<Least>(), finishBoolean)
}
