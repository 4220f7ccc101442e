import { cellDouble, cellNull } from '../column/cell'
import { registerAux, registerData } from '../column/registers'
import { hashU64 } from '../memory/hash'
import { checkCount, take } from './checks'
import { AggregateFamily, plainFamily } from './family'
import { int128Add, int128Magnitude } from './int128'
import { inputRegister, rowOf, slotOf } from './spec'
import {
  ACCUMULATOR_SIZE,
  LEAST_SQUARE_EXPONENT,
  MOST_CHUNKS,
  MOST_SQUARE_CHUNKS,
  accumulatorAdd,
  accumulatorAddAll,
  accumulatorAddSquare,
  accumulatorCheck,
  accumulatorDigest,
  accumulatorFirst,
  accumulatorFree,
  accumulatorMagnitude,
  accumulatorMerge,
  accumulatorWrite,
  accumulatorWriteSize
} from './superaccumulator'
import { MAX_UNSIGNED_VARINT, readUnsignedVarint, unsignedVarintEnd, writeUnsignedVarint } from './unsigned-varint'
import { SQUARE_DIGITS, SUM_DIGITS, variance } from './variance'

/**
 * Exact sums and sums of squares with their counts: the state of variances and standard deviations.
 *
 *     slot of integers     | count u64 | sum int128 | squares u64[3], least significant first |
 *     partial              | count varint | sum | squares |                              count 0: the varint alone
 *     slot of doubles      | count u64 | accumulator | accumulator of squares |     (see superaccumulator.ts)
 *     partial              | count varint | accumulator's partial | the other's |        count 0: the varint alone
 */
const INTEGER_SLOT: i32 = 8 + 16 + 24
const DOUBLE_SLOT: i32 = 8 + 2 * ACCUMULATOR_SIZE
const SUM: usize = 8
const INTEGER_SQUARES: usize = 24
const DOUBLE_SQUARES: usize = 8 + <usize>ACCUMULATOR_SIZE
/** Bytes of the sums of integers. */
const INTEGER_SUMS: usize = 40

export const integerMoments = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))
export const doubleMoments = changetype<AggregateFamily>(memory.data(offsetof<AggregateFamily>(), 8))

plainFamily(integerMoments, INTEGER_SLOT)
integerMoments.update = updateIntegers
integerMoments.writeSize = (slot: usize): i32 => MAX_UNSIGNED_VARINT + <i32>INTEGER_SUMS
integerMoments.write = writeIntegers
integerMoments.merge = mergeIntegers
integerMoments.add = addIntegers
integerMoments.absorb = addIntegers
integerMoments.digest = digestIntegers
integerMoments.check = checkIntegers

doubleMoments.slotSize = DOUBLE_SLOT
doubleMoments.update = updateDoubles
doubleMoments.writeSize = (slot: usize): i32 =>
  MAX_UNSIGNED_VARINT + accumulatorWriteSize(slot + SUM) + accumulatorWriteSize(slot + DOUBLE_SQUARES)
doubleMoments.write = writeDoubles
doubleMoments.merge = mergeDoubles
doubleMoments.add = addDoubles
doubleMoments.absorb = addDoubles
doubleMoments.free = freeDoubles
doubleMoments.touch = (slot: usize): u32 => load<u32>(<usize>load<u32>(slot, SUM))
doubleMoments.digest = digestDoubles
doubleMoments.check = checkDoubles

/**
 * Writes the variance of a slot of integers, or its root, into a cell; null over no more values than `less`, by which
 * the divisor is less than the count.
 */
export function finishIntegerMoments(slot: usize, register: i32, row: i32, less: u64, root: bool): bool {
  const n = load<u64>(slot)
  if (n <= less) {
    cellNull(register, row)
    return true
  }
  const sum = int128Magnitude(slot + SUM)
  cellDouble(register, row, variance(sum, 4, 0, slot + INTEGER_SQUARES, 6, 0, 0, n, less, root))
  return true
}

/** The same of a slot of doubles. */
export function finishDoubleMoments(slot: usize, register: i32, row: i32, less: u64, root: bool): bool {
  const n = load<u64>(slot)
  if (n <= less) {
    cellNull(register, row)
    return true
  }
  const squares = slot + DOUBLE_SQUARES
  const sumCount = accumulatorMagnitude(slot + SUM, SUM_DIGITS)
  const squareCount = accumulatorMagnitude(squares, SQUARE_DIGITS)
  const sumFirst = accumulatorFirst(slot + SUM)
  const squareFirst = accumulatorFirst(squares)
  const unit = LEAST_SQUARE_EXPONENT
  cellDouble(
    register,
    row,
    variance(SUM_DIGITS, sumCount, sumFirst, SQUARE_DIGITS, squareCount, squareFirst, unit, n, less, root)
  )
  return true
}

