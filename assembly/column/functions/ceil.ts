import { DOUBLE } from '../../contract'
import { cellDouble } from '../cell'
import { instructionA, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { doubleAt, eachRow, hasTypes } from '../rowwise'

/** The least whole DOUBLE that is not below a. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, DOUBLE, DOUBLE)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 1, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  cellDouble(instructionDst(at), row, ceil(doubleAt(instructionA(at), row)))
}
