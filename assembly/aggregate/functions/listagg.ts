/** LISTAGG(x, separator): the values by time, as many as fit a bound. */
import { STRING } from '../../column/vector'
import { defineAggregate } from '../family'
import { finishList, lists } from '../lists'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, STRING, lists, finishList)
}
