import { BIGINT, TIMESTAMP } from '../../contract'
import { floorDivide } from '../../memory/integers'
import { zoneOffset } from '../../text/zone'
import { cellInteger, cellNull } from '../cell'
import { instructionA, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { blockOf, eachRow, hasBlock, hasTypes, integerAt } from '../rowwise'
import { hasZone, isDatable, partOf } from '../time-parts'

const EPOCH: u32 = 12

/**
 * A part of time a. The constant block:
 *
 *     | part u32 | zone (zone.ts) |
 */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return hasTypes(at, BIGINT, TIMESTAMP) && hasBlock(at) && hasZone(at)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 1, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const dst = instructionDst(at)
  const time = integerAt(instructionA(at), row)
  const block = blockOf(plan, at)
  const part = load<u32>(block)
  if (!isDatable(time)) cellNull(dst, row)
  else if (part == EPOCH) cellInteger(dst, row, floorDivide(time, 1000))
  else cellInteger(dst, row, partOf(part, time + zoneOffset(block + 4, time)))
}
