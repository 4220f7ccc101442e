import { BOOLEAN, DOUBLE, FALSE, STRING, TRUE } from '../column/vector'
import { scratchAllocate } from '../memory/scratch'
import {
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
} from '../text/ascii'
import { storeNull, storeText } from '../column/store'
import { storeDouble } from '../text/parse'
import { compact, compactSize } from './compact'
import { decimalToDouble, readInteger, skipNumber } from '../text/decimal'
import { skipContainer } from './skip'
import { closingQuote, plainEnd } from './strings'
import { nodeAux, nodeData, nodeType } from './trie'
import { unescape } from './unescape'

/**
 * Values of wanted fields into their registers. Every function that takes a value returns the address after
 * it, 0 = malformed; that strings are UTF-8 is the caller's to check.
 */

/** Takes the value of a field into its register. */
export function readField(p: usize, node: usize, row: usize, depth: i32): usize {
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
export function storeContainer(from: usize, to: usize, node: usize, row: usize): void {
  const type = nodeType(node)
  if (type != STRING) {
    storeNull(type, nodeData(node), nodeAux(node), row)
    return
  }
  const text = scratchAllocate(compactSize(from, to))
  storeText(type, nodeData(node), nodeAux(node), row, text, compact(from, to, text))
}
