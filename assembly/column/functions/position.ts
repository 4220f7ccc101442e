import { BIGINT, STRING } from '../../contract'
import { countPoints } from '../../text/code-points'
import { cellInteger } from '../cell'
import { instructionA, instructionB, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { eachRow, hasTypes, lengthAt, textAt } from '../rowwise'
import { findText } from '../substring'

/** At which code point of b, from 1 on, text a begins first; 0 where it does not. An empty a begins at 1. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, BIGINT, STRING, STRING)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 2, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const a = instructionA(at)
  const b = instructionB(at)
  const length = lengthAt(a, row)
  const text = textAt(b, row)
  const found = length == 0 ? text : findText(text, text + lengthAt(b, row), textAt(a, row), length)
  cellInteger(instructionDst(at), row, found == 0 ? 0 : 1 + <i64>countPoints(text, <u32>(found - text)))
}
