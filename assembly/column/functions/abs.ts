import { BIGINT, DOUBLE } from '../../contract'
import { holds } from '../checks'
import { instructionA, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { registerAux, registerData, registerType } from '../registers'

/** ABS(a) of a BIGINT or DOUBLE, of the same type; null for the BIGINT whose opposite does not exist. */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  const a = instructionA(at)
  const dst = instructionDst(at)
  return (holds(a, BIGINT) && holds(dst, BIGINT)) || (holds(a, DOUBLE) && holds(dst, DOUBLE))
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  const a = instructionA(at)
  if (registerType(a) == DOUBLE) doubles(instructionDst(at), a, rows, n)
  else integers(instructionDst(at), a, rows, n)
}

function integers(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outNull = registerAux(dst)
  const x = registerData(a)
  const isNull = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const value = load<i64>(x + (row << 3))
    store<i64>(out + (row << 3), value < 0 ? -value : value)
    store<u8>(outNull + row, load<u8>(isNull + row) | <u8>(value == i64.MIN_VALUE))
  }
}

function doubles(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outNull = registerAux(dst)
  const x = registerData(a)
  const isNull = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    store<f64>(out + (row << 3), abs(load<f64>(x + (row << 3))))
    store<u8>(outNull + row, load<u8>(isNull + row))
  }
}
