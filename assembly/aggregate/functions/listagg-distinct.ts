/** LISTAGG(DISTINCT x, separator): the distinct values by code point, as many as fit a bound. */
import { STRING } from '../../column/vector'
import { defineAggregate } from '../family'
import { finishList, distinctLists } from '../lists'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  defineAggregate(code, STRING, distinctLists, finishList)
}
