/** Integer arithmetic that the language does not have. */

/** Quotient rounded toward minus infinity; `divisor` is positive. */
export function floorDivide(value: i64, divisor: i64): i64 {
  const quotient = value / divisor
  return quotient * divisor > value ? quotient - 1 : quotient
}

/** The greatest whole number that divides both. */
export function greatestCommonDivisor(a: i64, b: i64): i64 {
  while (b != 0) {
    const rest = a % b
    a = b
    b = rest
  }
  return a
}
