/** Doubles as JSON text. */
import { WORD_NULL } from './ascii'
import { writeInteger } from './integer-text'
import { writeShortestDouble } from './shortest-double'

/** Most bytes of a double. */
export const MAX_DOUBLE_TEXT: i32 = 32

const POINT_ZERO: u16 = 0x302e

/**
 * Writes a finite double as the shortest decimal that reads back to it, laid out as in JavaScript: an exponent from
 * 1e21 and below 1e-6. Integral ones get `.0`, minus zero too. A value that JSON cannot hold (NaN, an infinity)
 * becomes null. @returns the end of the text
 */
export function writeDouble(value: f64, out: usize): usize {
  if (!isFinite(value)) {
    store<u32>(out, WORD_NULL)
    return out + 4
  }
  if (trunc(value) == value && abs(value) < 9007199254740992.0) {
    const end = writeInteger(<i64>value, out)
    store<u16>(end, POINT_ZERO)
    return end + 2
  }
  return writeShortestDouble(value, out)
}
