/** Whether a text begins, or ends, with another. Which end is a type, settled when the kernels are compiled. */
import { BOOLEAN, STRING } from '../contract'
import { cellBoolean } from './cell'
import { instructionA, instructionB, instructionDst } from './instruction'
import { defineOperation } from './operations'
import { eachRow, hasTypes, lengthAt, textAt } from './rowwise'
import { equalText } from './text'

/** At its beginning. */
export class Beginning {}
/** At its end. */
export class End {}

/** Defines the function that looks at end E of text a for text b. */
export function defineAffix<E>(code: u32): void {
  defineOperation(
    code,
    (plan: usize, at: usize, rows: usize, n: i32): void =>
      eachRow(plan, at, rows, n, 2, (plan: usize, at: usize, row: i32): void => cell<E>(at, row)),
    check
  )
}

function check(at: usize): bool {
  return hasTypes(at, BOOLEAN, STRING, STRING)
}

function cell<E>(at: usize, row: i32): void {
  const a = instructionA(at)
  const b = instructionB(at)
  const length = lengthAt(b, row)
  const whole = lengthAt(a, row)
  const from = textAt(a, row) + (idof<E>() == idof<End>() ? whole - length : 0)
  cellBoolean(instructionDst(at), row, length <= whole && equalText(from, textAt(b, row), length))
}
