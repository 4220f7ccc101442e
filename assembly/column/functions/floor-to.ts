import { defineUnitOf, Current } from '../time-unit'

/** When the unit of time a began. */
export function define(code: u32): void {
  defineUnitOf<Current>(code)
}
