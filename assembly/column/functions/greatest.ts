import { BIGINT, DOUBLE, STRING } from '../../contract'
import { compareBytes } from '../../memory/bytes'
import { cellDouble, cellInteger, cellString } from '../cell'
import { instructionA, instructionB, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { registerType } from '../registers'
import { doubleAt, eachRow, hasTypes, integerAt, lengthAt, textAt } from '../rowwise'

/** The greater one of a and b, of one type; text by code point. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  return (
    hasTypes(at, BIGINT, BIGINT, BIGINT) ||
    hasTypes(at, DOUBLE, DOUBLE, DOUBLE) ||
    hasTypes(at, STRING, STRING, STRING)
  )
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  const type = registerType(instructionDst(at))
  if (type == DOUBLE) eachRow(plan, at, rows, n, 2, doubles)
  else if (type == STRING) eachRow(plan, at, rows, n, 2, texts)
  else eachRow(plan, at, rows, n, 2, integers)
}

function integers(plan: usize, at: usize, row: i32): void {
  const a = integerAt(instructionA(at), row)
  const b = integerAt(instructionB(at), row)
  cellInteger(instructionDst(at), row, b > a ? b : a)
}

function doubles(plan: usize, at: usize, row: i32): void {
  const a = doubleAt(instructionA(at), row)
  const b = doubleAt(instructionB(at), row)
  cellDouble(instructionDst(at), row, b > a ? b : a)
}

function texts(plan: usize, at: usize, row: i32): void {
  const a = instructionA(at)
  const b = instructionB(at)
  const order = compareBytes(textAt(b, row), lengthAt(b, row), textAt(a, row), lengthAt(a, row))
  const chosen = order > 0 ? b : a
  cellString(instructionDst(at), row, textAt(chosen, row), lengthAt(chosen, row))
}
