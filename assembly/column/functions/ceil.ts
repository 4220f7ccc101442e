import { defineUnaryDouble, Ceil } from '../unary-double'

/** The least whole DOUBLE that is not below a. */
export function define(code: u32): void {
  defineUnaryDouble<Ceil>(code)
}
