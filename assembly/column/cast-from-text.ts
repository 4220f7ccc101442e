import { textToDouble, textToTruncated, textToTruth } from '../text/parse'
import { FAIL_BAD_PLAN, fail } from '../memory/failure'
import { registerAux, registerData } from './registers'
import { textToInstant } from '../text/instant'
import { BIGINT, BOOLEAN, DOUBLE, NULL_BOOLEAN, NULL_LENGTH, TIMESTAMP } from './vector'

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
    else textToTruncated(load<u32>(x + (row << 2)), length, out + (row << 3), outNull + row)
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
    const truth = length == NULL_LENGTH ? NULL_BOOLEAN : textToTruth(load<u32>(x + (row << 2)), length)
    store<u8>(out + row, truth)
  }
}
