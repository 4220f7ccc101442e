/**
 * The variance of n values from their exact sum S and sum of squares Q:
 *
 *     (n · Q - S²) / n / n         of a population, and / (n - 1) at the end of a sample
 *
 * in integers of 32-bit digits, least significant first, rounded once: it does not depend on the order of the values,
 * and nothing cancels however close together they are.
 */
import { divideDigits, roundQuotient } from './rounding'

/** Digits of the quotient by n below the least of n · Q - S²: enough to tell what another 2^53 divides from a tie. */
const EXTRA: i32 = 6
/** u32 of a sum, as accumulatorMagnitude writes them. */
export const SUM_DIGITS: usize = memory.data(80 * 4, 16)
/** The same of a sum of squares. */
export const SQUARE_DIGITS: usize = memory.data(160 * 4, 16)
const NUMERATOR_DIGITS: usize = 320
/** n · Q - S². */
const NUMERATOR: usize = memory.data(320 * 4, 16)
const QUOTIENT: usize = memory.data(330 * 4, 16)

/** By what the divisor is less than the count. */
export const POPULATION: u64 = 0
export const SAMPLE: u64 = 1

/**
 * The nearest double, an infinity where it is too large.
 *
 * @param sum u32[sumCount], magnitude of S in units of 2^(32 · sumFirst) times the root of `exponent`'s unit
 * @param squares u32[squareCount], Q in units of 2^(32 · squareFirst) times 2^exponent
 * @param n above `less`, which is SAMPLE or POPULATION
 * @param root the square root instead: the standard deviation
 */
export function variance(
  sum: usize,
  sumCount: i32,
  sumFirst: i32,
  squares: usize,
  squareCount: i32,
  squareFirst: i32,
  exponent: i32,
  n: u64,
  less: u64,
  root: bool
): f64 {
  const base = min(sumFirst << 1, squareFirst)
  const end = max((sumFirst + sumCount) << 1, squareFirst + squareCount + 2)
  const count = end - base + 1
  memory.fill(NUMERATOR, 0, <usize>count << 2)
  const at = NUMERATOR + (<usize>(squareFirst - base) << 2)
  addProduct(at, squares, squareCount, <u32>n)
  addProduct(at + 4, squares, squareCount, <u32>(n >> 32))
  for (let i = 0; i < sumCount; i++) {
    const place = NUMERATOR + (<usize>((sumFirst << 1) - base + i) << 2)
    subtractProduct(place, sum, sumCount, load<u32>(sum + (<usize>i << 2)))
  }
  divideDigits(NUMERATOR, count, n, QUOTIENT, EXTRA)
  const unit = exponent + ((base - EXTRA) << 5)
  return root
    ? squareRoot(count + EXTRA, unit, n - less)
    : roundQuotient(QUOTIENT, count + EXTRA, unit, n - less)
}

/** The root of QUOTIENT · 2^unit / divisor, taken near one, where no square is too large or too small. */
function squareRoot(count: i32, unit: i32, divisor: u64): f64 {
  let top = count - 1
  while (top >= 0 && !load<u32>(QUOTIENT + (<usize>top << 2))) top--
  const half = (unit + (top << 5)) >> 1
  const value = sqrt(roundQuotient(QUOTIENT, count, unit - (half << 1), divisor))
  return value * powerOfTwo(half >> 1) * powerOfTwo(half - (half >> 1))
}

// @ts-ignore: decorator
@inline
function powerOfTwo(exponent: i32): f64 {
  return reinterpret<f64>(<u64>(exponent + 1023) << 52)
}

/** Adds digits · factor to the integer at `target`. */
function addProduct(target: usize, digits: usize, count: i32, factor: u32): void {
  let carry: u64 = 0
  let at = target
  for (let i = 0; i < count; i++) {
    const sum = <u64>load<u32>(digits + (<usize>i << 2)) * <u64>factor + <u64>load<u32>(at) + carry
    store<u32>(at, <u32>sum)
    carry = sum >> 32
    at += 4
  }
  while (carry) {
    const sum = <u64>load<u32>(at) + carry
    store<u32>(at, <u32>sum)
    carry = sum >> 32
    at += 4
  }
}

/** Subtracts digits · factor from the integer at `target` in the numerator, which is not less. */
function subtractProduct(target: usize, digits: usize, count: i32, factor: u32): void {
  let carry: u64 = 0
  let at = target
  for (let i = 0; i < count; i++) {
    const product = <u64>load<u32>(digits + (<usize>i << 2)) * <u64>factor + carry
    const digit = load<u32>(at)
    store<u32>(at, digit - <u32>product)
    carry = (product >> 32) + <u64>(digit < <u32>product)
    at += 4
  }
  while (carry != 0 && at < NUMERATOR + NUMERATOR_DIGITS * 4) {
    const digit = load<u32>(at)
    store<u32>(at, digit - <u32>carry)
    carry = <u64>(digit < <u32>carry)
    at += 4
  }
}
