import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  FAIL_BAD_PLAN,
  NULL_LENGTH,
  OP_EQ,
  OP_GE,
  OP_GT,
  OP_LE,
  OP_LT,
  OP_NE,
  STRING,
  TIMESTAMP
} from '../contract'
import { compareBytes } from '../memory/bytes'
import { fail } from '../memory/failure'
import { holds } from './checks'
import { instructionA, instructionB, instructionC, instructionDst, instructionOp } from './instruction'
import { defineOperation } from './operations'
import { compares } from './order'
import { registerAux, registerData } from './registers'
import { equalText } from './text'
import { NULL_BOOLEAN } from './vector'

/** EQ … GE. */
export function defineComparisons(): void {
  for (let op = OP_EQ; op <= OP_GE; op++) defineOperation(op, run, check)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  const dst = instructionDst(at)
  compareRun(instructionOp(at), instructionC(at), dst, instructionA(at), instructionB(at), rows, n)
}

function check(at: usize): bool {
  const type = instructionC(at)
  return holds(instructionDst(at), BOOLEAN) && holds(instructionA(at), type) && holds(instructionB(at), type)
}

/**
 * BOOLEAN dst := a op b over the n rows listed at `rows`; null where an operand is null.
 * @param op OP_EQ … OP_GE
 * @param type the type of both operands; an unknown one fails with FAIL_BAD_PLAN
 */
function compareRun(op: i32, type: i32, dst: i32, a: i32, b: i32, rows: usize, n: i32): void {
  if (op == OP_GT) compareByType(OP_LT, type, dst, b, a, rows, n)
  else if (op == OP_GE) compareByType(OP_LE, type, dst, b, a, rows, n)
  else compareByType(op, type, dst, a, b, rows, n)
}

function compareByType(op: i32, type: i32, dst: i32, a: i32, b: i32, rows: usize, n: i32): void {
  if (type == BIGINT || type == TIMESTAMP) compareNumbers<i64>(op, dst, a, b, rows, n)
  else if (type == DOUBLE) compareNumbers<f64>(op, dst, a, b, rows, n)
  else if (type == STRING) compareStrings(op, dst, a, b, rows, n)
  else if (type == BOOLEAN) compareBooleans(op, dst, a, b, rows, n)
  else fail(FAIL_BAD_PLAN, op)
}

function compareNumbers<T>(op: i32, dst: i32, a: i32, b: i32, rows: usize, n: i32): void {
  if (op == OP_EQ) numberKernel<T>(OP_EQ, dst, a, b, rows, n)
  else if (op == OP_NE) numberKernel<T>(OP_NE, dst, a, b, rows, n)
  else if (op == OP_LT) numberKernel<T>(OP_LT, dst, a, b, rows, n)
  else numberKernel<T>(OP_LE, dst, a, b, rows, n)
}

// @ts-ignore: decorator
@inline
function numberKernel<T>(op: i32, dst: i32, a: i32, b: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const y = registerData(b)
  const xNull = registerAux(a)
  const yNull = registerAux(b)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const truth = compares<T>(op, load<T>(x + row * sizeof<T>()), load<T>(y + row * sizeof<T>()))
    const unknown = load<u8>(xNull + row) | load<u8>(yNull + row)
    store<u8>(out + row, select<u8>(NULL_BOOLEAN, truth, unknown))
  }
}

function compareBooleans(op: i32, dst: i32, a: i32, b: i32, rows: usize, n: i32): void {
  if (op == OP_EQ) booleanKernel(OP_EQ, dst, a, b, rows, n)
  else if (op == OP_NE) booleanKernel(OP_NE, dst, a, b, rows, n)
  else if (op == OP_LT) booleanKernel(OP_LT, dst, a, b, rows, n)
  else booleanKernel(OP_LE, dst, a, b, rows, n)
}

// @ts-ignore: decorator
@inline
function booleanKernel(op: i32, dst: i32, a: i32, b: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const y = registerData(b)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const l = load<u8>(x + row)
    const r = load<u8>(y + row)
    store<u8>(out + row, select<u8>(NULL_BOOLEAN, compares<u8>(op, l, r), (l | r) & NULL_BOOLEAN))
  }
}

function compareStrings(op: i32, dst: i32, a: i32, b: i32, rows: usize, n: i32): void {
  if (op == OP_EQ) equalityKernel(1, dst, a, b, rows, n)
  else if (op == OP_NE) equalityKernel(0, dst, a, b, rows, n)
  else if (op == OP_LT) orderKernel(OP_LT, dst, a, b, rows, n)
  else orderKernel(OP_LE, dst, a, b, rows, n)
}

/** @param whenEqual what equal strings give: 1 for EQ, 0 for NE */
// @ts-ignore: decorator
@inline
function equalityKernel(whenEqual: u8, dst: i32, a: i32, b: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const y = registerData(b)
  const xLength = registerAux(a)
  const yLength = registerAux(b)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const cell = row << 2
    const l = load<u32>(xLength + cell)
    const r = load<u32>(yLength + cell)
    let truth = NULL_BOOLEAN
    if (l != NULL_LENGTH && r != NULL_LENGTH) {
      const equal = l == r && equalText(load<u32>(x + cell), load<u32>(y + cell), l)
      truth = equal ? whenEqual : 1 - whenEqual
    }
    store<u8>(out + row, truth)
  }
}

// @ts-ignore: decorator
@inline
function orderKernel(op: i32, dst: i32, a: i32, b: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const y = registerData(b)
  const xLength = registerAux(a)
  const yLength = registerAux(b)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const cell = row << 2
    const l = load<u32>(xLength + cell)
    const r = load<u32>(yLength + cell)
    let truth = NULL_BOOLEAN
    if (l != NULL_LENGTH && r != NULL_LENGTH) {
      truth = <u8>(compares<i32>(op, compareBytes(load<u32>(x + cell), l, load<u32>(y + cell), r), 0))
    }
    store<u8>(out + row, truth)
  }
}
