import { allocate, release } from '../memory/allocator'
import { hashU64 } from '../memory/hash'
import { require, take } from './checks'
import { roundQuotient } from './rounding'

/**
 * Exact sums of doubles, after the small superaccumulator of R. M. Neal, "Fast exact summation using small and
 * large superaccumulators" (2015), with the chunks that are in use only: a sum does not depend on the order or
 * grouping of what is added.
 *
 *     accumulator  | chunks u32 (0 while empty) | first u16 | length u16 | budget u32 (additions before a carry) | - u32 |
 *     chunks       i64[length]: the sum is Σ chunk[i] · 2^(32 (first + i) - 1074)
 *     partial      | length u8 (0: the sum is zero) | first u8 | low chunks u32[length - 1] | top chunk i64 |
 *
 * One addition changes a chunk by less than 2^52, so that BUDGET of them fit. A carry leaves 32 bits in all chunks
 * but the top one, which has the sign and less than 2^32 as its magnitude.
 *
 * A sum of squares is alike, in units of 2^-2148: a square is a significand of 106 bits at twice the exponent.
 */
export const ACCUMULATOR_SIZE: i32 = 16
const FIRST: usize = 4
const LENGTH: usize = 6
const BUDGET_LEFT: usize = 8
const BUDGET: u32 = 1024
/** Chunks that the first value gets, one of them below its own two, so that values of like size need no more. */
const FIRST_CHUNKS: i32 = 4
const LEAST_EXPONENT: i32 = -1074
/** The unit of a sum of squares is 2 to the power of this. */
export const LEAST_SQUARE_EXPONENT: i32 = 2 * LEAST_EXPONENT
/** More than the chunks that the sum of 2^64 doubles of any size needs. */
export const MOST_CHUNKS: u32 = 70
/** The same of squares. */
export const MOST_SQUARE_CHUNKS: u32 = 140
const SIGNIFICAND_BITS: u64 = 52
const HIDDEN_BIT: u64 = 1 << 52
/** Digits of a magnitude: the most chunks that there can be, and one for the top. */
const DIGITS: usize = memory.data(80 * 4, 16)

/** Adds a finite double. */
export function accumulatorAdd(accumulator: usize, value: f64): void {
  const bits = reinterpret<u64>(value)
  const field = <u32>(bits >> SIGNIFICAND_BITS) & 0x7ff
  const fraction = bits & (HIDDEN_BIT - 1)
  const significand = field ? fraction | HIDDEN_BIT : fraction
  if (!significand) return
  const position = max(field, 1) - 1
  const chunk = chunksFor(accumulator, <i32>(position >> 5), 2)
  const shift = <u64>(position & 31)
  const sign = <i64>bits >> 63
  const low = <i64>((significand << shift) & 0xffffffff)
  const high = <i64>(significand >> (32 - shift))
  store<i64>(chunk, load<i64>(chunk) + ((low ^ sign) - sign))
  store<i64>(chunk, load<i64>(chunk, 8) + ((high ^ sign) - sign), 8)
  spend(accumulator)
}

/** Adds the square of a finite double to a sum of squares. */
export function accumulatorAddSquare(accumulator: usize, value: f64): void {
  const bits = reinterpret<u64>(value)
  const field = <u32>(bits >> SIGNIFICAND_BITS) & 0x7ff
  const fraction = bits & (HIDDEN_BIT - 1)
  const significand = field ? fraction | HIDDEN_BIT : fraction
  if (!significand) return
  const position = (max(field, 1) - 1) << 1
  const chunk = chunksFor(accumulator, <i32>(position >> 5), 5)
  const shift = <u64>(position & 31)
  // (upper · 2^32 + lower)²
  const upper = significand >> 32
  const lower = significand & 0xffffffff
  const middle = (upper * lower) << 1
  const low = lower * lower + (middle << 32)
  const high = upper * upper + (middle >> 32) + <u64>(low < middle << 32)
  addDigit(chunk, low << shift)
  addDigit(chunk + 8, low >> (32 - shift))
  addDigit(chunk + 16, (high << shift) | ((low >> 1) >> (63 - shift)))
  addDigit(chunk + 24, high >> (32 - shift))
  addDigit(chunk + 32, (high >> 1) >> (63 - shift))
  spend(accumulator)
}

/** Adds the lower 32 bits of `digit`. */
// @ts-ignore: decorator
@inline
function addDigit(chunk: usize, digit: u64): void {
  store<i64>(chunk, load<i64>(chunk) + <i64>(digit & 0xffffffff))
}

