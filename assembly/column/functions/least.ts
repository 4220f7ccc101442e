import { defineExtreme, Less } from '../extreme'

/** The less one of a and b, of one type; text by code point. */
export function define(code: u32): void {
  defineExtreme<Less>(code)
}
