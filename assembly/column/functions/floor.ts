import { defineUnaryDouble, Floor } from '../unary-double'

/** The greatest whole DOUBLE that is not above a. */
export function define(code: u32): void {
  defineUnaryDouble<Floor>(code)
}
