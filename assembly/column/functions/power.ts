import { DOUBLE } from '../../contract'
import { cellDouble } from '../cell'
import { instructionA, instructionB, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { doubleAt, eachRow, hasTypes } from '../rowwise'

/** a to the power of b; null where that is no finite number. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, DOUBLE, DOUBLE, DOUBLE)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 2, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  cellDouble(instructionDst(at), row, Math.pow(doubleAt(instructionA(at), row), doubleAt(instructionB(at), row)))
}