/** Adds one value to a slot of integers. */
export function addIntegerToMoments(slot: usize, value: i64): void {
  count(slot, 1)
  int128Add(slot + SUM, <u64>value, value >> 63)
  // (upper · 2^32 + lower)² of the magnitude, which is 2^63 at the most
  const magnitude = <u64>(value < 0 ? 0 - value : value)
  const upper = magnitude >> 32
  const lower = magnitude & 0xffffffff
  const middle = upper * lower
  const low = lower * lower
  const sum = low + (middle << 33)
  addSquares(slot + INTEGER_SQUARES, sum, upper * upper + (middle >> 31) + <u64>(sum < low), 0)
}

/** Adds one value, a double as its bits, to a slot of doubles. */
export function addDoubleToMoments(slot: usize, bits: i64): void {
  const value = reinterpret<f64>(bits)
  count(slot, 1)
  accumulatorAdd(slot + SUM, value)
  accumulatorAddSquare(slot + DOUBLE_SQUARES, value)
}

function updateIntegers(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  const nulls = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    addIntegerToMoments(slotOf(slots, offset, i), load<i64>(values + (row << 3)))
  }
}

function updateDoubles(agg: usize, slots: usize, offset: usize, rows: usize, n: i32): void {
  const values = registerData(inputRegister(agg))
  const nulls = registerAux(inputRegister(agg))
  for (let i = 0; i < n; i++) {
    const row = rowOf(rows, i)
    if (load<u8>(nulls + row)) continue
    addDoubleToMoments(slotOf(slots, offset, i), load<i64>(values + (row << 3)))
  }
}

function writeIntegers(slot: usize, out: usize): usize {
  const at = writeUnsignedVarint(out, load<u64>(slot))
  if (!load<u64>(slot)) return at
  memory.copy(at, slot + SUM, INTEGER_SUMS)
  return at + INTEGER_SUMS
}

function writeDoubles(slot: usize, out: usize): usize {
  const at = writeUnsignedVarint(out, load<u64>(slot))
  if (!load<u64>(slot)) return at
  return accumulatorWrite(slot + DOUBLE_SQUARES, accumulatorWrite(slot + SUM, at))
}

function mergeIntegers(slot: usize, partial: usize): usize {
  const rows = readUnsignedVarint(partial)
  const at = unsignedVarintEnd
  if (!rows) return at
  count(slot, rows)
  addSums(slot, at)
  return at + INTEGER_SUMS
}

function mergeDoubles(slot: usize, partial: usize): usize {
  const rows = readUnsignedVarint(partial)
  if (!rows) return unsignedVarintEnd
  count(slot, rows)
  return accumulatorMerge(slot + DOUBLE_SQUARES, accumulatorMerge(slot + SUM, unsignedVarintEnd))
}

function addIntegers(into: usize, from: usize): void {
  count(into, load<u64>(from))
  addSums(into, from + SUM)
}

function addDoubles(into: usize, from: usize): void {
  count(into, load<u64>(from))
  accumulatorAddAll(into + SUM, from + SUM)
  accumulatorAddAll(into + DOUBLE_SQUARES, from + DOUBLE_SQUARES)
}

function freeDoubles(slot: usize): void {
  accumulatorFree(slot + SUM)
  accumulatorFree(slot + DOUBLE_SQUARES)
}

function digestIntegers(slot: usize): u64 {
  let digest = hashU64(load<u64>(slot), 0)
  for (let at: usize = 0; at < INTEGER_SUMS; at += 8) digest = hashU64(load<u64>(slot + SUM + at), digest)
  return digest
}

function digestDoubles(slot: usize): u64 {
  const digest = accumulatorDigest(slot + SUM, hashU64(load<u64>(slot), 0))
  return accumulatorDigest(slot + DOUBLE_SQUARES, hashU64(digest, 1))
}

function checkIntegers(partial: usize, limit: usize): usize {
  if (!checkCount(partial, limit)) return unsignedVarintEnd
  return take(unsignedVarintEnd, INTEGER_SUMS, limit)
}

function checkDoubles(partial: usize, limit: usize): usize {
  if (!checkCount(partial, limit)) return unsignedVarintEnd
  return accumulatorCheck(accumulatorCheck(unsignedVarintEnd, limit, MOST_CHUNKS), limit, MOST_SQUARE_CHUNKS)
}

/** Adds the sum and the squares at `sums`, of any alignment. */
// @ts-ignore: decorator
@inline
function addSums(slot: usize, sums: usize): void {
  int128Add(slot + SUM, load<u64>(sums), load<i64>(sums, 8))
  addSquares(slot + INTEGER_SQUARES, load<u64>(sums, 16), load<u64>(sums, 24), load<u64>(sums, 32))
}

// @ts-ignore: decorator
@inline
function addSquares(squares: usize, low: u64, middle: u64, high: u64): void {
  const newLow = load<u64>(squares) + low
  const withMiddle = load<u64>(squares, 8) + middle
  const newMiddle = withMiddle + <u64>(newLow < low)
  const carry = <u64>(withMiddle < middle) + <u64>(newMiddle < withMiddle)
  store<u64>(squares, newLow)
  store<u64>(squares, newMiddle, 8)
  store<u64>(squares, load<u64>(squares, 16) + high + carry, 16)
}

// @ts-ignore: decorator
@inline
function count(slot: usize, rows: u64): void {
  store<u64>(slot, load<u64>(slot) + rows)
}
