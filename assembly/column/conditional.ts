import { BOOLEAN, NULL_LENGTH, OP_CASE, OP_COALESCE, STRING } from '../contract'
import { holds, isInside, isSource, planWord } from './checks'
import { copyRun } from './copy'
import { instructionA, instructionC, instructionDst } from './instruction'
import { defineOperation } from './operations'
import { registerAux, registerData } from './registers'
import { NULL_BOOLEAN, TRUE } from './vector'

/*
 * CASE and COALESCE move cells and never look into them, so there is one kernel a cell shape:
 * BOOLEAN (one byte), numbers (eight bytes and a null mark), STRING (address and length).
 * CASE and COALESCE go over their branches from the last to the first, each writing over what the later ones
 * left: the first that applies has the last word. dst must not be one of the registers read.
 */

/** CASE and COALESCE. */
export function defineConditionals(): void {
  defineOperation(OP_CASE, caseRun, checkCase)
  defineOperation(OP_COALESCE, coalesceRun, checkCoalesce)
}

function checkCase(at: usize): bool {
  const type = instructionC(at)
  return holds(instructionDst(at), type) && isCase(instructionDst(at), instructionA(at), type)
}

function checkCoalesce(at: usize): bool {
  const type = instructionC(at)
  return holds(instructionDst(at), type) && areRegisters(instructionDst(at), instructionA(at), type)
}

function isCase(dst: i32, offset: u32, type: i32): bool {
  if (!isInside(offset, 4)) return false
  const count = planWord(offset)
  if (!isInside(offset, 8 + (<u64>count << 3))) return false
  let at: usize = 4
  for (let i: u32 = 0; i < count; i++, at += 8) {
    if (!holds(planWord(offset, at), BOOLEAN) || !isSource(dst, planWord(offset, at + 4), type)) return false
    if (planWord(offset, at) == <u32>dst) return false
  }
  return isSource(dst, planWord(offset, at), type)
}

/** [n, at least 1] then n registers of the type. */
function areRegisters(dst: i32, offset: u32, type: i32): bool {
  if (!isInside(offset, 4)) return false
  const count = planWord(offset)
  if (count == 0 || !isInside(offset, 4 + (<u64>count << 2))) return false
  for (let i: u32 = 1; i <= count; i++) {
    if (!isSource(dst, planWord(offset, <usize>i << 2), type)) return false
  }
  return true
}

/**
 * dst := the value of the first condition that is true, else the otherwise.
 *   branches   [n u32] then n x [condition register, value register], then [otherwise register]
 */
function caseRun(plan: usize, at: usize, rows: usize, n: i32): void {
  const type = instructionC(at)
  const dst = instructionDst(at)
  const branches = plan + <usize>instructionA(at)
  const count = load<u32>(branches)
  const first = branches + 4
  let branch = first + (<usize>count << 3)
  copyRun(type, dst, load<i32>(branch), rows, n)
  while (branch > first) {
    branch -= 8
    assignWhere(type, dst, load<i32>(branch), load<i32>(branch, 4), rows, n)
  }
}

/**
 * dst := the first of the registers that is not null, else null.
 *   registers   [n u32, at least 1] then n x [register]
 */
function coalesceRun(plan: usize, at: usize, rows: usize, n: i32): void {
  const type = instructionC(at)
  const dst = instructionDst(at)
  const registers = plan + <usize>instructionA(at)
  let register = registers + (<usize>load<u32>(registers) << 2)
  copyRun(type, dst, load<i32>(register), rows, n)
  for (register -= 4; register > registers; register -= 4) {
    assignNotNull(type, dst, load<i32>(register), rows, n)
  }
}

function assignWhere(type: i32, dst: i32, condition: i32, value: i32, rows: usize, n: i32): void {
  if (type == STRING) whereKernel<u32, u32>(dst, condition, value, rows, n)
  else if (type == BOOLEAN) whereBooleans(dst, condition, value, rows, n)
  else whereKernel<u64, u8>(dst, condition, value, rows, n)
}

function whereKernel<D, A>(dst: i32, condition: i32, value: i32, rows: usize, n: i32): void {
  const when = registerData(condition)
  const out = registerData(dst)
  const outAux = registerAux(dst)
  const x = registerData(value)
  const aux = registerAux(value)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const take = load<u8>(when + row) == TRUE
    const cell = row * sizeof<D>()
    const mark = row * sizeof<A>()
    store<D>(out + cell, select<D>(load<D>(x + cell), load<D>(out + cell), take))
    store<A>(outAux + mark, select<A>(load<A>(aux + mark), load<A>(outAux + mark), take))
  }
}

function whereBooleans(dst: i32, condition: i32, value: i32, rows: usize, n: i32): void {
  const when = registerData(condition)
  const out = registerData(dst)
  const x = registerData(value)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const take = load<u8>(when + row) == TRUE
    store<u8>(out + row, select<u8>(load<u8>(x + row), load<u8>(out + row), take))
  }
}

function assignNotNull(type: i32, dst: i32, a: i32, rows: usize, n: i32): void {
  if (type == STRING) notNullKernel<u32, u32>(NULL_LENGTH, dst, a, rows, n)
  else if (type == BOOLEAN) notNullBooleans(dst, a, rows, n)
  else notNullKernel<u64, u8>(1, dst, a, rows, n)
}

function notNullKernel<D, A>(nullMark: A, dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outAux = registerAux(dst)
  const x = registerData(a)
  const aux = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const cell = row * sizeof<D>()
    const at = row * sizeof<A>()
    const mark = load<A>(aux + at)
    const take = mark != nullMark
    store<D>(out + cell, select<D>(load<D>(x + cell), load<D>(out + cell), take))
    store<A>(outAux + at, select<A>(mark, load<A>(outAux + at), take))
  }
}

function notNullBooleans(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const value = load<u8>(x + row)
    store<u8>(out + row, select<u8>(value, load<u8>(out + row), value != NULL_BOOLEAN))
  }
}
