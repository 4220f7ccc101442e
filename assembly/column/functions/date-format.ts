import { STRING, TIMESTAMP } from '../../contract'
import { copyBytes } from '../../memory/bytes'
import { scratchAllocate } from '../../memory/scratch'
import { zoneOffset } from '../../text/zone'
import { cellNull, cellString } from '../cell'
import { planWord } from '../checks'
import { instructionA, instructionC, instructionDst } from '../instruction'
import { defineOperation } from '../operations'
import { blockOf, eachRow, hasBlock, hasTypes, integerAt } from '../rowwise'
import { hasZone, isDatable, partOf } from '../time-parts'

const YEAR: u32 = 11
/** Thousandths of a second, and zeros behind them. */
const FRACTION: u32 = 16
const MILLISECOND: u32 = 0

const LITERAL: u32 = 0
const NUMBER: u32 = 1
const NAME: u32 = 2
const DIGITS: u32 = 3

// @ts-ignore: decorator
@inline
const TOKEN: u32 = 12

/**
 * Time a as text. The constant block, which src/table/time/format.ts makes, with offsets from its beginning:
 *
 *     | format offset u32 | zone (zone.ts) | format |
 *     format: | tokens u32 | most bytes u32 | tokens x (kind u32, x u32, y u32) | texts |
 *
 *     LITERAL x = offset, y = bytes      NUMBER x = part, y = least digits      DIGITS x = part, y = digits
 *     NAME x = part, from 1 on, y = offset of (length u8, UTF-8) for each value
 */
export function define(code: u32): void {
  defineOperation(code, run, check)
}

function check(at: usize): bool {
  if (!hasTypes(at, STRING, TIMESTAMP) || !hasBlock(at) || !hasZone(at)) return false
  const block = <u32>instructionC(at) + 4
  const bytes = planWord(block - 4)
  const format = planWord(block)
  if (<u64>format + 8 > <u64>bytes) return false
  const count = planWord(block + format)
  return <u64>format + 8 + <u64>count * TOKEN <= <u64>bytes && areTokens(block, format + 8, count, bytes)
}

function areTokens(block: u32, from: u32, count: u32, bytes: u32): bool {
  for (let token = block + from; token < block + from + count * TOKEN; token += TOKEN) {
    const kind = planWord(token)
    const x = planWord(token, 4)
    const y = planWord(token, 8)
    if (kind > DIGITS) return false
    if (kind == LITERAL && <u64>x + y > <u64>bytes) return false
    if (kind == NAME && y >= bytes) return false
  }
  return true
}

function run(plan: usize, at: usize, rows: usize, n: i32): void {
  eachRow(plan, at, rows, n, 1, cell)
}

function cell(plan: usize, at: usize, row: i32): void {
  const dst = instructionDst(at)
  const time = integerAt(instructionA(at), row)
  const block = blockOf(plan, at)
  if (!isDatable(time)) return cellNull(dst, row)
  const local = time + zoneOffset(block + 4, time)
  const year = partOf(YEAR, local)
  if (year < 0 || year > 9999) return cellNull(dst, row)
  const format = block + load<u32>(block)
  const tokensEnd = format + 8 + <usize>load<u32>(format) * TOKEN
  const text = scratchAllocate(load<u32>(format, 4))
  let out = text
  for (let token = format + 8; token < tokensEnd; token += TOKEN) out = writeToken(out, block, token, local)
  cellString(dst, row, text, <u32>(out - text))
}

function writeToken(out: usize, block: usize, token: usize, local: i64): usize {
  const kind = load<u32>(token)
  const x = load<u32>(token, 4)
  const y = load<u32>(token, 8)
  if (kind == LITERAL) {
    copyBytes(out, block + x, y)
    return out + y
  }
  if (kind == NAME) {
    let name = block + y
    for (let rest = partOf(x, local); rest > 1; rest--) name += 1 + load<u8>(name)
    copyBytes(out, name + 1, load<u8>(name))
    return out + load<u8>(name)
  }
  if (x == FRACTION) return writeFraction(out, <u32>partOf(MILLISECOND, local), y)
  return writeNumber(out, <u32>partOf(x, local), y)
}

function writeNumber(out: usize, value: u32, least: u32): usize {
  let digits: u32 = 1
  for (let limit: u32 = 10; value >= limit && digits < 9; limit *= 10) digits++
  if (digits < least) digits = least
  for (let at = out + digits; at > out; value /= 10) {
    at--
    store<u8>(at, 0x30 + <u8>(value % 10))
  }
  return out + digits
}

function writeFraction(out: usize, thousandths: u32, digits: u32): usize {
  let weight: u32 = 100
  for (let i: u32 = 0; i < digits; i++) {
    store<u8>(out + i, 0x30 + (weight == 0 ? 0 : <u8>((thousandths / weight) % 10)))
    weight /= 10
  }
  return out + digits
}
