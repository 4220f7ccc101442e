/**
 * JSON strings, escaped as little as RFC 8259 allows: quote, backslash and control characters. All else is
 * copied, 16 bytes at a time.
 */
import { copyBytes } from '../memory/bytes'

const QUOTE: u8 = 0x22
const BACKSLASH: u8 = 0x5c
/** Most bytes that one byte of text becomes: \u001f. */
export const ESCAPED_BYTES: u32 = 6

/**
 * Writes UTF-8 text as a JSON string, quotes included; returns one past it. `out` has room for
 * 2 + ESCAPED_BYTES × length bytes. The text is valid UTF-8 already; nothing past it is read.
 */
export function writeString(out: usize, text: usize, length: u32): usize {
  store<u8>(out++, QUOTE)
  const end = text + length
  while (text < end) {
    const plain = plainBytes(text, end)
    copyBytes(out, text, <u32>plain)
    out += plain
    text += plain
    if (text < end) out = writeEscaped(out, load<u8>(text++))
  }
  store<u8>(out, QUOTE)
  return out + 1
}

/** Bytes from `text` on that need no escape. */
function plainBytes(text: usize, end: usize): usize {
  let at = text
  while (end - at >= 16) {
    const mask = i8x16.bitmask(needsEscape(v128.load(at)))
    if (mask != 0) return at - text + ctz(mask)
    at += 16
  }
  // Of the block that ends with the text all but what is left has been looked at.
  if (end - text >= 16 && !v128.any_true(needsEscape(v128.load(end - 16)))) return end - text
  while (at < end) {
    const byte = load<u8>(at)
    if (byte < 0x20 || byte == QUOTE || byte == BACKSLASH) break
    at++
  }
  return at - text
}

// @ts-ignore: decorator
@inline
function needsEscape(bytes: v128): v128 {
  // x ^ 2 takes the quote (0x22) to 0x20, right above the control characters, and the space out of the way.
  const quoteOrControl = i8x16.le_u(v128.xor(bytes, i8x16.splat(2)), i8x16.splat(0x20))
  return v128.or(quoteOrControl, i8x16.eq(bytes, i8x16.splat(<i8>BACKSLASH)))
}

function writeEscaped(out: usize, byte: u8): usize {
  store<u8>(out, BACKSLASH)
  const short = shortEscape(byte)
  if (short != 0) {
    store<u8>(out, short, 1)
    return out + 2
  }
  store<u8>(out, 0x75, 1)
  store<u16>(out, 0x3030, 2)
  store<u8>(out, 0x30 + (byte >> 4), 4)
  const low = byte & 15
  store<u8>(out, low < 10 ? 0x30 + low : 0x57 + low, 5)
  return out + ESCAPED_BYTES
}

/** The letter of a two-character escape, 0 where there is none. */
function shortEscape(byte: u8): u8 {
  switch (byte) {
    case QUOTE:
    case BACKSLASH:
      return byte
    case 8:
      return 0x62
    case 9:
      return 0x74
    case 10:
      return 0x6e
    case 12:
      return 0x66
    case 13:
      return 0x72
    default:
      return 0
  }
}
