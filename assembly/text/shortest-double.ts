/**
 * Doubles as text, as JavaScript's Number.prototype.toString finds their digits: the fewest that read back as
 * the same double, and among those the nearest to it. Schubfach (Raffaello Giulietti, "The Schubfach way to
 * render doubles", 2020), after Alexander Bolz's formulation with a 128-bit table.
 */
import { writeUnsigned } from './integer-text'
import { powerOfTen } from './powers-of-ten'

// @ts-ignore: decorator
@inline
const HIDDEN_BIT: u64 = 1 << 52
// @ts-ignore: decorator
@inline
const FRACTION_MASK: u64 = HIDDEN_BIT - 1
/** From here up, and below 10^-6, the text has an exponent. */
// @ts-ignore: decorator
@inline
const PLAIN_DIGITS: i32 = 21
// @ts-ignore: decorator
@inline
const ZERO: u8 = 0x30
// @ts-ignore: decorator
@inline
const POINT: u8 = 0x2e
// @ts-ignore: decorator
@inline
const LOWER_E: u8 = 0x65
// @ts-ignore: decorator
@inline
const MINUS: u8 = 0x2d
// @ts-ignore: decorator
@inline
const PLUS: u8 = 0x2b

/** What toDecimal found: value = decimalDigits x 10^decimalExponent. */
let decimalDigits: u64 = 0
let decimalExponent: i32 = 0

/**
 * Writes a finite double: integral ones with `.0`, an exponent from 1e21 up and below 1e-6, zero of either
 * sign as 0.0. At most 25 bytes.
 * @returns the end of the text
 */
export function writeShortestDouble(value: f64, out: usize): usize {
  if (value < 0) store<u8>(out++, MINUS)
  findShortest(value)
  return layOut(out)
}

/** Finds the shortest decimal of a finite double's magnitude: {@link shortestDigits} x 10^{@link shortestExponent}. */
export function findShortest(value: f64): void {
  const bits = reinterpret<u64>(abs(value))
  if (bits == 0) {
    decimalDigits = 0
    decimalExponent = 0
    return
  }
  toDecimal(bits & FRACTION_MASK, <i32>(bits >> 52))
  while (decimalDigits % 10 == 0) {
    decimalDigits /= 10
    decimalExponent++
  }
}

/** The digits that were found, without zeros at their end. */
export function shortestDigits(): u64 {
  return decimalDigits
}

/** The power of ten that the digits are to be multiplied by. */
export function shortestExponent(): i32 {
  return decimalExponent
}

/** Finds the digits of a double with this fraction and biased exponent. */
function toDecimal(fraction: u64, biased: i32): void {
  const significand = biased == 0 ? fraction : HIDDEN_BIT | fraction
  const q = (biased == 0 ? 1 : biased) - 1075
  if (q <= 0 && q > -53 && (significand & (((<u64>1) << -q) - 1)) == 0) {
    decimalDigits = significand >> -q
    decimalExponent = 0
    return
  }
  // Below a power of two the doubles lie twice as close.
  const closer = fraction == 0 && biased > 1
  const k = (q * 1262611 - (closer ? 524031 : 0)) >> 22
  const h = q + ((-k * 1741647) >> 19) + 1
  const power = powerOfTen(-k)
  const center = significand << 2
  const value = roundToOdd(power, center << h)
  // An end of the interval that rounds to this double belongs to it when the significand is even.
  const open = significand & 1
  const lower = roundToOdd(power, (center - (closer ? 1 : 2)) << h) + open
  const upper = roundToOdd(power, (center + 2) << h) - open
  choose(value, lower, upper, k)
}

/** The multiple of ten, else of one, in [lower, upper]; of two the nearer to `value` (all in quarters). */
function choose(value: u64, lower: u64, upper: u64, k: i32): void {
  const whole = value >> 2
  if (whole >= 10) {
    const tens = whole / 10
    const below = lower <= 40 * tens
    const above = 40 * tens + 40 <= upper
    if (below != above) {
      decimalDigits = tens + <u64>above
      decimalExponent = k + 1
      return
    }
  }
  const below = lower <= whole << 2
  const above = (whole << 2) + 4 <= upper
  const middle = (whole << 2) + 2
  const roundUp = below != above ? above : value > middle || (value == middle && (whole & 1) != 0)
  decimalDigits = whole + <u64>roundUp
  decimalExponent = k
}

/** floor(g x factor / 2^128) with its lowest bit set when something was cut off. */
function roundToOdd(power: usize, factor: u64): u64 {
  const carried = multiplyHigh(load<u64>(power, 8), factor)
  const low = load<u64>(power) * factor
  const sum = low + carried
  const high = multiplyHigh(load<u64>(power), factor) + <u64>(sum < low)
  return high | <u64>(sum > 1)
}

/** The upper half of a 128-bit product. */
function multiplyHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff
  const aHigh = a >> 32
  const bLow = b & 0xffffffff
  const bHigh = b >> 32
  const cross = aHigh * bLow + ((aLow * bLow) >> 32)
  const middle = aLow * bHigh + (cross & 0xffffffff)
  return aHigh * bHigh + (cross >> 32) + (middle >> 32)
}

/** Writes decimalDigits x 10^decimalExponent the way JavaScript does, and `.0` after an integer. */
function layOut(out: usize): usize {
  const end = writeUnsigned(decimalDigits, out)
  const count = <i32>(end - out)
  const point = count + decimalExponent
  if (point > PLAIN_DIGITS || point <= -6) return layOutExponent(out, end, point - 1)
  if (point <= 0) {
    memory.copy(out + 2 - point, out, count)
    memory.fill(out, ZERO, 2 - point)
    store<u8>(out + 1, POINT)
    return end + 2 - point
  }
  if (point < count) {
    memory.copy(out + point + 1, out + point, count - point)
    store<u8>(out + point, POINT)
    return end + 1
  }
  memory.fill(end, ZERO, point - count + 2)
  store<u8>(out + point, POINT)
  return out + point + 2
}

function layOutExponent(out: usize, end: usize, exponent: i32): usize {
  if (end > out + 1) {
    memory.copy(out + 2, out + 1, end - out - 1)
    store<u8>(out + 1, POINT)
    end++
  }
  store<u8>(end, LOWER_E)
  store<u8>(end + 1, exponent < 0 ? MINUS : PLUS)
  return writeUnsigned(<u64>abs(exponent), end + 2)
}
