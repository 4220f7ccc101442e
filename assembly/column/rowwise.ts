/**
 * Functions that are computed row by row: a file says what it makes of one row whose operands are all there; where one
 * is null the result is. A call a row costs some 3 ns, so what the built-in jobs use runs column by column instead.
 */
import { BOOLEAN, NULL_LENGTH, STRING } from '../contract'
import { cellNull } from './cell'
import { holds, isInside, planWord } from './checks'
import { instructionA, instructionB, instructionC, instructionDst } from './instruction'
import { registerAux, registerData, registerType } from './registers'
import { NULL_BOOLEAN } from './vector'

/** Computes the cell of `row` of the instruction at `at`; `plan` is where its constants are counted from. */
export type Cell = (plan: usize, at: usize, row: i32) => void

/** Runs `cell` on the rows at which the first `operands` operands are not null. */
export function eachRow(plan: usize, at: usize, rows: usize, n: i32, operands: i32, cell: Cell): void {
  const index = cell.index
  const dst = instructionDst(at)
  const a = instructionA(at)
  const b = instructionB(at)
  const c = instructionC(at)
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <i32>load<u16>(rows)
    if (isNullAt(a, row) || (operands > 1 && isNullAt(b, row)) || (operands > 2 && isNullAt(c, row))) {
      cellNull(dst, row)
    } else {
      call_indirect<void>(<u32>index, plan, at, row)
    }
  }
}

/** Is the cell null? */
export function isNullAt(register: i32, row: i32): bool {
  const type = registerType(register)
  if (type == BOOLEAN) return load<u8>(registerData(register) + <usize>row) == NULL_BOOLEAN
  if (type == STRING) return load<u32>(registerAux(register) + (<usize>row << 2)) == NULL_LENGTH
  return load<u8>(registerAux(register) + <usize>row) != 0
}

/** A cell of BIGINT or TIMESTAMP that is not null. */
// @ts-ignore: decorator
@inline
export function integerAt(register: i32, row: i32): i64 {
  return load<i64>(registerData(register) + (<usize>row << 3))
}

/** A cell of DOUBLE that is not null. */
// @ts-ignore: decorator
@inline
export function doubleAt(register: i32, row: i32): f64 {
  return load<f64>(registerData(register) + (<usize>row << 3))
}

/** Where the bytes of a cell of STRING lie. */
// @ts-ignore: decorator
@inline
export function textAt(register: i32, row: i32): usize {
  return load<u32>(registerData(register) + (<usize>row << 2))
}

/** How many bytes a cell of STRING has. */
// @ts-ignore: decorator
@inline
export function lengthAt(register: i32, row: i32): u32 {
  return load<u32>(registerAux(register) + (<usize>row << 2))
}

/** Whether the registers of an instruction have these types; NO_OPERAND where it takes none. */
export function hasTypes(at: usize, result: i32, a: i32, b: i32 = NO_OPERAND, c: i32 = NO_OPERAND): bool {
  return (
    holds(instructionDst(at), result) &&
    holds(instructionA(at), a) &&
    (b == NO_OPERAND || holds(instructionB(at), b)) &&
    (c == NO_OPERAND || holds(instructionC(at), c))
  )
}

/** Whether the third operand is the offset of a constant block of the plan. */
export function hasBlock(at: usize): bool {
  const offset = <u32>instructionC(at)
  return isInside(offset, 4) && isInside(offset + 4, planWord(offset))
}

/** The bytes of the constant block, behind their number. */
// @ts-ignore: decorator
@inline
export function blockOf(plan: usize, at: usize): usize {
  return plan + <usize>instructionC(at) + 4
}

/** How many bytes the constant block has. */
// @ts-ignore: decorator
@inline
export function blockLength(plan: usize, at: usize): u32 {
  return load<u32>(plan + <usize>instructionC(at))
}

// @ts-ignore: decorator
@inline
const NO_OPERAND: i32 = -1
