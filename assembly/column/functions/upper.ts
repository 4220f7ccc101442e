import { STRING } from '../../contract'
import { mapCase } from '../case-map'
import { instructionA, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { eachRow, hasBlock, hasTypes } from '../rowwise'

/** A text in upper case. The constant block is the table of letters, drawn in case-map.ts. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, STRING, STRING) && hasBlock(at)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 1, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  mapCase(plan, at, instructionDst(at), instructionA(at), row)
}
