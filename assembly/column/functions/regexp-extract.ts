import { STRING } from '../../contract'
import { cellNull, cellString } from '../cell'
import { instructionA, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { isRegex, regexBegin, regexGroupEnd, regexGroupFrom, regexSearch } from '../regex'
import { blockOf, eachRow, hasBlock, hasTypes, lengthAt, textAt } from '../rowwise'

/** What the wanted group of a regular expression, which the constant block holds, has of text a; null for nothing. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, STRING, STRING) && hasBlock(at) && isRegex(at)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  regexBegin(blockOf(plan, at))
  eachRow(plan, at, rows, n, 1, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const dst = instructionDst(at)
  const a = instructionA(at)
  const text = textAt(a, row)
  if (!regexSearch(text, text + lengthAt(a, row), false)) return cellNull(dst, row)
  const from = regexGroupFrom()
  if (from == 0) return cellNull(dst, row)
  cellString(dst, row, from, <u32>(regexGroupEnd() - from))
}
