import { BIGINT, DOUBLE } from '../../contract'
import { cellDouble, cellInteger } from '../cell'
import { instructionA, instructionB, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { registerType } from '../registers'
import { doubleAt, eachRow, hasTypes, integerAt } from '../rowwise'

/** a * b. BIGINT wraps around as Java's long does; a DOUBLE that is not finite is null. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, BIGINT, BIGINT, BIGINT) || hasTypes(at, DOUBLE, DOUBLE, DOUBLE)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  if (registerType(instructionDst(at)) == DOUBLE) eachRow(plan, at, rows, n, 2, doubles)
  else eachRow(plan, at, rows, n, 2, integers)
}

function integers(plan: usize, at: usize, row: i32): void {
  const a = integerAt(instructionA(at), row)
  const b = integerAt(instructionB(at), row)
  cellInteger(instructionDst(at), row, a * b)
}

function doubles(plan: usize, at: usize, row: i32): void {
  const a = doubleAt(instructionA(at), row)
  const b = doubleAt(instructionB(at), row)
  cellDouble(instructionDst(at), row, a * b)
}
