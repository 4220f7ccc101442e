import { defineTrim, Right } from '../trim-ends'

/** A text without the spaces at its end. */
export function define(code: u32): void {
  defineTrim<Right>(code)
}
