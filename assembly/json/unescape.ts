import { BACKSLASH, LOWER_B, LOWER_F, LOWER_N, LOWER_R, LOWER_T, LOWER_U, QUESTION_MARK } from '../text/ascii'
import { hexQuad } from './strings'

/**
 * Decodes the escapes of a string that was checked: bytes [from, to) to `out`. A surrogate without its
 * partner becomes `?`. Writes at most `to - from` bytes and may touch sixteen more.
 * @returns how many bytes the decoded string has
 */
export function unescape(from: usize, to: usize, out: usize): u32 {
  const start = out
  while (from < to) {
    const block = v128.load(from)
    v128.store(out, block)
    const stops = i8x16.bitmask(i8x16.eq(block, i8x16.splat(0x5c)))
    const run: usize = stops == 0 ? 16 : ctz(stops)
    if (run >= to - from) return <u32>(out - start + (to - from))
    from += run
    out += run
    if (stops == 0) continue
    const escape = load<u8>(from, 1)
    if (escape != LOWER_U) {
      store<u8>(out++, simpleEscape(escape))
      from += 2
      continue
    }
    let point: u32 = hexQuad(from + 2)
    from += 6
    if ((point & 0xf800) == 0xd800) {
      const low = point < 0xdc00 ? lowSurrogate(from) : 0
      if (low == 0) {
        point = QUESTION_MARK
      } else {
        point = 0x10000 + ((point & 0x3ff) << 10) + (low & 0x3ff)
        from += 6
      }
    }
    out = writeCodePoint(point, out)
  }
  return <u32>(out - start)
}

/** The low surrogate that an escape at `p` stands for, or 0. (At the string's end there is the quote.) */
function lowSurrogate(p: usize): u32 {
  if (load<u8>(p) != BACKSLASH || load<u8>(p, 1) != LOWER_U) return 0
  const unit = hexQuad(p + 2)
  return (unit & 0xfc00) == 0xdc00 ? unit : 0
}

function simpleEscape(char: u8): u8 {
  switch (char) {
    case LOWER_B:
      return 0x08
    case LOWER_T:
      return 0x09
    case LOWER_N:
      return 0x0a
    case LOWER_F:
      return 0x0c
    case LOWER_R:
      return 0x0d
    default:
      return char
  }
}

/** Writes a code point (no surrogate) as UTF-8; returns the address after it. */
function writeCodePoint(point: u32, out: usize): usize {
  if (point < 0x80) {
    store<u8>(out, <u8>point)
    return out + 1
  }
  if (point < 0x800) {
    store<u8>(out, <u8>(0xc0 | (point >> 6)))
    store<u8>(out, <u8>(0x80 | (point & 0x3f)), 1)
    return out + 2
  }
  if (point < 0x10000) {
    store<u8>(out, <u8>(0xe0 | (point >> 12)))
    store<u8>(out, <u8>(0x80 | ((point >> 6) & 0x3f)), 1)
    store<u8>(out, <u8>(0x80 | (point & 0x3f)), 2)
    return out + 3
  }
  store<u8>(out, <u8>(0xf0 | (point >> 18)))
  store<u8>(out, <u8>(0x80 | ((point >> 12) & 0x3f)), 1)
  store<u8>(out, <u8>(0x80 | ((point >> 6) & 0x3f)), 2)
  store<u8>(out, <u8>(0x80 | (point & 0x3f)), 3)
  return out + 4
}
