/** Integers as decimal text. */

/** Most bytes of an integer of 64 bits, sign included. */
export const MAX_INTEGER_TEXT: i32 = 20

const ZERO: u8 = 0x30
const MINUS: u8 = 0x2d
/** 10^8: what is below it is worked on in 32 bits. */
const EIGHT_DIGITS: u64 = 100_000_000

/** Writes an integer in decimal at `out`. @returns the end of the text */
export function writeInteger(value: i64, out: usize): usize {
  if (value >= 0) return writeUnsigned(<u64>value, out)
  store<u8>(out, MINUS)
  return writeUnsigned(0 - <u64>value, out + 1)
}

/** Writes an unsigned integer in decimal at `out`. @returns the end of the text */
export function writeUnsigned(value: u64, out: usize): usize {
  if (value < EIGHT_DIGITS) {
    const end = out + <usize>digitCount(<u32>value)
    writeDigits(<u32>value, out, end)
    return end
  }
  const upper = value / EIGHT_DIGITS
  const end = writeUnsigned(upper, out) + 8
  writeDigits(<u32>(value - upper * EIGHT_DIGITS), end - 8, end)
  return end
}

/** Digits of a number below 10^8. */
function digitCount(value: u32): i32 {
  if (value < 10000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4
  return value < 1_000_000 ? (value < 100_000 ? 5 : 6) : value < 10_000_000 ? 7 : 8
}

/** Fills [out, end) with the last decimal digits of `value`, two at a time. */
function writeDigits(value: u32, out: usize, end: usize): void {
  let rest = value
  while (end - out >= 2) {
    const upper = rest / 100
    const two = rest - upper * 100
    const tens = two / 10
    end -= 2
    // The first digit is the word's lower byte.
    store<u16>(end, <u16>(0x3030 + tens + ((two - tens * 10) << 8)))
    rest = upper
  }
  if (end != out) store<u8>(out, ZERO + <u8>(rest % 10))
}
