import { roundQuotient } from './rounding'

/** Integers of 128 bits in memory: | low u64 | high i64 |, two's complement. */

/** Digits of a magnitude, least significant first. */
const DIGITS: usize = memory.data(16, 16)

/** Adds high:low to the integer at `ptr`. */
// @ts-ignore: decorator
@inline
export function int128Add(ptr: usize, low: u64, high: i64): void {
  const sum = load<u64>(ptr) + low
  store<u64>(ptr, sum)
  store<i64>(ptr, load<i64>(ptr, 8) + high + <i64>(sum < low), 8)
}

/** Does the integer fit 64 bits? */
// @ts-ignore: decorator
@inline
export function int128IsShort(ptr: usize): bool {
  return load<i64>(ptr, 8) == load<i64>(ptr) >> 63
}

/** The integer divided by `divisor`: the nearest double. */
export function int128Divide(ptr: usize, divisor: u64): f64 {
  const quotient = roundQuotient(int128Magnitude(ptr), 4, 0, divisor)
  return load<i64>(ptr, 8) < 0 ? -quotient : quotient
}

/** The integer divided by `divisor`, without its fraction; the quotient must fit 64 bits. */
export function int128DivideTruncated(ptr: usize, divisor: u64): i64 {
  const digits = int128Magnitude(ptr)
  const low = load<u64>(digits)
  let rest = load<u64>(digits, 8) % divisor
  let quotient: u64 = 0
  if (!rest) {
    quotient = low / divisor
  } else {
    for (let bit = 63; bit >= 0; bit--) {
      rest = (rest << 1) | ((low >> bit) & 1)
      quotient <<= 1
      if (rest >= divisor) {
        rest -= divisor
        quotient |= 1
      }
    }
  }
  return load<i64>(ptr, 8) < 0 ? 0 - <i64>quotient : <i64>quotient
}

/** The magnitude as u32[4], least significant first; good until the next call. */
export function int128Magnitude(ptr: usize): usize {
  const low = load<u64>(ptr)
  const high = load<u64>(ptr, 8)
  const negative = <i64>high < 0
  store<u64>(DIGITS, negative ? 0 - low : low)
  store<u64>(DIGITS, negative ? ~high + <u64>(low == 0) : high, 8)
  return DIGITS
}
