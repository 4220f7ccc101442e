import { defineUnaryDouble, Log10 } from '../unary-double'

/** The logarithm of a to base 10; null of what is not above zero. */
export function define(code: u32): void {
  defineUnaryDouble<Log10>(code)
}
