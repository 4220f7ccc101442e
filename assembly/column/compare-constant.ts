import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  FAIL_BAD_PLAN,
  NULL_LENGTH,
  OP_EQ,
  OP_EQ_K,
  OP_GE,
  OP_GE_K,
  OP_GT,
  OP_LE,
  OP_LT,
  OP_NE,
  STRING,
  TIMESTAMP
} from '../contract'
import { compareBytes } from '../memory/bytes'
import { fail } from '../memory/failure'
import { holds, isConstant } from './checks'
import { instructionA, instructionB, instructionC, instructionDst, instructionOp } from './instruction'
import { defineOperation } from './operations'
import { compares } from './order'
import { registerAux, registerData } from './registers'
import { equalText } from './text'
import { NULL_BOOLEAN } from './vector'

/** What is added to a comparison's op when its right side is a constant. */
const OP_CONSTANT: i32 = OP_EQ_K - OP_EQ

/** EQ_K … GE_K. */
export function defineConstantComparisons(): void {
  for (let op = OP_EQ_K; op <= OP_GE_K; op++) defineOperation(op, run, check)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  const constant = plan + <usize>instructionB(at)
  const op = instructionOp(at) - OP_CONSTANT
  compareConstantRun(op, instructionC(at), instructionDst(at), instructionA(at), constant, rows, n)
}

function check(at: usize): bool {
  const typeAndLength = <u32>instructionC(at)
  const type = typeAndLength & 0xff
  if (!holds(instructionDst(at), BOOLEAN) || !holds(instructionA(at), type)) return false
  return isConstant(type, instructionB(at), typeAndLength >>> 8)
}

/**
 * BOOLEAN dst := a op constant over the n rows listed at `rows`; null where a is null.
 * @param op OP_EQ … OP_GE
 * @param typeAndLength type of a, plus (for STRING) the constant's length << 8
 * @param constant address of its bytes: 8 for a number, one word 0/1/2 for BOOLEAN
 */
function compareConstantRun(
  op: i32,
  typeAndLength: u32,
  dst: i32,
  a: i32,
  constant: usize,
  rows: usize,
  n: i32
): void {
  const type = <i32>(typeAndLength & 0xff)
  if (type == BIGINT || type == TIMESTAMP) compareNumber<i64>(op, dst, a, load<i64>(constant), rows, n)
  else if (type == DOUBLE) compareNumber<f64>(op, dst, a, load<f64>(constant), rows, n)
  else if (type == STRING) compareString(op, dst, a, constant, typeAndLength >>> 8, rows, n)
  else if (type == BOOLEAN) compareBoolean(op, dst, a, load<u8>(constant), rows, n)
  else fail(FAIL_BAD_PLAN, op)
}

function compareNumber<T>(op: i32, dst: i32, a: i32, value: T, rows: usize, n: i32): void {
  if (op == OP_EQ) numberKernel<T>(OP_EQ, dst, a, value, rows, n)
  else if (op == OP_NE) numberKernel<T>(OP_NE, dst, a, value, rows, n)
  else if (op == OP_LT) numberKernel<T>(OP_LT, dst, a, value, rows, n)
  else if (op == OP_LE) numberKernel<T>(OP_LE, dst, a, value, rows, n)
  else if (op == OP_GT) numberKernel<T>(OP_GT, dst, a, value, rows, n)
  else numberKernel<T>(OP_GE, dst, a, value, rows, n)
}

// @ts-ignore: decorator
@inline
function numberKernel<T>(op: i32, dst: i32, a: i32, value: T, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const isNull = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const truth = compares<T>(op, load<T>(x + row * sizeof<T>()), value)
    store<u8>(out + row, select<u8>(NULL_BOOLEAN, truth, load<u8>(isNull + row)))
  }
}

/** A BOOLEAN has three values, so the answers for all of them are worked out first: one byte each. */
function compareBoolean(op: i32, dst: i32, a: i32, value: u8, rows: usize, n: i32): void {
  const whenFalse = value == NULL_BOOLEAN ? NULL_BOOLEAN : <u8>holdsAny(op, 0, value)
  const whenTrue = value == NULL_BOOLEAN ? NULL_BOOLEAN : <u8>holdsAny(op, 1, value)
  const answers = <u32>whenFalse | ((<u32>whenTrue) << 8) | ((<u32>NULL_BOOLEAN) << 16)
  const out = registerData(dst)
  const x = registerData(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    store<u8>(out + row, <u8>(answers >>> ((<u32>load<u8>(x + row)) << 3)))
  }
}

function holdsAny(op: i32, l: u8, r: u8): bool {
  return compares<u8>(op, l, r)
}

function compareString(op: i32, dst: i32, a: i32, text: usize, length: u32, rows: usize, n: i32): void {
  if (op == OP_EQ) equalityKernel(1, dst, a, text, length, rows, n)
  else if (op == OP_NE) equalityKernel(0, dst, a, text, length, rows, n)
  else if (op == OP_LT) orderKernel(OP_LT, dst, a, text, length, rows, n)
  else if (op == OP_LE) orderKernel(OP_LE, dst, a, text, length, rows, n)
  else if (op == OP_GT) orderKernel(OP_GT, dst, a, text, length, rows, n)
  else orderKernel(OP_GE, dst, a, text, length, rows, n)
}

/** @param whenEqual what an equal string gives: 1 for EQ, 0 for NE */
// @ts-ignore: decorator
@inline
function equalityKernel(
  whenEqual: u8,
  dst: i32,
  a: i32,
  text: usize,
  length: u32,
  rows: usize,
  n: i32
): void {
  const out = registerData(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const cell = row << 2
    const l = load<u32>(lengths + cell)
    let truth: u8 = 1 - whenEqual
    if (l == length) {
      if (equalText(load<u32>(x + cell), text, l)) truth = whenEqual
    } else if (l == NULL_LENGTH) {
      truth = NULL_BOOLEAN
    }
    store<u8>(out + row, truth)
  }
}

// @ts-ignore: decorator
@inline
function orderKernel(
  op: i32,
  dst: i32,
  a: i32,
  text: usize,
  length: u32,
  rows: usize,
  n: i32
): void {
  const out = registerData(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const cell = row << 2
    const l = load<u32>(lengths + cell)
    let truth = NULL_BOOLEAN
    if (l != NULL_LENGTH) truth = <u8>(compares<i32>(op, compareBytes(load<u32>(x + cell), l, text, length), 0))
    store<u8>(out + row, truth)
  }
}
