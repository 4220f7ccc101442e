import { defineArithmetic, Minus } from '../arithmetic'

/** a - b. */
export function define(code: u32): void {
  defineArithmetic<Minus>(code)
}
