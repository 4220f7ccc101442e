import { defineArithmetic, Plus } from '../arithmetic'

/** a + b. */
export function define(code: u32): void {
  defineArithmetic<Plus>(code)
}
