import { BIGINT, STRING, TIMESTAMP } from '../column/vector'
import { isDigit, MINUS, QUOTE } from '../text/ascii'
import { nodeHasElements, nodeType } from './trie'

/**
 * A template: the layout of one valid document, to be laid over others. Producers repeat the order of members
 * and the whitespace, so most documents are those of the one before with other values.
 *
 *     header, TEMPLATE_HEADER
 *     ┌─────────┬──────────────────────────────┬─────────────────┬──────────────────────────┐
 *     │ 0 bytes │ 4 offset of the absent nodes │ 8 count of them │ 12 offset of the regions │
 *     └─────────┴──────────────────────────────┴─────────────────┴──────────────────────────┘
 *     steps: a run of literal bytes (structure, keys, whitespace), then the hole of a value
 *     ┌──────────────┬──────────────┬──────────────────┬─────────────────┐
 *     │ 0 kind u8, - │ 2 depth u16  │ 4 literal length │ 8 node, 0 none  │
 *     ├──────────────┼──────────────┼──────────────────┴─────────────────┤
 *     │ 12 data      │ 16 aux       │ 20 bytes of the step │ 24 - │ 28 - │
 *     ├──────────────┴──────────────┴────────────────────────────────────┤
 *     │ 32 literal, padded with zeros to a multiple of 16                │
 *     └──────────────────────────────────────────────────────────────────┘
 *     absent nodes, u32 addresses: the fields' nodes that the layout has no member for
 *     regions, REGION_BYTES each: the unwanted objects (but not those in them), from brace to brace, as
 *     offsets of steps and of bytes in their literals
 *     ┌─────────────┬─────────┬──────────────┬─────────────┬──────────┐
 *     │ 0 open step │ 4 brace │ 8 close step │ 12 its end  │ 16 depth │
 *     └─────────────┴─────────┴──────────────┴─────────────┴──────────┘
 *
 * The last step has no hole. A hole takes any value but an object where wanted paths go on; its kind only
 * says which one to expect. An array of which elements are wanted is one hole. Depth is how many containers a value lies in.
 */

export const TEMPLATE_HEADER: usize = 16
export const TEMPLATE_ABSENT: usize = 4
export const TEMPLATE_ABSENT_COUNT: usize = 8
export const TEMPLATE_REGIONS: usize = 12

/** All from here on tells two steps apart. */
export const STEP_DEPTH: usize = 2
export const STEP_LENGTH: usize = 4
export const STEP_NODE: usize = 8
export const STEP_DATA: usize = 12
export const STEP_AUX: usize = 16
export const STEP_BYTES: usize = 20
export const STEP_LITERAL: usize = 32

export const REGION_BRACE: usize = 4
export const REGION_CLOSE_STEP: usize = 8
export const REGION_CLOSE_END: usize = 12
export const REGION_DEPTH: usize = 16
export const REGION_BYTES: usize = 20

/** Steps are multiples of this. */
export const STEP_UNIT: usize = 16
/** Templates may take this much. */
export const TEMPLATE_MOST_BYTES: i32 = 32768
/** Bytes that may be read past a template. */
export const TEMPLATE_SLACK: usize = 16

/** The end of the document. */
export const KIND_END: u8 = 0
/** A string that nobody wants. */
export const KIND_STRING: u8 = 1
/** A string for a field of type STRING. */
export const KIND_TEXT: u8 = 2
/** A number that nobody wants. */
export const KIND_NUMBER: u8 = 3
/** A number for a field of type BIGINT or TIMESTAMP. */
export const KIND_INTEGER: u8 = 4
/** Any other value. */
export const KIND_VALUE: u8 = 5

/** The kind of hole to expect where a value begins with `char`; `kind` when that says nothing. */
export function kindOf(char: u8, node: usize, kind: u8): u8 {
  // Of a value that may be an array with wanted elements nothing is to be expected.
  if (node != 0 && nodeHasElements(node)) return KIND_VALUE
  const type = node == 0 ? 0 : nodeType(node)
  if (char == QUOTE) return node == 0 ? KIND_STRING : type == STRING ? KIND_TEXT : KIND_VALUE
  if (!isDigit(char) && char != MINUS) return kind
  if (node == 0) return KIND_NUMBER
  return type == BIGINT || type == TIMESTAMP ? KIND_INTEGER : KIND_VALUE
}
