import { BIGINT, STRING } from '../../contract'
import { countPoints } from '../../text/code-points'
import { cellInteger } from '../cell'
import { instructionA, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { eachRow, hasTypes, lengthAt, textAt } from '../rowwise'

/** How many code points a text has. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, BIGINT, STRING)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 1, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const a = instructionA(at)
  cellInteger(instructionDst(at), row, countPoints(textAt(a, row), lengthAt(a, row)))
}
