/** + - * / of two BIGINTs or two DOUBLEs. Which one is a type, settled when the kernels are compiled. */
import { BIGINT, DOUBLE } from '../contract'
import { cellDouble, cellInteger, cellNull } from './cell'
import { instructionA, instructionB, instructionDst } from './instruction'
import { defineOperation } from './operations'
import { registerType } from './registers'
import { doubleAt, eachRow, hasTypes, integerAt } from './rowwise'

/** a + b. */
export class Plus {}
/** a - b. */
export class Minus {}
/** a * b. */
export class Times {}
/** a / b, of BIGINT cut toward zero. */
export class Divide {}

/** Defines operator O: BIGINT wraps around as Java's long does; a DOUBLE that is not finite is null, and so is a BIGINT by zero. */
export function defineArithmetic<O>(code: u32): void {
  defineOperation(
    code,
    (plan: usize, at: usize, rows: usize, n: i32): void => run<O>(plan, at, rows, n),
    check
  )
}

function check(at: usize): bool {
  return hasTypes(at, BIGINT, BIGINT, BIGINT) || hasTypes(at, DOUBLE, DOUBLE, DOUBLE)
}

function run<O>(plan: usize, at: usize, rows: usize, n: i32): void {
  if (registerType(instructionDst(at)) == DOUBLE) {
    eachRow(plan, at, rows, n, 2, (plan: usize, at: usize, row: i32): void => doubles<O>(at, row))
  } else {
    eachRow(plan, at, rows, n, 2, (plan: usize, at: usize, row: i32): void => integers<O>(at, row))
  }
}

/** The least BIGINT by -1 wraps around to itself, where the processor's division would end the program. */
function integers<O>(at: usize, row: i32): void {
  const dst = instructionDst(at)
  const a = integerAt(instructionA(at), row)
  const b = integerAt(instructionB(at), row)
  if (idof<O>() == idof<Plus>()) cellInteger(dst, row, a + b)
  else if (idof<O>() == idof<Minus>()) cellInteger(dst, row, a - b)
  else if (idof<O>() == idof<Times>()) cellInteger(dst, row, a * b)
  else if (b == 0) cellNull(dst, row)
  else cellInteger(dst, row, b == -1 ? -a : a / b)
}

function doubles<O>(at: usize, row: i32): void {
  const dst = instructionDst(at)
  const a = doubleAt(instructionA(at), row)
  const b = doubleAt(instructionB(at), row)
  if (idof<O>() == idof<Plus>()) cellDouble(dst, row, a + b)
  else if (idof<O>() == idof<Minus>()) cellDouble(dst, row, a - b)
  else if (idof<O>() == idof<Times>()) cellDouble(dst, row, a * b)
  else cellDouble(dst, row, a / b)
}
