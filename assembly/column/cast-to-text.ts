import { FAIL_BAD_PLAN, fail } from '../memory/failure'
import { scratchAllocate } from '../memory/scratch'
import { MAX_DOUBLE_TEXT } from '../text/double-text'
import { MAX_INTEGER_TEXT, writeInteger } from '../text/integer-text'
import { TIMESTAMP_BYTES, writeInstant } from '../text/timestamp-text'
import { registerAux, registerData } from './registers'
import { writeShortestDouble } from '../text/shortest-double'
import { BIGINT, BOOLEAN, DOUBLE, NULL_BOOLEAN, NULL_LENGTH, TIMESTAMP, TRUE } from './vector'

/** Texts are written one after the other into pieces of scratch of this many bytes. */
// @ts-ignore: decorator
@inline
const PIECE: usize = 4096

/** "TRUE" at 0, "FALSE" at 4, and room to read past them. */
const BOOLEAN_TEXTS = memory.data<u64>([0x534c414645555254, 0x45, 0, 0], 16)

/** A BIGINT in decimal. */
class Integer {}
/** A DOUBLE by its shortest digits. */
class Real {}
/** A TIMESTAMP with three decimals and without a zone. */
class Instant {}

/**
 * STRING dst := a as text: integers in decimal, doubles by their shortest digits, booleans as TRUE and FALSE,
 * timestamps with three decimals and without a zone: as Flink's CAST prints them.
 */
export function castToText(from: i32, dst: i32, a: i32, rows: usize, n: i32): void {
  if (from == BIGINT) wordsToText<Integer>(dst, a, rows, n)
  else if (from == DOUBLE) wordsToText<Real>(dst, a, rows, n)
  else if (from == BOOLEAN) booleanToText(dst, a, rows, n)
  else if (from == TIMESTAMP) wordsToText<Instant>(dst, a, rows, n)
  else fail(FAIL_BAD_PLAN, from)
}

/** Texts of values that take eight bytes each; how they are written is the type T, settled when the kernels are compiled. */
function wordsToText<T>(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const lengths = registerAux(dst)
  const x = registerData(a)
  const isNull = registerAux(a)
  let text: usize = 0
  let textEnd: usize = 0
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    let length = NULL_LENGTH
    if (load<u8>(isNull + row) == 0) {
      if (textEnd - text < greatestText<T>()) {
        text = scratchAllocate(PIECE)
        textEnd = text + PIECE
      }
      const next = writeText<T>(x + (row << 3), text)
      store<u32>(out + (row << 2), <u32>text)
      length = <u32>(next - text)
      text = next
    }
    store<u32>(lengths + (row << 2), length)
  }
}

// @ts-ignore: decorator
@inline
function greatestText<T>(): usize {
  if (idof<T>() == idof<Integer>()) return <usize>MAX_INTEGER_TEXT
  if (idof<T>() == idof<Real>()) return <usize>MAX_DOUBLE_TEXT
  return <usize>TIMESTAMP_BYTES
}

/** Where the text ends. */
// @ts-ignore: decorator
@inline
function writeText<T>(value: usize, text: usize): usize {
  if (idof<T>() == idof<Integer>()) return writeInteger(load<i64>(value), text)
  if (idof<T>() == idof<Real>()) return writeShortestDouble(load<f64>(value), text)
  return writeInstant(text, load<i64>(value))
}

function booleanToText(dst: i32, a: i32, rows: usize, n: i32): void {
  const out = registerData(dst)
  const lengths = registerAux(dst)
  const x = registerData(a)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <usize>load<u16>(rows)
    const value = load<u8>(x + row)
    const isTrue = value == TRUE
    store<u32>(out + (row << 2), <u32>(isTrue ? BOOLEAN_TEXTS : BOOLEAN_TEXTS + 4))
    store<u32>(lengths + (row << 2), value == NULL_BOOLEAN ? NULL_LENGTH : isTrue ? 4 : 5)
  }
}
