import { SPACE, WORD_TRUE } from '../text/ascii'
import { textToDouble, textToInteger } from '../text/parse'
import { FAIL_BAD_PLAN, fail } from '../memory/failure'
import { registerAux, registerData } from './registers'
import { textToInstant } from '../text/instant'
import { BIGINT, BOOLEAN, DOUBLE, FALSE, NULL_BOOLEAN, NULL_LENGTH, TIMESTAMP, TRUE } from './vector'

/** `fals` as a little-endian word. */
// @ts-ignore: decorator
@inline
const WORD_FALS: u32 = 0x736c6166
/** Or-ing it into four letters makes them small. */
// @ts-ignore: decorator
@inline
const SMALL: u32 = 0x20202020

/** dst := the value that the STRING a spells, null where it spells none. */
export function castFromText(to: i32, dst: i32, a: i32, rows: usize, n: i32): void {
  if (to == BIGINT) bigintKernel(dst, a, rows, n)
  else if (to == DOUBLE) doubleKernel(dst, a, rows, n)
  else if (to == BOOLEAN) booleanKernel(dst, a, rows, n)
  else if (to == TIMESTAMP) timestampKernel(dst, a, rows, n)
  else fail(FAIL_BAD_PLAN, to)
}

function bigintKernel(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outNull = registerAux(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const length = load<u32>(lengths + (row << 2))
    if (length == NULL_LENGTH) store<u8>(outNull + row, 1)
    else textToInteger(load<u32>(x + (row << 2)), length, out + (row << 3), outNull + row)
  }
}

function doubleKernel(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outNull = registerAux(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const length = load<u32>(lengths + (row << 2))
    if (length == NULL_LENGTH) store<u8>(outNull + row, 1)
    else textToDouble(load<u32>(x + (row << 2)), length, out + (row << 3), outNull + row)
  }
}

function timestampKernel(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outNull = registerAux(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const length = load<u32>(lengths + (row << 2))
    if (length == NULL_LENGTH) store<u8>(outNull + row, 1)
    else textToInstant(load<u32>(x + (row << 2)), length, out + (row << 3), outNull + row)
  }
}

function booleanKernel(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const length = load<u32>(lengths + (row << 2))
    const truth = length == NULL_LENGTH ? NULL_BOOLEAN : parseBoolean(load<u32>(x + (row << 2)), length)
    store<u8>(out + row, truth)
  }
}

/** true or false in letters of any case, with characters up to ' ' around it left out; else null. */
function parseBoolean(from: usize, length: u32): u8 {
  let end = from + length
  while (from < end && load<u8>(from) <= SPACE) from++
  while (from < end && load<u8>(end - 1) <= SPACE) end--
  const word = load<u32>(from) | SMALL
  if (end - from == 4 && word == WORD_TRUE) return TRUE
  if (end - from == 5 && word == WORD_FALS && (load<u8>(from, 4) | 0x20) == 0x65) return FALSE
  return NULL_BOOLEAN
}
