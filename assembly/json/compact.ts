import { currentJob, fail, FAIL_OUT_OF_MEMORY } from '../memory/failure'
import { scratchAllocate } from '../memory/scratch'
import { BACKSLASH, QUOTE, SPACE, ZERO } from '../text/ascii'
import { closingQuote, plainEnd } from './strings'
import { unescape } from './unescape'

/**
 * Compact text of a subtree: whitespace between tokens is left out, numbers stay as they are, and strings are
 * escaped anew with as few escapes as JSON allows.
 */

/** What follows the backslash for control bytes 8 to 13: b, t, n, (none), f, r. */
const SHORT_ESCAPES = memory.data<u8>([0x62, 0x74, 0x6e, 0, 0x66, 0x72])

/** Bytes that a control byte can grow by: `\u00XX` for one. */
const CONTROL_GROWTH: u64 = 5
/** Far below what addresses can count, so that no size can wrap round. */
const MOST_BYTES: u64 = 0xf0000000

/**
 * Writes the compact text of the subtree [from, to), which was checked, to `out`, which has
 * {@link compactSize} bytes.
 * @returns how many bytes it has
 */
export function compact(from: usize, to: usize, out: usize): u32 {
  const start = out
  while (from < to) {
    const char = load<u8>(from)
    if (char == QUOTE) {
      const first = plainEnd(from + 1)
      const quote = closingQuote(first)
      out = compactString(from + 1, quote, first == quote, out)
      from = quote + 1
    } else {
      store<u8>(out, char)
      out += <usize>(char > SPACE)
      from++
    }
  }
  return <u32>(out - start)
}

/**
 * Upper bound of the bytes that {@link compact} writes. Fails with FAIL_OUT_OF_MEMORY when no memory can hold
 * them.
 */
export function compactSize(from: usize, to: usize): u32 {
  let size = <u64>(to - from)
  // Only raw control bytes grow: an escape of one is never shorter than its shortest form.
  for (let p = from; p < to; p++) size += load<u8>(p) < SPACE ? CONTROL_GROWTH : 0
  if (size > MOST_BYTES) fail(FAIL_OUT_OF_MEMORY, currentJob)
  return <u32>size
}

function compactString(from: usize, to: usize, plain: bool, out: usize): usize {
  const length = <u32>(to - from)
  store<u8>(out++, QUOTE)
  if (plain) {
    memory.copy(out, from, length)
    out += length
  } else {
    const decoded = scratchAllocate(length + 16)
    out = escape(decoded, decoded + unescape(from, to, decoded), out)
  }
  store<u8>(out, QUOTE)
  return out + 1
}

function escape(from: usize, to: usize, out: usize): usize {
  for (; from < to; from++) {
    const char = load<u8>(from)
    if (char < SPACE) {
      out = escapeControl(char, out)
      continue
    }
    if (char == QUOTE || char == BACKSLASH) store<u8>(out++, BACKSLASH)
    store<u8>(out++, char)
  }
  return out
}

function escapeControl(char: u8, out: usize): usize {
  store<u8>(out, BACKSLASH)
  const short = char >= 8 && char <= 13 ? load<u8>(SHORT_ESCAPES + char - 8) : 0
  if (short != 0) {
    store<u8>(out, short, 1)
    return out + 2
  }
  // u00
  store<u32>(out, 0x303075, 1)
  const low: u8 = char & 15
  store<u8>(out, ZERO + (char >> 4), 4)
  store<u8>(out, low < 10 ? ZERO + low : 0x37 + low, 5)
  return out + 6
}
