import { STRING } from '../../contract'
import { copyBytes } from '../../memory/bytes'
import { scratchAllocate } from '../../memory/scratch'
import { cellString } from '../cell'
import { instructionA, instructionB, instructionC, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { eachRow, hasTypes, lengthAt, textAt } from '../rowwise'
import { findText } from '../substring'

/** a with every b in it replaced by c, from left to right; with an empty b it stays as it is. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, STRING, STRING, STRING, STRING)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 3, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const a = instructionA(at)
  const b = instructionB(at)
  const c = instructionC(at)
  const text = textAt(a, row)
  const length = lengthAt(a, row)
  const end = text + length
  const needle = textAt(b, row)
  const needleLength = lengthAt(b, row)
  const count = needleLength == 0 ? 0 : occurrences(text, end, needle, needleLength)
  if (count == 0) return cellString(instructionDst(at), row, text, length)
  const replacement = lengthAt(c, row)
  const size = <usize>length + <usize>count * (<usize>replacement - <usize>needleLength)
  const out = scratchAllocate(size)
  let to = out
  let from = text
  for (let found = findText(from, end, needle, needleLength); found != 0; found = findText(from, end, needle, needleLength)) {
    copyBytes(to, from, <u32>(found - from))
    to += found - from
    copyBytes(to, textAt(c, row), replacement)
    to += replacement
    from = found + needleLength
  }
  copyBytes(to, from, <u32>(end - from))
  cellString(instructionDst(at), row, out, <u32>size)
}

function occurrences(from: usize, end: usize, needle: usize, length: u32): u32 {
  let count: u32 = 0
  for (let found = findText(from, end, needle, length); found != 0; found = findText(found + length, end, needle, length)) count++
  return count
}
