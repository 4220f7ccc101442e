import { textToDouble, textToTruncated, textToTruth } from '../text/parse'
import { FAIL_BAD_PLAN, fail } from '../memory/failure'
import { registerAux, registerData } from './registers'
import { textToInstant } from '../text/instant'
import { BIGINT, BOOLEAN, DOUBLE, NULL_BOOLEAN, NULL_LENGTH, TIMESTAMP } from './vector'

/** A BIGINT, cut toward zero. */
class Integer {}
/** A DOUBLE. */
class Real {}
/** A TIMESTAMP. */
class Instant {}

/** dst := the value that the STRING a spells, null where it spells none. */
export function castFromText(to: i32, dst: i32, a: i32, rows: usize, n: i32): void {
  if (to == BIGINT) wordsKernel<Integer>(dst, a, rows, n)
  else if (to == DOUBLE) wordsKernel<Real>(dst, a, rows, n)
  else if (to == BOOLEAN) booleanKernel(dst, a, rows, n)
  else if (to == TIMESTAMP) wordsKernel<Instant>(dst, a, rows, n)
  else fail(FAIL_BAD_PLAN, to)
}

/** Values that take eight bytes each; how they are spelt is the type T, settled when the kernels are compiled. */
function wordsKernel<T>(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const outNull = registerAux(dst)
  const x = registerData(a)
  const lengths = registerAux(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const length = load<u32>(lengths + (row << 2))
    if (length == NULL_LENGTH) store<u8>(outNull + row, 1)
    else parse<T>(load<u32>(x + (row << 2)), length, out + (row << 3), outNull + row)
  }
}

// @ts-ignore: decorator
@inline
function parse<T>(text: usize, length: u32, out: usize, isNull: usize): void {
  if (idof<T>() == idof<Integer>()) textToTruncated(text, length, out, isNull)
  else if (idof<T>() == idof<Real>()) textToDouble(text, length, out, isNull)
  else textToInstant(text, length, out, isNull)
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
