import { firstBytesMask } from './ascii'

/**
 * UTF-8 validation, sixteen bytes at a time: Keiser and Lemire, "Validating UTF-8 In Less Than One
 * Instruction Per Byte", 2020. Three lookups by nibbles of each byte and the byte before it give the errors
 * that the pair may be part of; what all three agree on is an error. Third and fourth bytes are told by the
 * lead two and three before.
 */

// Kinds of error, one bit each.
const TOO_SHORT: u8 = 1
const TOO_LONG: u8 = 2
const OVERLONG_3: u8 = 4
const TOO_LARGE: u8 = 8
const SURROGATE: u8 = 16
const OVERLONG_2: u8 = 32
/** Above U+13FFFF as well as overlong in four bytes: they never meet in one pair. */
const TOO_LARGE_1000: u8 = 64
const TWO_CONTINUATIONS: u8 = 128
/** Errors that do not depend on the low nibble of the first byte. */
const CARRY: u8 = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS
const LARGE: u8 = CARRY | TOO_LARGE | TOO_LARGE_1000
const CONTINUATION: u8 = TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS

/** Whether `length` bytes at `p` are valid UTF-8. Reads up to 15 bytes past them. */
export function isUtf8(p: usize, length: usize): bool {
  const end = p + length
  let previous = i8x16.splat(0)
  let errors = i8x16.splat(0)
  while (end - p >= 64) {
    const a = v128.load(p)
    const b = v128.load(p, 16)
    const c = v128.load(p, 32)
    const d = v128.load(p, 48)
    if (i8x16.bitmask(v128.or(v128.or(a, b), v128.or(c, d))) == 0) {
      errors = v128.or(errors, incomplete(previous))
    } else {
      errors = v128.or(errors, v128.or(blockErrors(a, previous), blockErrors(b, a)))
      errors = v128.or(errors, v128.or(blockErrors(c, b), blockErrors(d, c)))
    }
    previous = d
    p += 64
  }
  while (p < end) {
    const rest = end - p
    let block = v128.load(p)
    if (rest < 16) block = v128.and(block, firstBytesMask(rest))
    if (i8x16.bitmask(block) == 0) errors = v128.or(errors, incomplete(previous))
    else errors = v128.or(errors, blockErrors(block, previous))
    previous = block
    p += 16
  }
  return !v128.any_true(v128.or(errors, incomplete(previous)))
}

/** Not zero where a block ends in the middle of a character. */
// @ts-ignore: decorator
@inline
function incomplete(block: v128): v128 {
  // Leads of four, three and two bytes are greater than 0xef, 0xdf and 0xbf.
  const most = i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -17, -33, -65)
  return i8x16.sub_sat_u(block, most)
}

// @ts-ignore: decorator
@inline
function blockErrors(block: v128, previous: v128): v128 {
  const before1 = i8x16.shuffle(
    previous, block,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
  )
  const before2 = i8x16.shuffle(
    previous, block,
    14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
  )
  const before3 = i8x16.shuffle(
    previous, block,
    13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28
  )
  const third = i8x16.sub_sat_u(before2, i8x16.splat(0x60))
  const fourth = i8x16.sub_sat_u(before3, i8x16.splat(0x70))
  const mustContinue = v128.and(v128.or(third, fourth), i8x16.splat(-128))
  return v128.xor(mustContinue, pairErrors(before1, block))
}

// @ts-ignore: decorator
@inline
function pairErrors(first: v128, second: v128): v128 {
  const low = i8x16.splat(0x0f)
  const firstHigh = i8x16(
    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
    TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS,
    TOO_SHORT | OVERLONG_2,
    TOO_SHORT,
    TOO_SHORT | OVERLONG_3 | SURROGATE,
    TOO_SHORT | TOO_LARGE | TOO_LARGE_1000
  )
  const firstLow = i8x16(
    CARRY | OVERLONG_3 | OVERLONG_2 | TOO_LARGE_1000,
    CARRY | OVERLONG_2,
    CARRY, CARRY,
    CARRY | TOO_LARGE,
    LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE,
    LARGE | SURROGATE,
    LARGE, LARGE
  )
  const secondHigh = i8x16(
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
    CONTINUATION | OVERLONG_3 | TOO_LARGE_1000,
    CONTINUATION | OVERLONG_3 | TOO_LARGE,
    CONTINUATION | SURROGATE | TOO_LARGE, CONTINUATION | SURROGATE | TOO_LARGE,
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT
  )
  const byFirstHigh = i8x16.swizzle(firstHigh, i8x16.shr_u(first, 4))
  const byFirstLow = i8x16.swizzle(firstLow, v128.and(first, low))
  const bySecondHigh = i8x16.swizzle(secondHigh, i8x16.shr_u(second, 4))
  return v128.and(v128.and(byFirstHigh, byFirstLow), bySecondHigh)
}
