import { BACKSLASH, LOWER_U, QUOTE, ZERO } from '../text/ascii'

/**
 * Scanning of string tokens, sixteen bytes at a time. A NUL that the caller writes after the text takes the
 * place of every bounds check: it stops the scan like any control byte, and only then is the text's end
 * looked at.
 */

let textEnd: usize = 0

/** Where the text that is being scanned ends: the address of the sentinel. */
export function setTextEnd(end: usize): void {
  textEnd = end
}

/** A bit for each of the 16 bytes that is a quote, a backslash or a control byte. */
// @ts-ignore: decorator
@inline
export function stringStops(block: v128): i32 {
  // Quote (0x22) and the control bytes are all that is <= 0x20 once bit 1 is flipped.
  const quoteOrControl = i8x16.le_u(v128.xor(block, i8x16.splat(2)), i8x16.splat(0x20))
  return i8x16.bitmask(v128.or(quoteOrControl, i8x16.eq(block, i8x16.splat(0x5c))))
}

/** The address of the first quote, backslash or control byte at or after `p`. */
// @ts-ignore: decorator
@inline
export function plainEnd(p: usize): usize {
  let stops = stringStops(v128.load(p))
  while (stops == 0) {
    p += 16
    stops = stringStops(v128.load(p))
  }
  return p + ctz(stops)
}

/**
 * Takes the string whose first byte (after the quote) is at `p`: the address after its closing quote, 0 =
 * malformed.
 */
// @ts-ignore: decorator
@inline
export function skipString(p: usize): usize {
  const stop = plainEnd(p)
  if (load<u8>(stop) == QUOTE) return stop + 1
  const quote = closingQuote(stop)
  return quote == 0 ? 0 : quote + 1
}

/**
 * The closing quote of a string that holds more than plain bytes; `p` is at a stop byte inside it. Escapes
 * are checked; control bytes are accepted as long as the text goes on. 0 = malformed.
 */
export function closingQuote(p: usize): usize {
  while (true) {
    const char = load<u8>(p)
    if (char == QUOTE) return p
    if (char == BACKSLASH) {
      const escape = load<u8>(p, 1)
      if (escape == LOWER_U) {
        if (hexQuad(p + 2) < 0) return 0
        p += 6
      } else {
        if (!isSimpleEscape(escape)) return 0
        p += 2
      }
    } else {
      if (p >= textEnd) return 0
      p++
    }
    p = plainEnd(p)
  }
}

/** Whether `\` and this byte are an escape of two characters: one of `"` `/` `\` b f n r t. */
// @ts-ignore: decorator
@inline
function isSimpleEscape(char: u8): bool {
  if (char < 0x40) return char == QUOTE || char == 0x2f
  // A bit for each of \ b f n r t, counted from 0x40.
  const set: u64 = (1 << 28) | (1 << 34) | (1 << 38) | (1 << 46) | (1 << 50) | (1 << 52)
  return char < 0x80 && ((set >> (char - 0x40)) & 1) != 0
}

/** The value of the four hexadecimal digits at `p`, negative when they are not that. */
export function hexQuad(p: usize): i32 {
  let value = 0
  for (let i: usize = 0; i < 4; i++) {
    const char = load<u8>(p + i)
    const digit: u8 = char - ZERO
    const letter: u8 = (char | 0x20) - 0x61
    if (digit < 10) value = (value << 4) | digit
    else if (letter < 6) value = (value << 4) | (letter + 10)
    else return -1
  }
  return value
}
