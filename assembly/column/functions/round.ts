import { BIGINT, DOUBLE } from '../../contract'
import { decimalToDouble } from '../../text/decimal'
import { writeInteger, writeUnsigned } from '../../text/integer-text'
import { findShortest, shortestDigits, shortestExponent } from '../../text/shortest-double'
import { cellDouble, cellInteger, cellNull } from '../cell'
import { instructionA, instructionB, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { registerType } from '../registers'
import { doubleAt, eachRow, hasTypes, integerAt } from '../rowwise'

/** 10^19 does not fit into an i64 any more, and no double has more digits than this. */
// @ts-ignore: decorator
@inline
const MOST_DIGITS: i64 = 19
/** "18446744073709551615e-2147483648" and what a number's reader may look at past it. */
const TEXT = memory.data(64, 16)

/**
 * a rounded to b digits behind the point, before it where b is negative; what lies half way goes away from zero. A
 * DOUBLE is taken by its shortest decimal, as Flink does, so that 2.675 becomes 2.68. Null where the result does not fit.
 */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, BIGINT, BIGINT, BIGINT) || hasTypes(at, DOUBLE, DOUBLE, BIGINT)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  if (registerType(instructionDst(at)) == DOUBLE) eachRow(plan, at, rows, n, 2, doubles)
  else eachRow(plan, at, rows, n, 2, integers)
}

function integers(plan: usize, at: usize, row: i32): void {
  const dst = instructionDst(at)
  const value = integerAt(instructionA(at), row)
  const digits = integerAt(instructionB(at), row)
  if (digits >= 0) return cellInteger(dst, row, value)
  const magnitude = value < 0 ? 0 - <u64>value : <u64>value
  if (digits < -MOST_DIGITS) return cellInteger(dst, row, 0)
  const unit = powerOfTen(-digits)
  const rounded = roundedUnits(magnitude, unit) * unit
  if (rounded > <u64>i64.MAX_VALUE) return cellNull(dst, row)
  cellInteger(dst, row, value < 0 ? -(<i64>rounded) : <i64>rounded)
}

function doubles(plan: usize, at: usize, row: i32): void {
  const dst = instructionDst(at)
  const value = doubleAt(instructionA(at), row)
  const digits = integerAt(instructionB(at), row)
  findShortest(value)
  const exponent = <i64>shortestExponent()
  const dropped = -exponent - digits
  if (dropped <= 0) return cellDouble(dst, row, value)
  if (dropped > MOST_DIGITS) return cellDouble(dst, row, 0)
  const kept = roundedUnits(shortestDigits(), powerOfTen(dropped))
  let end = writeUnsigned(kept, TEXT)
  store<u8>(end++, 0x65)
  end = writeInteger(-digits, end)
  const rounded = decimalToDouble(TEXT, end)
  cellDouble(dst, row, value < 0 ? -rounded : rounded)
}

/** How many units of 10^n a number is, half a unit and more counted as one. */
function roundedUnits(value: u64, unit: u64): u64 {
  const rest = value % unit
  return value / unit + <u64>(rest >= unit - rest)
}

/** 10^n for n from 0 to 19. */
function powerOfTen(n: i64): u64 {
  let power: u64 = 1
  while (n-- > 0) power *= 10
  return power
}
