/**
 * Exact fractions to doubles: the nearest one, ties to even, of
 *
 *     (sum over i of digit[i] · 2^(32 i)) · 2^exponent / divisor
 *
 * by long division in base 2^32 until 65 to 96 bits of the quotient are known; what is left is sticky.
 */

/** Quotient and rest of the last step of the division. */
let quotientDigit: u32 = 0
let rest: u64 = 0

/**
 * @param digits u32[count], least significant first
 * @param divisor 1 to 2^63
 * @returns the nearest double, Infinity when it is too large
 */
export function roundQuotient(digits: usize, count: i32, exponent: i32, divisor: u64): f64 {
  let i = count - 1
  while (i >= 0 && !digitAt(digits, i)) i--
  if (i < 0) return 0
  rest = 0
  divide(digits, i, divisor)
  while (!quotientDigit) {
    i--
    divide(digits, i, divisor)
  }
  const first = quotientDigit
  divide(digits, i - 1, divisor)
  const second = quotientDigit
  divide(digits, i - 2, divisor)
  const third = quotientDigit
  i -= 2
  const shift = clz(first)
  const upper = ((<u64>first << 32) | <u64>second) << shift
  const lower = <u64>third << shift
  let sticky = rest != 0 || <u32>lower != 0
  for (let j = i - 1; j >= 0 && !sticky; j--) sticky = digitAt(digits, j) != 0
  return round(upper | (lower >> 32), sticky, exponent + (i << 5) + 32 - <i32>shift)
}

/**
 * Divides an integer, and writes `extra` digits of the fraction besides: u32[count + extra] at `quotient`, least
 * significant first. Where something is left, the lowest digit is made odd, so that no rounding of the quotient takes
 * it for a tie.
 *
 * @param divisor 1 to 2^63
 */
export function divideDigits(digits: usize, count: i32, divisor: u64, quotient: usize, extra: i32): void {
  rest = 0
  for (let i = count - 1; i >= -extra; i--) {
    divide(digits, i, divisor)
    store<u32>(quotient + (<usize>(i + extra) << 2), quotientDigit)
  }
  if (rest) store<u32>(quotient, load<u32>(quotient) | 1)
}

// @ts-ignore: decorator
@inline
function digitAt(digits: usize, i: i32): u32 {
  return i < 0 ? 0 : load<u32>(digits + (<usize>i << 2))
}

/** One step: takes digit i (0 below the last one) down. */
function divide(digits: usize, i: i32, divisor: u64): void {
  const digit = digitAt(digits, i)
  if (divisor <= <u64>u32.MAX_VALUE) {
    const dividend = (rest << 32) | <u64>digit
    quotientDigit = <u32>(dividend / divisor)
    rest = dividend % divisor
    return
  }
  let quotient: u32 = 0
  for (let bit = 31; bit >= 0; bit--) {
    rest = (rest << 1) | <u64>((digit >> bit) & 1)
    quotient <<= 1
    if (rest >= divisor) {
      rest -= divisor
      quotient |= 1
    }
  }
  quotientDigit = quotient
}

/** Rounds significand · 2^exponent, the significand's top bit set, `sticky`: there are more bits below. */
function round(significand: u64, sticky: bool, exponent: i32): f64 {
  const biased = exponent + 63 + 1023
  if (biased >= 2047) return Infinity
  // A subnormal double has fewer bits than 53.
  const dropped = biased >= 1 ? 11 : 12 - biased
  if (dropped > 64) return 0
  const kept = dropped == 64 ? <u64>0 : significand >> dropped
  const half = (significand >> (dropped - 1)) & 1
  const below = sticky || (significand & (((<u64>1) << (dropped - 1)) - 1)) != 0
  const up = <u64>(half != 0 && (below || (kept & 1) != 0))
  // The significand's hidden bit, and a carry out of it, count in the exponent field.
  return reinterpret<f64>((<u64>max(biased - 1, 0) << 52) + kept + up)
}