/** Adds the sum of another accumulator, which is normalised by that. */
export function accumulatorAddAll(into: usize, from: usize): void {
  const length = load<u16>(from, LENGTH)
  if (!length) return
  carry(from)
  const source = <usize>load<u32>(from)
  const count = <i32>load<u16>(from, LENGTH)
  const target = chunksFor(into, load<u16>(from, FIRST), count)
  for (let i = 0; i < count; i++) {
    const at = target + (<usize>i << 3)
    store<i64>(at, load<i64>(at) + load<i64>(source + (<usize>i << 3)))
  }
  spend(into)
}

/** Upper bound of a partial's bytes. */
export function accumulatorWriteSize(accumulator: usize): i32 {
  // A carry may add a chunk.
  return 2 + ((<i32>load<u16>(accumulator, LENGTH) + 2) << 3)
}

/** Writes the sum as a partial; returns the end. */
export function accumulatorWrite(accumulator: usize, out: usize): usize {
  carry(accumulator)
  const chunks = <usize>load<u32>(accumulator)
  let begin = 0
  let end = <i32>load<u16>(accumulator, LENGTH)
  while (end > 0 && !load<i64>(chunks + (<usize>(end - 1) << 3))) end--
  while (begin < end && !load<i64>(chunks + (<usize>begin << 3))) begin++
  store<u8>(out, <u8>(end - begin))
  if (begin == end) return out + 1
  store<u8>(out, <u8>(<i32>load<u16>(accumulator, FIRST) + begin), 1)
  let at = out + 2
  for (let i = begin; i < end - 1; i++) {
    store<u32>(at, load<u32>(chunks + (<usize>i << 3)))
    at += 4
  }
  store<i64>(at, load<i64>(chunks + (<usize>(end - 1) << 3)))
  return at + 8
}

/** Adds the sum of a partial; returns its end. */
export function accumulatorMerge(accumulator: usize, partial: usize): usize {
  const length = <i32>load<u8>(partial)
  if (!length) return partial + 1
  let target = chunksFor(accumulator, load<u8>(partial, 1), length)
  let at = partial + 2
  for (let i = 1; i < length; i++) {
    store<i64>(target, load<i64>(target) + <i64>load<u32>(at))
    target += 8
    at += 4
  }
  store<i64>(target, load<i64>(target) + load<i64>(at))
  spend(accumulator)
  return at + 8
}

/** The sum divided by `divisor` (1 to 2^63): the nearest double, an infinity when it is too large. */
export function accumulatorDivide(accumulator: usize, divisor: u64): f64 {
  const count = accumulatorMagnitude(accumulator, DIGITS)
  if (!count) return 0
  const exponent = (accumulatorFirst(accumulator) << 5) + LEAST_EXPONENT
  const quotient = roundQuotient(DIGITS, count, exponent, divisor)
  const chunks = <usize>load<u32>(accumulator)
  return load<i64>(chunks + (<usize>(count - 2) << 3)) < 0 ? -quotient : quotient
}

/**
 * Writes the magnitude of a sum, or of a sum of squares, to `digits`: u32 each, least significant first, in units of
 * 2^32 to the power of `accumulatorFirst` and the sum's own unit. Returns how many there are: MOST_CHUNKS, or
 * MOST_SQUARE_CHUNKS, and one at the most.
 */
export function accumulatorMagnitude(accumulator: usize, digits: usize): i32 {
  carry(accumulator)
  const length = <i32>load<u16>(accumulator, LENGTH)
  if (!length) return 0
  const chunks = <usize>load<u32>(accumulator)
  const negative = load<i64>(chunks + (<usize>(length - 1) << 3)) < 0
  // The magnitude of a negative sum: its two's complement, digit by digit.
  let borrow: i64 = 0
  for (let i = 0; i < length; i++) {
    const chunk = load<i64>(chunks + (<usize>i << 3))
    const digit = (negative ? -chunk : chunk) + borrow
    store<u32>(digits + (<usize>i << 2), <u32>digit)
    borrow = digit >> 32
  }
  store<u32>(digits + (<usize>length << 2), <u32>borrow)
  return length + 1
}

/** Number of the chunk that the least digit of a sum is in. */
// @ts-ignore: decorator
@inline
export function accumulatorFirst(accumulator: usize): i32 {
  return <i32>load<u16>(accumulator, FIRST)
}

/** Checks a partial of at most `most` chunks (see AggregateFamily.check); returns its end. */
export function accumulatorCheck(partial: usize, limit: usize, most: u32): usize {
  const first = take(partial, 1, limit)
  const length = <u32>load<u8>(partial)
  if (!length) return first
  const low = take(first, 1, limit)
  require(<u32>load<u8>(first) + length <= most)
  const end = take(low, <u64>(length + 1) << 2, limit)
  const top = load<i64>(end - 8)
  require(top >> 32 == top >> 63)
  return end
}

