import { dtoa_buffered } from 'util/number'

/** Numbers as JSON text in UTF-8. */

/** Most bytes of an integer of 64 bits, sign included. */
export const MAX_INTEGER_TEXT: i32 = 20
/** Most bytes of an integer of 128 bits, sign included. */
export const MAX_INT128_TEXT: i32 = 40
/** Most bytes of a double. */
export const MAX_DOUBLE_TEXT: i32 = 32

/** UTF-16 text of one double. */
const WIDE_TEXT: usize = memory.data(128, 16)
const TEN_TO_18: u64 = 1000000000000000000

/** Writes an integer in decimal at `out`. @returns the end of the text */
export function writeInteger(value: i64, out: usize): usize {
  if (value >= 0) return writeUnsigned(<u64>value, out)
  store<u8>(out, 0x2d)
  return writeUnsigned(0 - <u64>value, out + 1)
}

/** Writes an unsigned integer in decimal at `out`. @returns the end of the text */
export function writeUnsigned(value: u64, out: usize): usize {
  let length = 1
  for (let rest = value; rest > 9; rest /= 10) ++length
  const end = out + <usize>length
  writeDigits(value, end, length)
  return end
}

/** Writes an integer of 128 bits (high:low, two's complement) in decimal at `out`. @returns the end of the text */
export function writeInt128(low: u64, high: i64, out: usize): usize {
  if (high == <i64>low >> 63) return writeInteger(<i64>low, out)
  let at = out
  let lo = low
  let hi = <u64>high
  if (high < 0) {
    store<u8>(at, 0x2d)
    at += 1
    lo = 0 - low
    hi = ~hi + u64(lo == 0)
  }
  return writeUnsigned128(lo, hi, at)
}

/**
 * Writes a finite double as the text that reads back to the same double: integral ones with `.0`, an exponent
 * from 1e21 and below 1e-6 as in JavaScript; minus zero as `0.0`. A value that JSON cannot hold (NaN, an
 * infinity) becomes null. Digits are found by Grisu2 (Loitsch 2010): nearly always the fewest that round-trip.
 * @returns the end of the text
 */
export function writeDouble(value: f64, out: usize): usize {
  if (!isFinite(value)) {
    store<u32>(out, 0x6c6c756e)
    return out + 4
  }
  if (trunc(value) == value && abs(value) < 9007199254740992.0) {
    const end = writeInteger(<i64>value, out)
    store<u16>(end, 0x302e)
    return end + 2
  }
  const length = <i32>dtoa_buffered(WIDE_TEXT, value)
  for (let i = 0; i < length; ++i) store<u8>(out + <usize>i, load<u8>(WIDE_TEXT + (<usize>i << 1)))
  return out + <usize>length
}

/** Splits by 10^18, by long division bit by bit, until 64 bits are left. */
function writeUnsigned128(low: u64, high: u64, out: usize): usize {
  if (!high) return writeUnsigned(low, out)
  const quotientHigh = high / TEN_TO_18
  let rest = high % TEN_TO_18
  let quotientLow: u64 = 0
  for (let bit = 63; bit >= 0; --bit) {
    rest = (rest << 1) | ((low >> bit) & 1)
    quotientLow <<= 1
    if (rest >= TEN_TO_18) {
      rest -= TEN_TO_18
      quotientLow |= 1
    }
  }
  const end = writeUnsigned128(quotientLow, quotientHigh, out) + 18
  writeDigits(rest, end, 18)
  return end
}

/** Writes the last `length` decimal digits of `value` so that they end before `end`. */
function writeDigits(value: u64, end: usize, length: i32): void {
  let rest = value
  let at = end
  for (let i = 0; i < length; ++i) {
    const next = rest / 10
    at -= 1
    store<u8>(at, <u8>(0x30 + <i32>(rest - next * 10)))
    rest = next
  }
}
