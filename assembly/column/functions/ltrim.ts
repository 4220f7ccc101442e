import { defineTrim, Left } from '../trim-ends'

/** A text without the spaces at its beginning. */
export function define(code: u32): void {
  defineTrim<Left>(code)
}
