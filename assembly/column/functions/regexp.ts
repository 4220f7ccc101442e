import { BOOLEAN, STRING } from '../../contract'
import { cellBoolean } from '../cell'
import { instructionA, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { isRegex, regexBegin, regexSearch } from '../regex'
import { blockOf, eachRow, hasBlock, hasTypes, lengthAt, textAt } from '../rowwise'

/** Whether a regular expression, which the constant block holds, matches somewhere in text a. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, BOOLEAN, STRING) && hasBlock(at) && isRegex(at)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  regexBegin(blockOf(plan, at))
  eachRow(plan, at, rows, n, 1, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const a = instructionA(at)
  const text = textAt(a, row)
  cellBoolean(instructionDst(at), row, regexSearch(text, text + lengthAt(a, row), true))
}
