/**
 * Arithmetic on times. Instants and watermarks are i64 epoch milliseconds; at the kernel's border they are
 * f64, with ±Infinity for "none yet" and "the end of time". Inside, ±2^62 stand for these, so that no sum of
 * an instant and a window's length overflows.
 */

const FOREVER: i64 = 1 << 62
/** Watermark before there is one. */
export const NEVER: i64 = -FOREVER

/** Watermark or instant from the border. NaN counts as "none yet". */
export function timeFromBorder(value: f64): i64 {
  if (value >= <f64>FOREVER) return FOREVER
  if (value > <f64>NEVER) return <i64>value
  return NEVER
}

/** The inverse of {@link timeFromBorder}. */
export function timeToBorder(time: i64): f64 {
  if (time >= FOREVER) return Infinity
  if (time <= NEVER) return -Infinity
  return <f64>time
}

/** Quotient rounded toward minus infinity; `divisor` is positive. */
export function floorDivide(value: i64, divisor: i64): i64 {
  const quotient = value / divisor
  return quotient * divisor > value ? quotient - 1 : quotient
}

export function greatestCommonDivisor(a: i64, b: i64): i64 {
  while (b != 0) {
    const rest = a % b
    a = b
    b = rest
  }
  return a
}
