import { firstBytesMask } from '../text/ascii'
import { BIGINT, BOOLEAN, DOUBLE, FAIL_BAD_PLAN, NULL_LENGTH, OP_IN_K, STRING, TIMESTAMP } from '../contract'
import { fail } from '../memory/failure'
import { areTexts, holds, isInside, planWord } from './checks'
import { instructionA, instructionB, instructionC, instructionDst } from './instruction'
import { defineOperation } from './operations'
import { registerAux, registerData } from './registers'
import { equalText } from './text'
import { FALSE, NULL_BOOLEAN, TRUE } from './vector'

/** IN_K. */
export function defineMembership(): void {
  defineOperation(OP_IN_K, membershipRun, check)
}

function check(at: usize): bool {
  const type = instructionC(at)
  return holds(instructionDst(at), BOOLEAN) && holds(instructionA(at), type) && isList(instructionB(at), type)
}

function isList(offset: u32, type: i32): bool {
  if (!isInside(offset, 4)) return false
  const count = planWord(offset)
  return type == STRING ? areTexts(offset + 4, count) : isInside(offset, 4 + (<u64>count << 3))
}

/**
 * BOOLEAN dst := a IN (list) over the n rows listed at `rows`; null where a is null, whatever the list.
 *
 *   list   [count u32] then count x [offset u32, length u32] (STRING) or count x 8 bytes (every other type)
 *
 * Offsets in the list are from the plan's start.
 */
function membershipRun(plan: usize, at: usize, rows: usize, n: i32): void {
  const type = instructionC(at)
  const dst = instructionDst(at)
  const a = instructionA(at)
  const list = plan + <usize>instructionB(at)
  if (type == STRING) stringIn(dst, a, plan, list, rows, n)
  else if (type == BIGINT || type == TIMESTAMP) numberIn<i64>(dst, a, list, rows, n)
  else if (type == DOUBLE) numberIn<f64>(dst, a, list, rows, n)
  else if (type == BOOLEAN) booleanIn(dst, a, list, rows, n)
  else fail(FAIL_BAD_PLAN, type)
}

function numberIn<T>(dst: i32, a: i32, list: usize, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const isNull = registerAux(a)
  const first = list + 4
  const last = first + ((<usize>load<u32>(list)) << 3)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const value = load<T>(x + (row << 3))
    let truth: u8 = FALSE
    for (let item = first; item < last; item += 8) truth |= <u8>(load<T>(item) == value)
    store<u8>(out + row, select<u8>(NULL_BOOLEAN, truth, load<u8>(isNull + row)))
  }
}

function booleanIn(dst: i32, a: i32, list: usize, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const last = list + 4 + ((<usize>load<u32>(list)) << 3)
  let answers: u32 = (<u32>NULL_BOOLEAN) << 16
  for (let item = list + 4; item < last; item += 8) answers |= 1 << (load<u8>(item) == TRUE ? 8 : 0)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    store<u8>(out + row, <u8>(answers >>> ((<u32>load<u8>(x + row)) << 3)))
  }
}

/** A set of 64 bits with the lengths (modulo 64) of the list's strings turns most strangers away at once. */
function stringIn(dst: i32, a: i32, plan: usize, list: usize, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  const first = list + 4
  const last = first + ((<usize>load<u32>(list)) << 3)
  let known: u64 = 0
  for (let item = first; item < last; item += 8) known |= (<u64>1) << (load<u32>(item, 4) & 63)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const length = load<u32>(lengths + (row << 2))
    let truth: u8 = FALSE
    if (length == NULL_LENGTH) {
      truth = NULL_BOOLEAN
    } else if ((known >> (length & 63)) & 1) {
      truth = <u8>(anyEqual(load<u32>(x + (row << 2)), length, plan, first, last))
    }
    store<u8>(out + row, truth)
  }
}

function anyEqual(text: usize, length: u32, plan: usize, first: usize, last: usize): bool {
  if (length <= 16) return anyEqualShort(text, length, plan, first, last)
  for (let item = first; item < last; item += 8) {
    if (load<u32>(item, 4) == length && equalText(text, plan + load<u32>(item), length)) return true
  }
  return false
}

/** Sixteen bytes past any string, constants too, can be read. */
function anyEqualShort(text: usize, length: u32, plan: usize, first: usize, last: usize): bool {
  const mask = firstBytesMask(length)
  const value = v128.load(text)
  for (let item = first; item < last; item += 8) {
    if (load<u32>(item, 4) != length) continue
    if (!v128.any_true(v128.and(v128.xor(value, v128.load(plan + load<u32>(item))), mask))) return true
  }
  return false
}
