/**
 * The table of operations: what runs an opcode over a vector, and what checks an instruction of it beforehand. Every
 * file with an operation defines it here; instructions find it by their opcode.
 *
 *     OPCODE_LIMIT × | run u32 | check u32 |     indexes of functions, 0 = no such opcode
 */
import { OPCODE_LIMIT } from '../contract'

const TABLE = memory.data(OPCODE_LIMIT << 3, 8)

/** Runs the instruction at `at` of a plan over the n rows that are listed at `rows`, u16 each. */
export type Run = (plan: usize, at: usize, rows: usize, n: i32) => void
/** Whether the instruction at `at` can be run, its selection aside (checks.ts has what to judge it by). */
export type Check = (at: usize) => bool

/** Enters what runs and what checks instructions of opcode `op`. */
export function defineOperation(op: u32, run: Run, check: Check): void {
  store<u32>(TABLE + (<usize>op << 3), run.index)
  store<u32>(TABLE + (<usize>op << 3), check.index, 4)
}

/** Is there such an opcode? */
export function isOperation(op: u32): bool {
  return op < <u32>OPCODE_LIMIT && load<u32>(TABLE + (<usize>op << 3)) != 0
}

/** Runs the instruction at `at`, of opcode `op`, over the n rows at `rows`. */
// @ts-ignore: decorator
@inline
export function runOperation(op: u32, plan: usize, at: usize, rows: usize, n: i32): void {
  call_indirect<void>(load<u32>(TABLE + (<usize>op << 3)), plan, at, rows, n)
}

/** Can the instruction at `at`, of opcode `op`, be run? */
export function checkOperation(op: u32, at: usize): bool {
  return call_indirect<bool>(load<u32>(TABLE + (<usize>op << 3), 4), at)
}
