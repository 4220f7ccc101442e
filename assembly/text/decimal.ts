import { isDigit, LOWER_E, MINUS, PLUS, POINT, ZERO } from './ascii'

/**
 * Number tokens: the grammar, and exact conversion of decimal text to i64 and f64.
 */

/** Host import: the number that JavaScript reads in `length` bytes of ASCII at `ptr`. */
// @ts-ignore: decorator
@external('env', 'parseDouble')
declare function parseDouble(ptr: usize, length: i32): f64

/** 10^0 to 10^8. */
const INTEGER_POWERS = memory.data<u64>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000])
/** 10^0 to 10^22: the powers of ten that a double holds exactly. */
const EXACT_POWERS = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
])
const LAST_EXACT_POWER: i32 = 22
const EXACT_MANTISSA: u64 = 1 << 53
/** More significant digits than this may not fit in a u64. */
const U64_DIGITS: i32 = 19
/** Exponents are cut here: beyond it every value is zero or out of range, whatever its (bounded) digits. */
const EXPONENT_LIMIT: i64 = 0x40000000000

/** How many of the eight bytes at `p` are decimal digits before the first that is not. */
// @ts-ignore: decorator
@inline
function leadingDigits(word: u64): usize {
  // Digits become 0..9; adding 0x76 sets the high bit of every greater byte. A carry only reaches bytes after it.
  const values = word ^ 0x3030303030303030
  const others = ((values + 0x7676767676767676) | values) & 0x8080808080808080
  return <usize>(ctz(others) >> 3)
}

/** The value of the first `count` (1 to 8) digits of a word, by three multiplications. */
// @ts-ignore: decorator
@inline
function digitsValue(word: u64, count: usize): u64 {
  let value = (word << (64 - (<u64>count << 3))) & 0x0f0f0f0f0f0f0f0f
  value = (value * 2561) >> 8
  value = ((value & 0x00ff00ff00ff00ff) * 6553601) >> 16
  return ((value & 0x0000ffff0000ffff) * 42949672960001) >> 32
}

/** The address after the digits at `p`; `p` itself when there is none. */
// @ts-ignore: decorator
@inline
function digitsEnd(p: usize): usize {
  let count = leadingDigits(load<u64>(p))
  while (count == 8) {
    p += 8
    count = leadingDigits(load<u64>(p))
  }
  return p + count
}

/** The address after the number at `p`, 0 = malformed. What may follow a number is the caller's to check. */
export function skipNumber(p: usize): usize {
  if (load<u8>(p) == MINUS) p++
  const whole = p
  p = digitsEnd(p)
  if (p == whole || (load<u8>(whole) == ZERO && p != whole + 1)) return 0
  const next = load<u8>(p)
  return next == POINT || (next | 0x20) == LOWER_E ? fractionEnd(p) : p
}

/** The address after the fraction and exponent that begin at `p`, 0 = malformed. */
function fractionEnd(p: usize): usize {
  if (load<u8>(p) == POINT) {
    const start = p + 1
    p = digitsEnd(start)
    if (p == start) return 0
  }
  if ((load<u8>(p) | 0x20) != LOWER_E) return p
  p++
  const sign = load<u8>(p)
  if (sign == PLUS || sign == MINUS) p++
  const end = digitsEnd(p)
  return end == p ? 0 : end
}

/**
 * Reads the number at `p` as an i64, truncated toward zero.
 * @param data where the value goes
 * @param aux where the null mark goes: 1 when the value is out of range
 * @returns the address after the number, 0 = malformed
 */
export function readInteger(p: usize, data: usize, aux: usize): usize {
  const negative = load<u8>(p) == MINUS
  const start = p + <usize>negative
  const first = load<u64>(start)
  const count = leadingDigits(first)
  if (count == 0) return 0
  let value = digitsValue(first, count)
  let end = start + count
  if (count == 8) {
    const second = load<u64>(end)
    const more = leadingDigits(second)
    if (more == 8) return readLongNumber(p, data, aux)
    if (more != 0) value = value * load<u64>(INTEGER_POWERS + (more << 3)) + digitsValue(second, more)
    end += more
  }
  const next = load<u8>(end)
  if (next == POINT || (next | 0x20) == LOWER_E) return readLongNumber(p, data, aux)
  if (<u8>first == ZERO && end != start + 1) return 0
  store<i64>(data, negative ? -(<i64>value) : <i64>value)
  store<u8>(aux, 0)
  return end
}

