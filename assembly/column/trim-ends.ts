/** Texts without the spaces at their ends. At which is a type, settled when the kernels are compiled. */
import { STRING } from '../contract'
import { cellString } from './cell'
import { instructionA, instructionDst } from './instruction'
import { defineOperation } from './operations'
import { eachRow, hasTypes, lengthAt, textAt } from './rowwise'

/** At its beginning. */
export class Left {}
/** At its end. */
export class Right {}
/** At both. */
export class Both {}

// @ts-ignore: decorator
@inline
const SPACE: u8 = 0x20

/** Defines the function that trims the ends E. */
export function defineTrim<E>(code: u32): void {
  defineOperation(
    code,
    (plan: usize, at: usize, rows: usize, n: i32): void =>
      eachRow(plan, at, rows, n, 1, (plan: usize, at: usize, row: i32): void => trim<E>(at, row)),
    check
  )
}

function check(at: usize): bool {
  return hasTypes(at, STRING, STRING)
}

function trim<E>(at: usize, row: i32): void {
  const a = instructionA(at)
  let from = textAt(a, row)
  let end = from + lengthAt(a, row)
  if (idof<E>() != idof<Right>()) {
    while (from < end && load<u8>(from) == SPACE) from++
  }
  if (idof<E>() != idof<Left>()) {
    while (from < end && load<u8>(end - 1) == SPACE) end--
  }
  cellString(instructionDst(at), row, from, <u32>(end - from))
}
