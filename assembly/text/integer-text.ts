/** Integers as decimal text. */

/** Most bytes of an integer of 64 bits, sign included. */
export const MAX_INTEGER_TEXT: i32 = 20
/** Most bytes of an integer of 128 bits, sign included. */
export const MAX_INT128_TEXT: i32 = 40

const ZERO: u8 = 0x30
const MINUS: u8 = 0x2d
const TEN_TO_18: u64 = 1000000000000000000

/** Writes an integer in decimal at `out`. @returns the end of the text */
export function writeInteger(value: i64, out: usize): usize {
  if (value >= 0) return writeUnsigned(<u64>value, out)
  store<u8>(out, MINUS)
  return writeUnsigned(0 - <u64>value, out + 1)
}

/** Writes an unsigned integer in decimal at `out`. @returns the end of the text */
export function writeUnsigned(value: u64, out: usize): usize {
  return writePadded(value, out, digitCount(value))
}

/** Writes an integer of 128 bits (high:low, two's complement) in decimal at `out`. @returns the end of the text */
export function writeInt128(low: u64, high: i64, out: usize): usize {
  if (high == <i64>low >> 63) return writeInteger(<i64>low, out)
  let at = out
  let lo = low
  let hi = <u64>high
  if (high < 0) {
    store<u8>(at, MINUS)
    at += 1
    lo = 0 - low
    hi = ~hi + u64(lo == 0)
  }
  return writeUnsigned128(lo, hi, at)
}

/** Splits by 10^18, by long division bit by bit, until 64 bits are left. */
function writeUnsigned128(low: u64, high: u64, out: usize): usize {
  if (!high) return writeUnsigned(low, out)
  const quotientHigh = high / TEN_TO_18
  let rest = high % TEN_TO_18
  let quotientLow: u64 = 0
  for (let bit = 63; bit >= 0; bit--) {
    rest = (rest << 1) | ((low >> bit) & 1)
    quotientLow <<= 1
    if (rest >= TEN_TO_18) {
      rest -= TEN_TO_18
      quotientLow |= 1
    }
  }
  return writePadded(rest, writeUnsigned128(quotientLow, quotientHigh, out), 18)
}

function digitCount(value: u64): i32 {
  let count = 1
  for (let rest = value; rest > 9; rest /= 10) count += 1
  return count
}

/** Writes the last `length` decimal digits of `value`. */
function writePadded(value: u64, out: usize, length: i32): usize {
  const end = out + <usize>length
  let rest = value
  for (let at = end - 1; at >= out; at--) {
    const next = rest / 10
    store<u8>(at, <u8>(<i32>ZERO + <i32>(rest - next * 10)))
    rest = next
  }
  return end
}
