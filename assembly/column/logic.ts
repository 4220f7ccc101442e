import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  FAIL_BAD_PLAN,
  NULL_LENGTH,
  OP_AND,
  OP_IS_NOT_NULL,
  OP_IS_NULL,
  OP_NOT,
  OP_OR,
  STRING,
  TIMESTAMP
} from '../contract'
import { fail } from '../memory/failure'
import { holds } from './checks'
import { instructionA, instructionB, instructionC, instructionDst, instructionOp } from './instruction'
import { defineOperation } from './operations'
import { registerAux, registerData } from './registers'
import { NULL_BOOLEAN } from './vector'

/** AND, OR, NOT, IS_NULL and IS_NOT_NULL. */
export function defineLogic(): void {
  defineOperation(OP_AND, andRun, checkTwo)
  defineOperation(OP_OR, orRun, checkTwo)
  defineOperation(OP_NOT, notRun, checkOne)
  defineOperation(OP_IS_NULL, nullCheckRun, checkAny)
  defineOperation(OP_IS_NOT_NULL, nullCheckRun, checkAny)
}

function checkOne(at: usize): bool {
  return holds(instructionDst(at), BOOLEAN) && holds(instructionA(at), BOOLEAN)
}

function checkTwo(at: usize): bool {
  return checkOne(at) && holds(instructionB(at), BOOLEAN)
}

function checkAny(at: usize): bool {
  return holds(instructionDst(at), BOOLEAN) && holds(instructionA(at), instructionC(at))
}

/*
 * SQL's three-valued logic on 0 false, 1 true, 2 null. Where neither operand decides alone, the greater of
 * the two is the answer: it is null as soon as one of them is.
 */

/** BOOLEAN dst := a AND b. */
function andRun(plan: usize, at: usize, rows: usize, n: i32): void {
  const out = registerData(instructionDst(at))
  const x = registerData(instructionA(at))
  const y = registerData(instructionB(at))
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const l = load<u8>(x + row)
    const r = load<u8>(y + row)
    store<u8>(out + row, select<u8>(0, select<u8>(l, r, l > r), <u32>(l == 0) | <u32>(r == 0)))
  }
}

/** BOOLEAN dst := a OR b. */
function orRun(plan: usize, at: usize, rows: usize, n: i32): void {
  const out = registerData(instructionDst(at))
  const x = registerData(instructionA(at))
  const y = registerData(instructionB(at))
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const l = load<u8>(x + row)
    const r = load<u8>(y + row)
    store<u8>(out + row, select<u8>(1, select<u8>(l, r, l > r), <u32>(l == 1) | <u32>(r == 1)))
  }
}

/** BOOLEAN dst := NOT a. */
function notRun(plan: usize, at: usize, rows: usize, n: i32): void {
  const out = registerData(instructionDst(at))
  const x = registerData(instructionA(at))
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const value = load<u8>(x + row)
    store<u8>(out + row, select<u8>(value, value ^ 1, value == NULL_BOOLEAN))
  }
}

/** BOOLEAN dst := a IS NULL, or a IS NOT NULL; never null itself. */
function nullCheckRun(plan: usize, at: usize, rows: usize, n: i32): void {
  // What a null gives.
  const whenNull = <u8>(instructionOp(at) == OP_IS_NULL)
  const type = instructionC(at)
  const dst = instructionDst(at)
  const a = instructionA(at)
  if (type == BIGINT || type == TIMESTAMP || type == DOUBLE) marksKernel(whenNull, dst, a, rows, n)
  else if (type == STRING) lengthsKernel(whenNull, dst, a, rows, n)
  else if (type == BOOLEAN) booleansKernel(whenNull, dst, a, rows, n)
  else fail(FAIL_BAD_PLAN, type)
}

function marksKernel(whenNull: u8, dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const marks = registerAux(a)
  const flip: u8 = whenNull ^ 1
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    store<u8>(out + row, load<u8>(marks + row) ^ flip)
  }
}

function lengthsKernel(whenNull: u8, dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const lengths = registerAux(a)
  const flip: u8 = whenNull ^ 1
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    store<u8>(out + row, <u8>(load<u32>(lengths + (row << 2)) == NULL_LENGTH) ^ flip)
  }
}

function booleansKernel(whenNull: u8, dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const flip: u8 = whenNull ^ 1
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    store<u8>(out + row, <u8>(load<u8>(x + row) == NULL_BOOLEAN) ^ flip)
  }
}
