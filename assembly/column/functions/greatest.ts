import { defineExtreme, Greater } from '../extreme'

/** The greater one of a and b, of one type; text by code point. */
export function define(code: u32): void {
  defineExtreme<Greater>(code)
}
