import { defineArithmetic, Divide } from '../arithmetic'

/** a / b, of BIGINT cut toward zero. */
export function define(code: u32): void {
  defineArithmetic<Divide>(code)
}
