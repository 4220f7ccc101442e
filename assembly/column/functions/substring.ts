import { BIGINT, STRING } from '../../contract'
import { countPoints, skipPoints } from '../../text/code-points'
import { cellNull, cellString } from '../cell'
import { instructionA, instructionB, instructionC, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { eachRow, hasTypes, integerAt, lengthAt, textAt } from '../rowwise'

/**
 * c code points of a, from position b on: 1 is the first, 0 too, -1 the last. Null where c is negative; empty where the
 * position lies outside of the text, as in Flink.
 */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, STRING, STRING, BIGINT, BIGINT)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 3, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const dst = instructionDst(at)
  const a = instructionA(at)
  const text = textAt(a, row)
  const end = text + lengthAt(a, row)
  const position = integerAt(instructionB(at), row)
  const count = integerAt(instructionC(at), row)
  if (count < 0) return cellNull(dst, row)
  let skipped: i64 = position > 0 ? position - 1 : 0
  if (position < 0) {
    skipped = <i64>countPoints(text, lengthAt(a, row)) + position
    if (skipped < 0) return cellString(dst, row, text, 0)
  }
  const from = skipPoints(text, end, <u64>skipped)
  cellString(dst, row, from, <u32>(skipPoints(from, end, <u64>count) - from))
}
