import { BOOLEAN, STRING } from '../../contract'
import { cellBoolean } from '../cell'
import { instructionA, instructionB, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { eachRow, hasTypes, lengthAt, textAt } from '../rowwise'
import { equalText } from '../text'

/** Whether text a begins with text b. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, BOOLEAN, STRING, STRING)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 2, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const a = instructionA(at)
  const b = instructionB(at)
  const length = lengthAt(b, row)
  const fits = length <= lengthAt(a, row) && equalText(textAt(a, row), textAt(b, row), length)
  cellBoolean(instructionDst(at), row, fits)
}
