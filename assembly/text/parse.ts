import { isDigit, LOWER_E, MINUS, PLUS, POINT, SPACE, WORD_TRUE } from './ascii'
import { decimalToDouble, decimalToInteger } from './decimal'

/**
 * Text to numbers and truth values. Where a number goes is given by the addresses of its data and its null mark.
 *
 *     text      integer    truncated    double    truth
 *     " 12 "    12         12           12        –
 *     "12.7"    null       12           12.7      –
 *     "1e3"     null       null         1000      –
 *     " TRUE "  null       null         null      true
 */

/** `fals` as a little-endian word. */
const WORD_FALS: u32 = 0x736c6166
/** Or-ing it into four letters makes them small. */
const SMALL: u32 = 0x20202020

/**
 * Reads a truth value: true or false in letters of any case, between characters <= space.
 * @returns 1 for true, 0 for false, 2 for neither: the values of a BOOLEAN cell
 */
export function textToTruth(text: usize, length: u32): u8 {
  const end = trimmedEnd(text, text + length)
  const start = trimmedStart(text, end)
  const word = load<u32>(start) | SMALL
  if (end - start == 4 && word == WORD_TRUE) return 1
  if (end - start == 5 && word == WORD_FALS && (load<u8>(start, 4) | 0x20) == LOWER_E) return 0
  return 2
}

/**
 * Reads a whole number with an optional sign, between characters <= space; null when it is not one or too
 * large.
 */
export function textToInteger(text: usize, length: u32, data: usize, aux: usize): void {
  const end = trimmedEnd(text, text + length)
  const start = trimmedStart(text, end)
  store<u8>(aux, 1)
  const digits = afterSign(start, end)
  if (digits == end || afterDigits(digits, end) != end) return
  decimalToInteger(start, end, data, aux)
}

/** The same, but a fraction in digits is cut off, as Flink's CAST does. */
export function textToTruncated(text: usize, length: u32, data: usize, aux: usize): void {
  const end = trimmedEnd(text, text + length)
  const start = trimmedStart(text, end)
  store<u8>(aux, 1)
  const digits = afterSign(start, end)
  const point = afterDigits(digits, end)
  if (point < end && (load<u8>(point) != POINT || afterDigits(point + 1, end) != end)) return
  if (point > digits) {
    decimalToInteger(start, point, data, aux)
  } else if (end - point > 1) {
    store<i64>(data, 0)
    store<u8>(aux, 0)
  }
}

/**
 * Reads a decimal number, also `.5` and `5.`, between characters <= space; null when it is not one or not
 * finite.
 */
export function textToDouble(text: usize, length: u32, data: usize, aux: usize): void {
  const end = trimmedEnd(text, text + length)
  const start = trimmedStart(text, end)
  if (isDecimal(start, end)) storeDouble(decimalToDouble(start, end), data, aux)
  else store<u8>(aux, 1)
}

/** Stores a double; one that is not finite is null. */
export function storeDouble(value: f64, data: usize, aux: usize): void {
  const finite = isFinite(value)
  store<f64>(data, finite ? value : 0)
  store<u8>(aux, finite ? 0 : 1)
}

function trimmedStart(p: usize, end: usize): usize {
  while (p < end && load<u8>(p) <= SPACE) p++
  return p
}

function trimmedEnd(start: usize, p: usize): usize {
  while (p > start && load<u8>(p - 1) <= SPACE) p--
  return p
}

function afterSign(p: usize, end: usize): usize {
  return p < end && (load<u8>(p) == MINUS || load<u8>(p) == PLUS) ? p + 1 : p
}

function afterDigits(p: usize, end: usize): usize {
  while (p < end && isDigit(load<u8>(p))) p++
  return p
}

/** Whether [p, end) is a sign, digits with at most one point, at least one of them, and an exponent. */
function isDecimal(p: usize, end: usize): bool {
  p = afterSign(p, end)
  const whole = afterDigits(p, end)
  let digits = whole - p
  p = whole
  if (p < end && load<u8>(p) == POINT) {
    const fraction = afterDigits(p + 1, end)
    digits += fraction - p - 1
    p = fraction
  }
  if (digits == 0) return false
  if (p == end) return true
  if ((load<u8>(p) | 0x20) != LOWER_E) return false
  p = afterSign(p + 1, end)
  return p < end && afterDigits(p, end) == end
}
