import { NULL_LENGTH, OP_LIKE_K, BOOLEAN, STRING } from '../contract'
import { areTexts, holds, isInside, planWord } from './checks'
import { instructionA, instructionB, instructionDst } from './instruction'
import { defineOperation } from './operations'
import { registerAux, registerData } from './registers'
import { findText } from './substring'
import { equalText } from './text'
import { FALSE, NULL_BOOLEAN, TRUE } from './vector'

/** LIKE_K. */
export function defineLike(): void {
  defineOperation(OP_LIKE_K, run, check)
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  likeRun(instructionDst(at), instructionA(at), plan, plan + <usize>instructionB(at), rows, n)
}

function check(at: usize): bool {
  const pattern = <u32>instructionB(at)
  if (!holds(instructionDst(at), BOOLEAN) || !holds(instructionA(at), STRING)) return false
  return isInside(pattern, 12) && areTexts(pattern + 12, planWord(pattern))
}

/**
 * BOOLEAN dst := a LIKE pattern over the n rows listed at `rows`; null where a is null. Bytes are compared as
 * they are: case counts. The pattern was cut at its `%`:
 *
 *   pattern   [partCount u32, anchoredStart u32, anchoredEnd u32] then partCount x [offset u32, length u32]
 *
 * The first part is anchored when the pattern does not begin with `%`, the last when it does not end with it.
 *
 * @param plan offsets in the pattern are from here
 */
function likeRun(dst: i32, a: i32, plan: usize, pattern: usize, rows: usize, n: i32): void {
  if (load<u32>(pattern) == 1) {
    const text = plan + load<u32>(pattern, 12)
    const length = load<u32>(pattern, 16)
    const anchors = (load<u32>(pattern, 4) != 0 ? 1 : 0) | (load<u32>(pattern, 8) != 0 ? 2 : 0)
    if (anchors == 0 && length > 0) return containsKernel(dst, a, text, length, rows, n)
    if (anchors == 1) return startsKernel(dst, a, text, length, rows, n)
    if (anchors == 2) return endsKernel(dst, a, text, length, rows, n)
  }
  partsKernel(dst, a, plan, pattern, rows, n)
}

/** LIKE '%text%', text not empty. */
function containsKernel(dst: i32, a: i32, text: usize, length: u32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const l = load<u32>(lengths + (row << 2))
    let truth = NULL_BOOLEAN
    if (l != NULL_LENGTH) {
      const from = <usize>load<u32>(x + (row << 2))
      truth = <u8>(findText(from, from + l, text, length) != 0)
    }
    store<u8>(out + row, truth)
  }
}

/** LIKE 'text%'. */
function startsKernel(dst: i32, a: i32, text: usize, length: u32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const l = load<u32>(lengths + (row << 2))
    let truth = NULL_BOOLEAN
    if (l != NULL_LENGTH) truth = <u8>(l >= length && equalText(load<u32>(x + (row << 2)), text, length))
    store<u8>(out + row, truth)
  }
}

/** LIKE '%text'. */
function endsKernel(dst: i32, a: i32, text: usize, length: u32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const l = load<u32>(lengths + (row << 2))
    let truth = NULL_BOOLEAN
    if (l != NULL_LENGTH) {
      truth = <u8>(l >= length && equalText(load<u32>(x + (row << 2)) + l - length, text, length))
    }
    store<u8>(out + row, truth)
  }
}

/** Any other pattern. */
function partsKernel(dst: i32, a: i32, plan: usize, pattern: usize, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const l = load<u32>(lengths + (row << 2))
    let truth = NULL_BOOLEAN
    if (l != NULL_LENGTH) {
      const from = <usize>load<u32>(x + (row << 2))
      truth = matchesParts(from, from + l, plan, pattern) ? TRUE : FALSE
    }
    store<u8>(out + row, truth)
  }
}

/**
 * Takes the anchored parts off both ends of [from, end), then finds the others from left to right, each at
 * its first place: no later place could leave more room for the rest.
 */
function matchesParts(from: usize, end: usize, plan: usize, pattern: usize): bool {
  const count = load<u32>(pattern)
  const anchoredStart = load<u32>(pattern, 4) != 0
  const anchoredEnd = load<u32>(pattern, 8) != 0
  if (anchoredStart && anchoredEnd && count <= 1) {
    const length = count == 0 ? 0 : load<u32>(pattern, 16)
    return end - from == length && equalText(from, plan + load<u32>(pattern, 12), length)
  }
  let part = pattern + 12
  let stop = part + (<usize>count << 3)
  if (anchoredStart && part < stop) {
    const length = load<u32>(part, 4)
    if (end - from < length || !equalText(from, plan + load<u32>(part), length)) return false
    from += length
    part += 8
  }
  if (anchoredEnd && part < stop) {
    stop -= 8
    const length = load<u32>(stop, 4)
    if (end - from < length || !equalText(end - length, plan + load<u32>(stop), length)) return false
    end -= length
  }
  for (; part < stop; part += 8) {
    const length = load<u32>(part, 4)
    if (length == 0) continue
    const found = findText(from, end, plan + load<u32>(part), length)
    if (found == 0) return false
    from = found + length
  }
  return true
}