/**
 * A digest of the sum, mixed into `seed`: of its two's complement, digit by digit, from the first digit that is not
 * zero to the last that is not merely the sign.
 */
export function accumulatorDigest(accumulator: usize, seed: u64): u64 {
  carry(accumulator)
  const length = <i32>load<u16>(accumulator, LENGTH)
  if (!length) return seed
  const chunks = <usize>load<u32>(accumulator)
  const top = load<i64>(chunks + (<usize>(length - 1) << 3))
  const sign = <u32>(top >> 63)
  let end = length
  while (end > 0 && load<u32>(chunks + (<usize>(end - 1) << 3)) == sign) end--
  let begin = 0
  while (begin < end && !load<u32>(chunks + (<usize>begin << 3))) begin++
  if (begin == end && !sign) return seed
  const first = <u64>(<i32>load<u16>(accumulator, FIRST) + begin)
  let digest = hashU64(<u64>sign, hashU64(first, seed))
  for (let i = begin; i < end; i++) digest = hashU64(<u64>load<u32>(chunks + (<usize>i << 3)), digest)
  return digest
}

/** Releases the chunks; the sum is zero again. */
export function accumulatorFree(accumulator: usize): void {
  release(<usize>load<u32>(accumulator), <usize>load<u16>(accumulator, LENGTH) << 3)
  v128.store(accumulator, i64x2.splat(0))
}

/** One addition was made: time to carry? */
// @ts-ignore: decorator
@inline
function spend(accumulator: usize): void {
  const left = load<u32>(accumulator, BUDGET_LEFT) - 1
  store<u32>(accumulator, left, BUDGET_LEFT)
  if (!left) carry(accumulator)
}

/** The address of chunk `first`, `count` chunks from it on being there. */
// @ts-ignore: decorator
@inline
function chunksFor(accumulator: usize, first: i32, count: i32): usize {
  const offset = first - <i32>load<u16>(accumulator, FIRST)
  if (offset < 0 || offset + count > <i32>load<u16>(accumulator, LENGTH)) return widen(accumulator, first, count)
  return <usize>load<u32>(accumulator) + (<usize>offset << 3)
}

/** Makes room for chunks `first` to `first + count - 1`. */
function widen(accumulator: usize, first: i32, count: i32): usize {
  const oldLength = <i32>load<u16>(accumulator, LENGTH)
  const oldFirst = <i32>load<u16>(accumulator, FIRST)
  const begin = oldLength ? min(oldFirst, first) : max(first - 1, 0)
  const end = oldLength ? max(oldFirst + oldLength, first + count) : max(begin + FIRST_CHUNKS, first + count)
  // An even number of chunks is what the allocator's least classes hold.
  const length = (end - begin + 1) & ~1
  const old = <usize>load<u32>(accumulator)
  const chunks = allocate(<usize>length << 3)
  memory.fill(chunks, 0, <usize>length << 3)
  if (oldLength) {
    memory.copy(chunks + (<usize>(oldFirst - begin) << 3), old, <usize>oldLength << 3)
    release(old, <usize>oldLength << 3)
  } else {
    store<u32>(accumulator, BUDGET, BUDGET_LEFT)
  }
  store<u32>(accumulator, <u32>chunks)
  store<u16>(accumulator, <u16>begin, FIRST)
  store<u16>(accumulator, <u16>length, LENGTH)
  return chunks + (<usize>(first - begin) << 3)
}

/** Normalises: all chunks but the top one to 32 bits; a chunk is added when the top one would not fit 33. */
function carry(accumulator: usize): void {
  const length = <i32>load<u16>(accumulator, LENGTH)
  if (!length) return
  const chunks = <usize>load<u32>(accumulator)
  let over: i64 = 0
  for (let i = 0; i < length - 1; i++) {
    const at = chunks + (<usize>i << 3)
    const chunk = load<i64>(at) + over
    store<i64>(at, chunk & 0xffffffff)
    over = chunk >> 32
  }
  const top = chunks + (<usize>(length - 1) << 3)
  const chunk = load<i64>(top) + over
  store<i64>(top, chunk)
  store<u32>(accumulator, BUDGET, BUDGET_LEFT)
  if (chunk >> 32 == chunk >> 63) return
  widen(accumulator, <i32>load<u16>(accumulator, FIRST) + length, 1)
  carry(accumulator)
}
