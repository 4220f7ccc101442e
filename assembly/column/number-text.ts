/**
 * Numbers as text and text as numbers, both exact. A parser says by its result whether the text is a number;
 * the number itself is then in `parsedInteger` or `parsedDouble` (there are no tuples).
 */
import { dtoa_buffered, itoa_buffered } from 'util/number'

/** Most bytes that writeInteger and writeDouble write. */
// @ts-ignore: decorator
@inline export const MAX_INTEGER_TEXT: usize = 20
// @ts-ignore: decorator
@inline export const MAX_DOUBLE_TEXT: usize = 28

/** Decimal digits that always fit a u64. */
// @ts-ignore: decorator
@inline const SAFE_DIGITS: i32 = 19
// @ts-ignore: decorator
@inline const LARGEST_EXACT: u64 = 1 << 53
// @ts-ignore: decorator
@inline const LARGEST_EXACT_POWER: i32 = 22
/** Beyond this an exponent changes nothing more: zero stays zero, anything else is out of range. */
// @ts-ignore: decorator
@inline const EXPONENT_LIMIT: i32 = 100_000
// @ts-ignore: decorator
@inline const PLUS: u8 = 0x2b
// @ts-ignore: decorator
@inline const MINUS: u8 = 0x2d
// @ts-ignore: decorator
@inline const POINT: u8 = 0x2e
// @ts-ignore: decorator
@inline const LOWER_E: u8 = 0x65

/** Host import: the value of a text that is a JavaScript decimal literal, correctly rounded. */
// @ts-ignore: decorator
@external('env', 'parseDouble')
declare function parseDouble(ptr: usize, len: i32): f64

/** 10^0 … 10^22: the powers of ten that a double holds exactly. */
const POWERS_OF_TEN = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  1e20, 1e21, 1e22
])
/** UTF-16 that the standard library writes, before it is made narrow. */
const WIDE = memory.data(64, 16)

/** What parseInteger found. */
export let parsedInteger: i64 = 0
/** What parseDecimal found; never NaN or infinite. */
export let parsedDouble: f64 = 0

/**
 * Reads an integer: characters up to ' ' around it are left out, then an optional sign and digits only.
 * False when it is anything else or outside of 64 bits.
 */
export function parseInteger(from: usize, length: u32): bool {
  let end = from + length
  while (from < end && load<u8>(from) <= 0x20) from++
  while (from < end && load<u8>(end - 1) <= 0x20) end--
  if (from == end) return false
  const negative = load<u8>(from) == MINUS
  if (negative || load<u8>(from) == PLUS) from++
  if (from == end) return false
  while (from < end - 1 && load<u8>(from) == 0x30) from++
  if (<i32>(end - from) > SAFE_DIGITS) return false
  let magnitude: u64 = 0
  for (; from < end; from++) {
    const digit = <u32>load<u8>(from) - 0x30
    if (digit > 9) return false
    magnitude = magnitude * 10 + digit
  }
  if (magnitude > <u64>i64.MAX_VALUE + <u64>negative) return false
  parsedInteger = negative ? -<i64>magnitude : <i64>magnitude
  return true
}

/**
 * Reads a decimal number: characters up to ' ' around it are left out, then
 * [+-] digits [. digits] [e [+-] digits], with at least one digit before the exponent.
 * False when it is anything else (NaN and Infinity too) or beyond the greatest double.
 *
 * A mantissa below 2^53 times or over a power of ten up to 10^22 takes one correctly rounded operation
 * (Clinger 1990, the fast path); everything else goes to the host.
 */
export function parseDecimal(from: usize, length: u32): bool {
  let end = from + length
  while (from < end && load<u8>(from) <= 0x20) from++
  while (from < end && load<u8>(end - 1) <= 0x20) end--
  const start = from
  const negative = from < end && load<u8>(from) == MINUS
  if (from < end && (negative || load<u8>(from) == PLUS)) from++
  scanMantissa(from, end)
  if (scannedDigits == 0) return false
  let exponent = scannedExponent
  from = scannedEnd
  if (from < end) {
    if ((load<u8>(from) | 0x20) != LOWER_E || !scanExponent(from + 1, end)) return false
    exponent += scannedExponent
  }
  let magnitude: f64
  if (scannedExact && scannedMantissa <= LARGEST_EXACT && abs(exponent) <= LARGEST_EXACT_POWER) {
    magnitude = <f64>scannedMantissa
    if (exponent < 0) magnitude /= load<f64>(POWERS_OF_TEN + (-exponent << 3))
    else magnitude *= load<f64>(POWERS_OF_TEN + (exponent << 3))
  } else {
    magnitude = abs(parseDouble(start, <i32>(end - start)))
    if (!isFinite(magnitude)) return false
  }
  parsedDouble = negative ? -magnitude : magnitude
  return true
}

// What scanMantissa and scanExponent found.
let scannedMantissa: u64 = 0
let scannedExact: bool = false
let scannedDigits: i32 = 0
let scannedExponent: i32 = 0
let scannedEnd: usize = 0

/** Reads digits [. digits]: the mantissa as an integer (exact while it has up to 19 digits) and its power of ten. */
function scanMantissa(from: usize, end: usize): void {
  let mantissa: u64 = 0
  let significant = 0
  let point: usize = 0
  let digits = 0
  for (; from < end; from++) {
    const char = load<u8>(from)
    const digit = <u32>char - 0x30
    if (digit <= 9) {
      mantissa = mantissa * 10 + digit
      significant += i32(significant != 0 || digit != 0)
      digits++
    } else if (char == POINT && point == 0) {
      point = from + 1
    } else {
      break
    }
  }
  scannedMantissa = mantissa
  scannedExact = significant <= SAFE_DIGITS
  scannedDigits = digits
  scannedExponent = point == 0 ? 0 : -<i32>(from - point)
  scannedEnd = from
}

/** Reads [+-] digits up to `end`; false when anything else is there. */
function scanExponent(from: usize, end: usize): bool {
  const negative = from < end && load<u8>(from) == MINUS
  if (from < end && (negative || load<u8>(from) == PLUS)) from++
  if (from == end) return false
  let exponent = 0
  for (; from < end; from++) {
    const digit = <u32>load<u8>(from) - 0x30
    if (digit > 9) return false
    exponent = min(exponent * 10 + <i32>digit, EXPONENT_LIMIT)
  }
  scannedExponent = negative ? -exponent : exponent
  return true
}

/** Writes an integer in decimal; returns the end. At most MAX_INTEGER_TEXT bytes. */
export function writeInteger(out: usize, value: i64): usize {
  return narrow(out, itoa_buffered<i64>(WIDE, value))
}

/**
 * Writes a finite double as the decimal that reads back as the same double, `.0` after an integral one,
 * an exponent from 1e21 up and below 1e-6; zero of either sign is 0.0. Returns the end.
 * At most MAX_DOUBLE_TEXT bytes.
 */
export function writeDouble(out: usize, value: f64): usize {
  return narrow(out, dtoa_buffered<f64>(WIDE, value))
}

function narrow(out: usize, length: u32): usize {
  for (let i: usize = 0; i < length; i++) store<u8>(out + i, load<u8>(WIDE + (i << 1)))
  return out + length
}
