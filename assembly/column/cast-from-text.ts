import { FAIL_BAD_PLAN, fail } from '../memory/failure'
import { parseDecimal, parsedDouble, parsedInteger, parseInteger } from './number-text'
import { registerAux, registerData } from './registers'
import { parsedInstant, parseInstant } from './time-text'
import { BIGINT, BOOLEAN, DOUBLE, FALSE, NULL_BOOLEAN, NULL_LENGTH, TIMESTAMP, TRUE } from './vector'

/** `true` and `fals` in little-endian words; or-ing 0x20 into every byte makes letters small. */
// @ts-ignore: decorator
@inline const WORD_TRUE: u32 = 0x65757274
// @ts-ignore: decorator
@inline const WORD_FALS: u32 = 0x736c6166
// @ts-ignore: decorator
@inline const SMALL: u32 = 0x20202020

/** dst := the value that the STRING a spells, null where it spells none. */
export function castFromText(to: i32, dst: i32, a: i32, rows: usize, n: i32): void {
  if (to == BIGINT) textToBigint(dst, a, rows, n)
  else if (to == DOUBLE) textToDouble(dst, a, rows, n)
  else if (to == BOOLEAN) textToBoolean(dst, a, rows, n)
  else if (to == TIMESTAMP) textToTimestamp(dst, a, rows, n)
  else fail(FAIL_BAD_PLAN, to)
}

function textToBigint(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outNull = registerAux(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const length = load<u32>(lengths + (row << 2))
    const parsed = length != NULL_LENGTH && parseInteger(load<u32>(x + (row << 2)), length)
    store<i64>(out + (row << 3), parsed ? parsedInteger : 0)
    store<u8>(outNull + row, u8(!parsed))
  }
}

function textToDouble(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outNull = registerAux(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const length = load<u32>(lengths + (row << 2))
    const parsed = length != NULL_LENGTH && parseDecimal(load<u32>(x + (row << 2)), length)
    store<f64>(out + (row << 3), parsed ? parsedDouble : 0)
    store<u8>(outNull + row, u8(!parsed))
  }
}

function textToTimestamp(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outNull = registerAux(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const length = load<u32>(lengths + (row << 2))
    const parsed = length != NULL_LENGTH && parseInstant(load<u32>(x + (row << 2)), length)
    store<i64>(out + (row << 3), parsed ? parsedInstant : 0)
    store<u8>(outNull + row, u8(!parsed))
  }
}

function textToBoolean(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const length = load<u32>(lengths + (row << 2))
    store<u8>(out + row, length == NULL_LENGTH ? NULL_BOOLEAN : parseBoolean(load<u32>(x + (row << 2)), length))
  }
}

/** true or false in letters of any case, with characters up to ' ' around it left out; else null. */
function parseBoolean(from: usize, length: u32): u8 {
  let end = from + length
  while (from < end && load<u8>(from) <= 0x20) from++
  while (from < end && load<u8>(end - 1) <= 0x20) end--
  const word = load<u32>(from) | SMALL
  if (end - from == 4 && word == WORD_TRUE) return TRUE
  if (end - from == 5 && word == WORD_FALS && (load<u8>(from, 4) | 0x20) == 0x65) return FALSE
  return NULL_BOOLEAN
}
