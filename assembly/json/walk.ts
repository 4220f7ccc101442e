import { scratchAllocate } from '../memory/scratch'
import { CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from '../text/ascii'
import { readField, storeContainer } from './field'
import { skipColon, skipValue } from './skip'
import { closingQuote, plainEnd, stringStops } from './strings'
import {
  elementIndex,
  elementNode,
  enterNode,
  findChild,
  firstElement,
  NO_FIELD,
  nodeHasChildren,
  nodeHasElements,
  nodeType,
  nextElement
} from './trie'
import { unescape } from './unescape'
import { skipSpace } from './whitespace'

/**
 * The walk over a document: strict RFC 8259 with what the grammar of the input allows more (control bytes in
 * strings, NaN for a wanted field), by recursive descent along the wanted paths only. Every function that takes
 * a value returns the address after it, 0 = malformed.
 */

/** The node that the last key by {@link skipUnusualKey} leads to, 0 = none. */
let unusualChild: usize = 0

/**
 * Takes an object after its brace, the `depth`-th of those in one another, along the children of `node`. It
 * recurses no deeper than the trie, which trieLoad keeps within what documents may nest.
 */
export function walkObject(p: usize, node: usize, row: usize, depth: i32): usize {
  p = skipSpace(p)
  if (load<u8>(p) == CLOSE_BRACE) return p + 1
  while (true) {
    if (load<u8>(p) != QUOTE) return 0
    p++
    let child: usize
    const first = v128.load(p)
    // Sixteen when there is no stop; a quote may then still follow at once.
    const length: usize = ctz(stringStops(first) | 0x10000)
    if (load<u8>(p + length) == QUOTE) {
      child = findChild(node, p, length, first)
      p += length + 1
    } else {
      p = skipUnusualKey(p, node)
      if (p == 0) return 0
      child = unusualChild
    }
    p = skipColon(p)
    if (p == 0) return 0
    p = child == 0 ? skipValue(p, depth) : readValue(p, child, row, depth)
    if (p == 0) return 0
    p = skipSpace(p)
    const char = load<u8>(p)
    if (char != COMMA) return char == CLOSE_BRACE ? p + 1 : 0
    p = skipSpace(p + 1)
  }
}

/** Takes a key that is long or has escapes, and finds its node. */
function skipUnusualKey(p: usize, node: usize): usize {
  const stop = plainEnd(p)
  const quote = closingQuote(stop)
  if (quote == 0) return 0
  let key = p
  let length = quote - p
  if (stop != quote) {
    key = scratchAllocate(length + 16)
    length = unescape(p, quote, key)
  }
  unusualChild = findChild(node, key, length, v128.load(key))
  return quote + 1
}

/** Takes the value of a wanted key or element. */
export function readValue(p: usize, node: usize, row: usize, depth: i32): usize {
  if (!nodeHasChildren(node)) return readField(p, node, row, depth)
  enterNode(node, row)
  const char = load<u8>(p)
  let end: usize
  if (char == OPEN_BRACE) end = walkObject(p + 1, node, row, depth + 1)
  else if (char == OPEN_BRACKET && nodeHasElements(node)) end = walkArray(p + 1, node, row, depth + 1)
  else return nodeType(node) == NO_FIELD ? skipValue(p, depth) : readField(p, node, row, depth)
  if (end != 0 && nodeType(node) != NO_FIELD) storeContainer(p, end, node, row)
  return end
}

/** Takes an array after its bracket, the `depth`-th of containers in one another, along the elements of `node`. */
function walkArray(p: usize, node: usize, row: usize, depth: i32): usize {
  p = skipSpace(p)
  if (load<u8>(p) == CLOSE_BRACKET) return p + 1
  let wanted = firstElement(node)
  let index: u32 = 1
  while (true) {
    if (wanted != 0 && elementIndex(wanted) == index) {
      p = readValue(p, elementNode(wanted), row, depth)
      wanted = nextElement(node, wanted)
    } else {
      p = skipValue(p, depth)
    }
    if (p == 0) return 0
    p = skipSpace(p)
    const char = load<u8>(p)
    if (char != COMMA) return char == CLOSE_BRACKET ? p + 1 : 0
    p = skipSpace(p + 1)
    index++
  }
}
