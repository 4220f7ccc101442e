import { BOOLEAN, DOUBLE, FALSE, STRING, TRUE } from '../column/vector'
import { scratchAllocate } from '../memory/scratch'
import {
  CLOSE_BRACE,
  COMMA,
  LOWER_F,
  LOWER_N,
  LOWER_T,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  UPPER_N,
  WORD_ALSE,
  WORD_NULL,
  WORD_TRUE
} from './ascii'
import { storeDouble, storeNull, storeText } from './coerce'
import { compact, compactSize } from './compact'
import { decimalToDouble, readInteger, skipNumber } from './numbers'
import { skipColon, skipContainer, skipValue } from './skip'
import { closingQuote, plainEnd, setTextEnd, stringStops } from './strings'
import {
  clearRow,
  enterNode,
  findChild,
  NO_FIELD,
  nodeAux,
  nodeData,
  nodeHasChildren,
  nodeType,
  trieRoot
} from './trie'
import { unescape } from './unescape'
import { isUtf8 } from './utf8'
import { skipSpace } from './whitespace'

/**
 * The walk over one document: strict RFC 8259 with what the grammar of the input allows more (control bytes
 * in strings, NaN for a wanted field), by recursive descent along the wanted paths only. Every function that
 * takes a value returns the address after it, 0 = malformed.
 */

/** The node that the last key by {@link skipUnusualKey} leads to, 0 = none. */
let unusualChild: usize = 0

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
  clearRow(row)
  const valid = isUtf8(ptr, <u32>length) && walkDocument(ptr, row) == end
  store<u8>(end, saved)
  return valid
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

/** Takes the value of a field into its register. */
function readField(p: usize, node: usize, row: usize, depth: i32): usize {
  const char = load<u8>(p)
  if (char == QUOTE) return readString(p + 1, node, row)
  if (char == OPEN_BRACE || char == OPEN_BRACKET) {
    const end = skipContainer(p, depth)
    if (end != 0) storeContainer(p, end, node, row)
    return end
  }
  if (char == LOWER_T || char == LOWER_F || char == LOWER_N || char == UPPER_N)
    return readLiteral(p, char, node, row)
  return readNumber(p, node, row)
}

function readString(p: usize, node: usize, row: usize): usize {
  const stop = plainEnd(p)
  if (load<u8>(stop) == QUOTE) {
    storeText(nodeType(node), nodeData(node), nodeAux(node), row, p, <u32>(stop - p))
    return stop + 1
  }
  const quote = closingQuote(stop)
  if (quote == 0) return 0
  const text = scratchAllocate(quote - p + 16)
  storeText(nodeType(node), nodeData(node), nodeAux(node), row, text, unescape(p, quote, text))
  return quote + 1
}

function readNumber(p: usize, node: usize, row: usize): usize {
  const type = nodeType(node)
  const data = nodeData(node)
  const aux = nodeAux(node)
  if (type == STRING || type == BOOLEAN || type == DOUBLE) {
    const end = skipNumber(p)
    if (end == 0) return 0
    if (type == STRING) storeText(type, data, aux, row, p, <u32>(end - p))
    else if (type == DOUBLE) storeDouble(decimalToDouble(p, end), data + (row << 3), aux + row)
    else storeNull(type, data, aux, row)
    return end
  }
  return readInteger(p, data + (row << 3), aux + row)
}

/** Takes true, false, null or NaN; the last two make the field null. */
function readLiteral(p: usize, char: u8, node: usize, row: usize): usize {
  const type = nodeType(node)
  const data = nodeData(node)
  const aux = nodeAux(node)
  let end = p + 4
  if (char == LOWER_N) {
    if (load<u32>(p) != WORD_NULL) return 0
  } else if (char == UPPER_N) {
    if (load<u16>(p, 1) != 0x4e61) return 0
    end = p + 3
  } else {
    const isTrue = char == LOWER_T
    if (isTrue ? load<u32>(p) != WORD_TRUE : load<u32>(p, 1) != WORD_ALSE) return 0
    if (!isTrue) end = p + 5
    if (type == BOOLEAN) {
      store<u8>(data + row, isTrue ? TRUE : FALSE)
      return end
    }
    if (type == STRING) {
      storeText(type, data, aux, row, p, <u32>(end - p))
      return end
    }
  }
  storeNull(type, data, aux, row)
  return end
}

/** Stores an object or array [from, to): its compact text for a STRING, null for other types. */
function storeContainer(from: usize, to: usize, node: usize, row: usize): void {
  const type = nodeType(node)
  if (type != STRING) {
    storeNull(type, nodeData(node), nodeAux(node), row)
    return
  }
  const text = scratchAllocate(compactSize(from, to))
  storeText(type, nodeData(node), nodeAux(node), row, text, compact(from, to, text))
}
