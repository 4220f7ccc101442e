import { BIGINT } from '../../contract'
import { cellInteger, cellNull } from '../cell'
import { instructionA, instructionB, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { eachRow, hasTypes, integerAt } from '../rowwise'

/** What is left of BIGINT a by b, with the sign of a; null by zero. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, BIGINT, BIGINT, BIGINT)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 2, remainder)
}

function remainder(plan: usize, at: usize, row: i32): void {
  const b = integerAt(instructionB(at), row)
  if (b == 0) return cellNull(instructionDst(at), row)
  cellInteger(instructionDst(at), row, integerAt(instructionA(at), row) % b)
}
