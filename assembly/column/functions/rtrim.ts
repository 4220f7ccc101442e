import { STRING } from '../../contract'
import { cellString } from '../cell'
import { instructionA, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { eachRow, hasTypes, lengthAt, textAt } from '../rowwise'

// @ts-ignore: decorator
@inline
const SPACE: u8 = 0x20

/** A text without the spaces at its end. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, STRING, STRING)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 1, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const a = instructionA(at)
  const from = textAt(a, row)
  let end = from + lengthAt(a, row)
  while (from < end && load<u8>(end - 1) == SPACE) end--
  cellString(instructionDst(at), row, from, <u32>(end - from))
}
