/** Beginnings of units of time. Which one is a type, settled when the kernels are compiled. */
import { TIMESTAMP } from '../contract'
import { cellInteger, cellNull } from './cell'
import { instructionA, instructionDst } from './instruction'
import { defineOperation } from './operations'
import { blockOf, eachRow, hasBlock, hasTypes, integerAt } from './rowwise'
import { hasZone, isDatable, unitBegin, unitEnd } from './time-parts'

/** That of the unit in which the time lies. */
export class Current {}
/** That of the next unit, or the time itself where it is one. */
export class Next {}

/**
 * Defines the function that finds the beginning B. The constant block:
 *
 *     | unit u32 | zone (zone.ts) |
 */
export function defineUnitOf<B>(code: u32): void {
  defineOperation(
    code,
    (plan: usize, at: usize, rows: usize, n: i32): void =>
      eachRow(plan, at, rows, n, 1, (plan: usize, at: usize, row: i32): void => beginning<B>(plan, at, row)),
    check
  )
}

function check(at: usize): bool {
  return hasTypes(at, TIMESTAMP, TIMESTAMP) && hasBlock(at) && hasZone(at)
}

function beginning<B>(plan: usize, at: usize, row: i32): void {
  const dst = instructionDst(at)
  const time = integerAt(instructionA(at), row)
  const block = blockOf(plan, at)
  const unit = load<u32>(block)
  if (!isDatable(time)) cellNull(dst, row)
  else cellInteger(dst, row, idof<B>() == idof<Current>() ? unitBegin(unit, block + 4, time) : unitEnd(unit, block + 4, time))
}
