import { defineTrim, Both } from '../trim-ends'

/** A text without the spaces at both of its ends. */
export function define(code: u32): void {
  defineTrim<Both>(code)
}
