import { defineArithmetic, Times } from '../arithmetic'

/** a * b. */
export function define(code: u32): void {
  defineArithmetic<Times>(code)
}
