import { defineUnitOf, Next } from '../time-unit'

/** When the next unit of time a begins, a itself where it is a beginning. */
export function define(code: u32): void {
  defineUnitOf<Next>(code)
}
