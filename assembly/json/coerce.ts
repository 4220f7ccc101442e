import { BIGINT, BOOLEAN, DOUBLE, FALSE, NULL_BOOLEAN, NULL_LENGTH, STRING, TRUE } from '../column/vector'
import { isDigit, LOWER_E, MINUS, PLUS, POINT, SPACE, WORD_ALSE, WORD_TRUE } from './ascii'
import { decimalToDouble, decimalToInteger } from './numbers'

/**
 * Conversion of text to the types of columns. Cells are given by the addresses of their data and null mark.
 *
 *   text      BIGINT, TIMESTAMP            DOUBLE                      BOOLEAN
 *   " 12 "    12                           12                          null
 *   "12.7"    null                         12.7                        null
 *   "1e3"     null                         1000                        null
 *   "true"    null                         null                        true
 */

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

/** `true` and `false`, nothing else: a value of a BOOLEAN cell. */
export function textToBoolean(text: usize, length: u32): u8 {
  if (length == 4 && load<u32>(text) == WORD_TRUE) return TRUE
  if (length == 5 && load<u8>(text) == 0x66 && load<u32>(text, 1) == WORD_ALSE) return FALSE
  return NULL_BOOLEAN
}

/** Stores a double; one that is not finite is null. */
export function storeDouble(value: f64, data: usize, aux: usize): void {
  const finite = isFinite(value)
  store<f64>(data, finite ? value : 0)
  store<u8>(aux, finite ? 0 : 1)
}

/** Stores the text of a string value into row `row` of a column of any type. */
export function storeText(type: i32, data: usize, aux: usize, row: usize, text: usize, length: u32): void {
  if (type == STRING) {
    store<u32>(data + (row << 2), <u32>text)
    store<u32>(aux + (row << 2), length)
  } else if (type == BOOLEAN) {
    store<u8>(data + row, textToBoolean(text, length))
  } else if (type == DOUBLE) {
    textToDouble(text, length, data + (row << 3), aux + row)
  } else {
    textToInteger(text, length, data + (row << 3), aux + row)
  }
}

/** Makes row `row` of a column of any type null. */
export function storeNull(type: i32, data: usize, aux: usize, row: usize): void {
  if (type == STRING) store<u32>(aux + (row << 2), NULL_LENGTH)
  else if (type == BOOLEAN) store<u8>(data + row, NULL_BOOLEAN)
  else store<u8>(aux + row, 1)
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
