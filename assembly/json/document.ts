import { scratchAllocate } from '../memory/scratch'
import { CLOSE_BRACE, COMMA, OPEN_BRACE, QUOTE } from '../text/ascii'
import { readField, storeContainer } from './field'
import { skipColon, skipValue } from './skip'
import { closingQuote, plainEnd, setTextEnd, stringStops } from './strings'
import { matchAny, noteMiss, templatesForget } from './template-set'
import {
  clearRow,
  enterNode,
  findChild,
  NO_FIELD,
  nodeHasChildren,
  nodeType,
  trieLoad,
  trieRoot
} from './trie'
import { unescape } from './unescape'
import { isUtf8 } from '../text/utf8'
import { skipSpace } from './whitespace'

/**
 * One document into its row: by a template of a layout seen before, or else by the walk over it, strict RFC
 * 8259 with what the grammar of the input allows more (control bytes in strings, NaN for a wanted field), by
 * recursive descent along the wanted paths only. Every function that takes a value returns the address after
 * it, 0 = malformed.
 */

/** The node that the last key by {@link skipUnusualKey} leads to, 0 = none. */
let unusualChild: usize = 0

/** Makes the scanner ready for the wanted paths of a plan, see trieLoad. */
export function scannerCreate(plan: usize, trieOffset: u32): void {
  templatesForget()
  trieLoad(plan, trieOffset)
}

/**
 * Parses one whole document and writes its fields into row `row` of their registers; fields that it lacks are
 * null. The byte after the text is overwritten for the time of the call; 64 bytes past the text are read.
 * @param ptr address of the text
 * @param length bytes of the text
 * @returns false = malformed; the row's fields are then undefined
 */
export function scanDocument(ptr: usize, length: i32, row: i32): bool {
  const end = ptr + <u32>length
  const saved = load<u8>(end)
  store<u8>(end, 0)
  setTextEnd(end)
  const valid = matchAny(ptr, end, row) || scanText(ptr, end, row)
  store<u8>(end, saved)
  return valid
}

/** Parses a text that no template fits. */
function scanText(p: usize, end: usize, row: usize): bool {
  clearRow(row)
  if (!isUtf8(p, end - p) || walkDocument(p, row) != end) return false
  noteMiss(p, end)
  return true
}

/**
 * Takes the root object and the whitespace around it; where it stops short of the text's end, more follows.
 */
function walkDocument(p: usize, row: usize): usize {
  p = skipSpace(p)
  if (load<u8>(p) != OPEN_BRACE) return 0
  p = walkObject(p + 1, trieRoot(), row, 1)
  return p == 0 ? 0 : skipSpace(p)
}

/**
 * Takes an object after its brace, the `depth`-th of those in one another, along the children of `node`. It
 * recurses no deeper than the trie, which trieLoad keeps within what documents may nest.
 */
function walkObject(p: usize, node: usize, row: usize, depth: i32): usize {
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

/** Takes the value of a wanted key. */
function readValue(p: usize, node: usize, row: usize, depth: i32): usize {
  if (!nodeHasChildren(node)) return readField(p, node, row, depth)
  enterNode(node, row)
  if (load<u8>(p) != OPEN_BRACE) {
    return nodeType(node) == NO_FIELD ? skipValue(p, depth) : readField(p, node, row, depth)
  }
  const end = walkObject(p + 1, node, row, depth + 1)
  if (end != 0 && nodeType(node) != NO_FIELD) storeContainer(p, end, node, row)
  return end
}
