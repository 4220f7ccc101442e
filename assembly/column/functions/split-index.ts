import { BIGINT, STRING } from '../../contract'
import { cellNull, cellString } from '../cell'
import { instructionA, instructionB, instructionC, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { eachRow, hasTypes, integerAt, lengthAt, textAt } from '../rowwise'
import { findText } from '../substring'

/**
 * Part number c, from 0 on, of a cut at every b. Null where there is no such part; an empty text has none, and so has
 * any with an empty b.
 */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, STRING, STRING, STRING, BIGINT)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 3, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const dst = instructionDst(at)
  const a = instructionA(at)
  const b = instructionB(at)
  const separator = textAt(b, row)
  const separatorLength = lengthAt(b, row)
  let wanted = integerAt(instructionC(at), row)
  let from = textAt(a, row)
  const end = from + lengthAt(a, row)
  if (wanted < 0 || from == end || separatorLength == 0) return cellNull(dst, row)
  let found = findText(from, end, separator, separatorLength)
  for (; wanted > 0; wanted--) {
    if (found == 0) return cellNull(dst, row)
    from = found + separatorLength
    found = findText(from, end, separator, separatorLength)
  }
  cellString(dst, row, from, <u32>((found == 0 ? end : found) - from))
}
