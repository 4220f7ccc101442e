import { STRING } from '../../contract'
import { copyBytes } from '../../memory/bytes'
import { scratchAllocate } from '../../memory/scratch'
import { cellString } from '../cell'
import { instructionA, instructionB, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { eachRow, hasTypes, lengthAt, textAt } from '../rowwise'

/** Text a followed by text b. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, STRING, STRING, STRING)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 2, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const a = instructionA(at)
  const b = instructionB(at)
  const first = lengthAt(a, row)
  const second = lengthAt(b, row)
  const out = scratchAllocate(<usize>first + <usize>second)
  copyBytes(out, textAt(a, row), first)
  copyBytes(out + first, textAt(b, row), second)
  cellString(instructionDst(at), row, out, first + second)
}
