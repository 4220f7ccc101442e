import { defineUnaryDouble, Sqrt } from '../unary-double'

/** The square root of a; null of what is negative. */
export function define(code: u32): void {
  defineUnaryDouble<Sqrt>(code)
}
