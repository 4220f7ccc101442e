import { BIGINT, DOUBLE } from '../../contract'
import { cellDouble, cellInteger } from '../cell'
import { instructionA, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { registerType } from '../registers'
import { doubleAt, eachRow, hasTypes, integerAt } from '../rowwise'

/** -1, 0 or 1 as a is below, at or above zero, of the same type. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, BIGINT, BIGINT) || hasTypes(at, DOUBLE, DOUBLE)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  if (registerType(instructionDst(at)) == DOUBLE) eachRow(plan, at, rows, n, 1, doubles)
  else eachRow(plan, at, rows, n, 1, integers)
}

function integers(plan: usize, at: usize, row: i32): void {
  const a = integerAt(instructionA(at), row)
  cellInteger(instructionDst(at), row, <i64>(a > 0) - <i64>(a < 0))
}

function doubles(plan: usize, at: usize, row: i32): void {
  const a = doubleAt(instructionA(at), row)
  cellDouble(instructionDst(at), row, <f64>(a > 0) - <f64>(a < 0))
}
