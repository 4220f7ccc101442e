import { BIGINT, BOOLEAN, DOUBLE, FAIL_BAD_PLAN, OP_CAST, STRING, TIMESTAMP } from '../contract'
import { fail } from '../memory/failure'
import { castFromText } from './cast-from-text'
import { castToText } from './cast-to-text'
import { holds } from './checks'
import { copyRun } from './copy'
import { instructionA, instructionB, instructionC, instructionDst } from './instruction'
import { defineOperation } from './operations'
import { registerAux, registerData } from './registers'
import { NULL_BOOLEAN } from './vector'

/** CAST. */
export function defineCast(): void {
  defineOperation(OP_CAST, run, check)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  castRun(instructionB(at), instructionC(at), instructionDst(at), instructionA(at), rows, n)
}

function check(at: usize): bool {
  const from = instructionB(at)
  const to = instructionC(at)
  return holds(instructionA(at), from) && holds(instructionDst(at), to) && canCast(from, to)
}

/** The pairs of castRun: every type to itself, to and from STRING, and to and from BIGINT. */
function canCast(from: i32, to: i32): bool {
  return from == to || from == STRING || to == STRING || from == BIGINT || to == BIGINT
}

/** 2^63: doubles from -2^63 up to and without it have a 64-bit integer part. */
// @ts-ignore: decorator
@inline
const BEYOND_BIGINT: f64 = 9223372036854775808.0

/**
 * dst := CAST(a AS to) over the n rows listed at `rows`. A null stays null, and what has no value of the
 * target type becomes null. A pair of types that cannot be cast fails with FAIL_BAD_PLAN.
 *
 *   from \ to   BOOLEAN      BIGINT    DOUBLE    STRING   TIMESTAMP
 *   BOOLEAN     copy         0 or 1    -         text     -
 *   BIGINT      not 0        copy      nearest   text     milliseconds
 *   DOUBLE      -            truncate  copy      text     -
 *   STRING      parse        parse     parse     copy     parse
 *   TIMESTAMP   -            milliseconds  -     text     copy
 */
function castRun(from: i32, to: i32, dst: i32, a: i32, rows: usize, n: i32): void {
  if (from == to) copyRun(to, dst, a, rows, n)
  else if (to == STRING) castToText(from, dst, a, rows, n)
  else if (from == STRING) castFromText(to, dst, a, rows, n)
  else if (from == BIGINT && to == TIMESTAMP) copyRun(BIGINT, dst, a, rows, n)
  else if (from == TIMESTAMP && to == BIGINT) copyRun(BIGINT, dst, a, rows, n)
  else if (from == BIGINT && to == DOUBLE) bigintToDouble(dst, a, rows, n)
  else if (from == DOUBLE && to == BIGINT) doubleToBigint(dst, a, rows, n)
  else if (from == BOOLEAN && to == BIGINT) booleanToBigint(dst, a, rows, n)
  else if (from == BIGINT && to == BOOLEAN) bigintToBoolean(dst, a, rows, n)
  else fail(FAIL_BAD_PLAN, from)
}

function bigintToDouble(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outNull = registerAux(dst)
  const x = registerData(a)
  const isNull = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    store<f64>(out + (row << 3), <f64>load<i64>(x + (row << 3)))
    store<u8>(outNull + row, load<u8>(isNull + row))
  }
}

function doubleToBigint(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outNull = registerAux(dst)
  const x = registerData(a)
  const isNull = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const value = load<f64>(x + (row << 3))
    const fits = <u32>(value >= -BEYOND_BIGINT) & <u32>(value < BEYOND_BIGINT)
    store<i64>(out + (row << 3), <i64>value)
    store<u8>(outNull + row, <u8>(load<u8>(isNull + row) | (fits ^ 1)))
  }
}

function booleanToBigint(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outNull = registerAux(dst)
  const x = registerData(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const value = load<u8>(x + row)
    store<i64>(out + (row << 3), <i64>(value & 1))
    store<u8>(outNull + row, <u8>(value == NULL_BOOLEAN))
  }
}

function bigintToBoolean(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const isNull = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const truth = <u8>(load<i64>(x + (row << 3)) != 0)
    store<u8>(out + row, select<u8>(NULL_BOOLEAN, truth, load<u8>(isNull + row)))
  }
}
