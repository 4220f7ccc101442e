import { defineCaseMap } from '../case-map'

/** A text in lower case. The constant block is the table of letters, drawn in case-map.ts. */
export function define(code: u32): void {
  defineCaseMap(code)
}
