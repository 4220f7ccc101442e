/** Functions of one DOUBLE. Which one is a type, settled when the kernels are compiled. */
import { DOUBLE } from '../contract'
import { cellDouble } from './cell'
import { instructionA, instructionDst } from './instruction'
import { defineOperation } from './operations'
import { doubleAt, eachRow, hasTypes } from './rowwise'

/** The greatest whole DOUBLE that is not above a. */
export class Floor {}
/** The least whole DOUBLE that is not below a. */
export class Ceil {}
/** The square root. */
export class Sqrt {}
/** e to the power of a. */
export class Exp {}
/** The natural logarithm. */
export class Ln {}
/** The logarithm to base 10. */
export class Log10 {}

/** Defines function O of a DOUBLE; a result that is not finite is null. */
export function defineUnaryDouble<O>(code: u32): void {
  defineOperation(
    code,
    (plan: usize, at: usize, rows: usize, n: i32): void => run<O>(plan, at, rows, n),
    check
  )
}

function check(at: usize): bool {
  return hasTypes(at, DOUBLE, DOUBLE)
}

function run<O>(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 1, (plan: usize, at: usize, row: i32): void => {
    cellDouble(instructionDst(at), row, valueOf<O>(doubleAt(instructionA(at), row)))
  })
}

// @ts-ignore: decorator
@inline
function valueOf<O>(a: f64): f64 {
  if (idof<O>() == idof<Floor>()) return floor(a)
  if (idof<O>() == idof<Ceil>()) return ceil(a)
  if (idof<O>() == idof<Sqrt>()) return sqrt(a)
  if (idof<O>() == idof<Exp>()) return Math.exp(a)
  if (idof<O>() == idof<Ln>()) return Math.log(a)
  return Math.log10(a)
}