function readLongNumber(p: usize, data: usize, aux: usize): usize {
  const end = skipNumber(p)
  if (end != 0) decimalToInteger(p, end, data, aux)
  return end
}

/**
 * Truncates a decimal number toward zero, exactly: its digits up to where the exponent puts the point. Text
 * is [p, end), checked: a sign, digits, a fraction, an exponent. Writes the value, and 1 to `aux` when it
 * does not fit in an i64.
 */
export function decimalToInteger(p: usize, end: usize, data: usize, aux: usize): void {
  const sign = load<u8>(p)
  const negative = sign == MINUS
  if (negative || sign == PLUS) p++
  const mantissaEnd = exponentStart(p, end)
  let left = <i64>wholeDigits(p, mantissaEnd) + exponentValue(mantissaEnd, end)
  let value: u64 = 0
  // The least i64 is one further from zero than the greatest.
  const lastDigit: u64 = negative ? 8 : 7
  store<u8>(aux, 1)
  while (left > 0) {
    let digit: u64 = 0
    if (p < mantissaEnd) {
      const char = load<u8>(p++)
      if (char == POINT) continue
      digit = char - ZERO
    } else if (value == 0) {
      break
    }
    if (value > 922337203685477580 || (value == 922337203685477580 && digit > lastDigit)) return
    value = value * 10 + digit
    left--
  }
  store<i64>(data, negative ? -(<i64>value) : <i64>value)
  store<u8>(aux, 0)
}

/** Where the mantissa [p, end) begins its exponent, `end` when it has none. */
function exponentStart(p: usize, end: usize): usize {
  while (p < end && (load<u8>(p) | 0x20) != LOWER_E) p++
  return p
}

/** How many digits stand before the point. */
function wholeDigits(p: usize, end: usize): usize {
  const start = p
  while (p < end && load<u8>(p) != POINT) p++
  return p - start
}

/** The exponent that begins with its `e` at `p`, cut at EXPONENT_LIMIT; 0 when p = end. */
function exponentValue(p: usize, end: usize): i64 {
  if (p >= end) return 0
  p++
  const sign = load<u8>(p)
  if (sign == MINUS || sign == PLUS) p++
  let value: i64 = 0
  while (p < end) {
    if (value < EXPONENT_LIMIT) value = value * 10 + (load<u8>(p) - ZERO)
    p++
  }
  return sign == MINUS ? -value : value
}

/**
 * The double nearest to a decimal number, infinite when it is out of range. Text as for
 * {@link decimalToInteger}. Exact in one operation when the digits and the power of ten both fit in a double
 * (Clinger, "How to Read Floating Point Numbers Accurately", 1990); the host reads the others.
 */
export function decimalToDouble(p: usize, end: usize): f64 {
  const start = p
  const sign = load<u8>(p)
  if (sign == MINUS || sign == PLUS) p++
  const mantissaEnd = exponentStart(p, end)
  let mantissa: u64 = 0
  let significant = 0
  let fraction: i64 = 0
  let inFraction = false
  for (; p < mantissaEnd; p++) {
    const char = load<u8>(p)
    if (char == POINT) {
      inFraction = true
      continue
    }
    if (char != ZERO || significant != 0) significant++
    if (significant > U64_DIGITS) return parseDouble(start, <i32>(end - start))
    mantissa = mantissa * 10 + (char - ZERO)
    fraction += <i64>inFraction
  }
  if (mantissa == 0) return sign == MINUS ? -0.0 : 0.0
  const power = exponentValue(mantissaEnd, end) - fraction
  if (mantissa > EXACT_MANTISSA || power > LAST_EXACT_POWER || power < -LAST_EXACT_POWER) {
    return parseDouble(start, <i32>(end - start))
  }
  const exact = <f64>mantissa
  const value =
    power < 0
      ? exact / load<f64>(EXACT_POWERS + (<usize>-power << 3))
      : exact * load<f64>(EXACT_POWERS + (<usize>power << 3))
  return sign == MINUS ? -value : value
}
