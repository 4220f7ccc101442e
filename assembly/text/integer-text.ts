/** Integers as decimal text. */

/** Most bytes of an integer of 64 bits, sign included. */
export const MAX_INTEGER_TEXT: i32 = 20

const ZERO: u8 = 0x30
const MINUS: u8 = 0x2d

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
