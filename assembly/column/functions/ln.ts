import { defineUnaryDouble, Ln } from '../unary-double'

/** The natural logarithm of a; null of what is not above zero. */
export function define(code: u32): void {
  defineUnaryDouble<Ln>(code)
}
