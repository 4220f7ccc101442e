import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  isDigit,
  LOWER_F,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  WORD_ALSE,
  WORD_NULL,
  WORD_TRUE
} from '../text/ascii'
import { skipNumber } from '../text/decimal'
import { skipString } from './strings'
import { skipSpace } from './whitespace'

/** Checking of values that nobody wants. */

/** Containers may lie in one another this deep, the document included. */
export const MAX_DEPTH: i32 = 1000

/** The closing byte of each open container of the subtree being skipped. */
const OPEN_CONTAINERS = memory.data(1008, 16)

/**
 * Checks the value at `p`, of any kind.
 * @param depth how many containers it lies in
 * @returns the address after it, 0 = malformed
 */
// @ts-ignore: decorator
@inline
export function skipValue(p: usize, depth: i32): usize {
  const char = load<u8>(p)
  if (char == QUOTE) return skipString(p + 1)
  if (char == OPEN_BRACE || char == OPEN_BRACKET) return skipContainer(p, depth)
  return skipScalar(p, char)
}

/** Checks the number or literal at `p`, which begins with `char`: the address after it, 0 = malformed. */
export function skipScalar(p: usize, char: u8): usize {
  if (isDigit(char) || char == MINUS) return skipNumber(p)
  const word = load<u32>(p)
  if (word == WORD_NULL || word == WORD_TRUE) return p + 4
  if (char == LOWER_F && load<u32>(p, 1) == WORD_ALSE) return p + 5
  return 0
}

/** Checks the object or array at `p`, without recursion: the address after it, 0 = malformed. */
export function skipContainer(p: usize, depth: i32): usize {
  const most = MAX_DEPTH - depth
  let level = 0
  let close: u8 = 0
  while (true) {
    // `p` is at a value, or at a container to open.
    const char = load<u8>(p)
    if (char == QUOTE) {
      p = skipString(p + 1)
    } else if (char == OPEN_BRACE || char == OPEN_BRACKET) {
      if (level == most) return 0
      store<u8>(OPEN_CONTAINERS + level, close)
      level++
      // In ASCII each closing bracket comes two after its opening one.
      close = char + 2
      p = skipSpace(p + 1)
      if (load<u8>(p) != close) {
        if (close == CLOSE_BRACE) p = skipKey(p)
        if (p == 0) return 0
        continue
      }
      p++
      level--
      close = load<u8>(OPEN_CONTAINERS + level)
      if (level == 0) return p
    } else {
      p = skipScalar(p, char)
    }
    if (p == 0) return 0
    // After a value: close containers as long as they end here, then go to the next member or element.
    p = skipSpace(p)
    while (load<u8>(p) == close) {
      level--
      close = load<u8>(OPEN_CONTAINERS + level)
      if (level == 0) return p + 1
      p = skipSpace(p + 1)
    }
    if (load<u8>(p) != COMMA) return 0
    p = skipSpace(p + 1)
    if (close == CLOSE_BRACE) {
      p = skipKey(p)
      if (p == 0) return 0
    }
  }
}

/** Checks a key and its colon: the address of the value, 0 = malformed. */
// @ts-ignore: decorator
@inline
function skipKey(p: usize): usize {
  if (load<u8>(p) != QUOTE) return 0
  p = skipString(p + 1)
  return p == 0 ? 0 : skipColon(p)
}

/** Checks the colon at or after `p`, and whitespace around it: the address of the value, 0 = malformed. */
// @ts-ignore: decorator
@inline
export function skipColon(p: usize): usize {
  p = skipSpace(p)
  return load<u8>(p) == COLON ? skipSpace(p + 1) : 0
}
