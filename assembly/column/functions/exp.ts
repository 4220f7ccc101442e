import { defineUnaryDouble, Exp } from '../unary-double'

/** e to the power of a; null where it is beyond all DOUBLEs. */
export function define(code: u32): void {
  defineUnaryDouble<Exp>(code)
}
