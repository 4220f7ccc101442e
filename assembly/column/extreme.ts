/** The greater or the less of two values of one type; text by code point. Which one is a type, settled at compile time. */
import { BIGINT, DOUBLE, STRING } from '../contract'
import { compareBytes } from '../memory/bytes'
import { cellDouble, cellInteger, cellString } from './cell'
import { instructionA, instructionB, instructionDst } from './instruction'
import { defineOperation } from './operations'
import { registerType } from './registers'
import { doubleAt, eachRow, hasTypes, integerAt, lengthAt, textAt } from './rowwise'

/** The greater one wins. */
export class Greater {}
/** The less one wins. */
export class Less {}

/** Defines the choice O of two operands. */
export function defineExtreme<O>(code: u32): void {
  defineOperation(
    code,
    (plan: usize, at: usize, rows: usize, n: i32): void => run<O>(plan, at, rows, n),
    check
  )
}

function check(at: usize): bool {
  return (
    hasTypes(at, BIGINT, BIGINT, BIGINT) ||
    hasTypes(at, DOUBLE, DOUBLE, DOUBLE) ||
    hasTypes(at, STRING, STRING, STRING)
  )
}

function run<O>(plan: usize, at: usize, rows: usize, n: i32): void {
  const type = registerType(instructionDst(at))
  if (type == DOUBLE) eachRow(plan, at, rows, n, 2, (plan: usize, at: usize, row: i32): void => doubles<O>(at, row))
  else if (type == STRING) eachRow(plan, at, rows, n, 2, (plan: usize, at: usize, row: i32): void => texts<O>(at, row))
  else eachRow(plan, at, rows, n, 2, (plan: usize, at: usize, row: i32): void => integers<O>(at, row))
}

/** Does b win over a? */
// @ts-ignore: decorator
@inline
function wins<O, T>(b: T, a: T): bool {
  return idof<O>() == idof<Greater>() ? b > a : b < a
}

function integers<O>(at: usize, row: i32): void {
  const a = integerAt(instructionA(at), row)
  const b = integerAt(instructionB(at), row)
  cellInteger(instructionDst(at), row, wins<O, i64>(b, a) ? b : a)
}

function doubles<O>(at: usize, row: i32): void {
  const a = doubleAt(instructionA(at), row)
  const b = doubleAt(instructionB(at), row)
  cellDouble(instructionDst(at), row, wins<O, f64>(b, a) ? b : a)
}

function texts<O>(at: usize, row: i32): void {
  const a = instructionA(at)
  const b = instructionB(at)
  const order = compareBytes(textAt(b, row), lengthAt(b, row), textAt(a, row), lengthAt(a, row))
  const chosen = wins<O, i32>(order, 0) ? b : a
  cellString(instructionDst(at), row, textAt(chosen, row), lengthAt(chosen, row))
}
