import { TIMESTAMP } from '../../contract'
import { cellInteger, cellNull } from '../cell'
import { instructionA, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { blockOf, eachRow, hasBlock, hasTypes, integerAt } from '../rowwise'
import { hasZone, isDatable, unitBegin } from '../time-parts'

/**
 * When the unit of time a began. The constant block:
 *
 *     | unit u32 | zone (zone.ts) |
 */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, TIMESTAMP, TIMESTAMP) && hasBlock(at) && hasZone(at)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 1, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const dst = instructionDst(at)
  const time = integerAt(instructionA(at), row)
  const block = blockOf(plan, at)
  if (!isDatable(time)) cellNull(dst, row)
  else cellInteger(dst, row, unitBegin(load<u32>(block), block + 4, time))
}
