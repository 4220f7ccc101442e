import { FAIL_BAD_PLAN, fail } from '../memory/failure'
import { castRun } from './cast'
import { compareRun } from './compare'
import { compareConstantRun } from './compare-constant'
import { caseRun, coalesceRun, copyRun } from './conditional'
import { constantRun } from './constant'
import { filterRun } from './filter'
import {
  INSTRUCTION_BYTES,
  instructionA,
  instructionB,
  instructionC,
  instructionDst,
  instructionOp,
  instructionSelection,
  OP_AND,
  OP_CASE,
  OP_CAST,
  OP_COALESCE,
  OP_CONST,
  OP_CONSTANT,
  OP_COPY,
  OP_EQ,
  OP_FILTER,
  OP_GE,
  OP_IN_K,
  OP_IS_NOT_NULL,
  OP_IS_NULL,
  OP_LIKE_K,
  OP_NOT,
  OP_OR,
  PLAN_INSTRUCTION_COUNT,
  PLAN_INSTRUCTIONS_OFFSET
} from './instruction'
import { likeRun } from './like'
import { andRun, notRun, nullCheckRun, orRun } from './logic'
import { membershipRun } from './membership'
import { registerType, selectionCount, selectionRows, selectionSetCount } from './registers'

/**
 * Runs the instructions of a plan over a vector of n rows, whose fields are in the registers of the plan
 * (registersCreate). Afterwards every selection holds its rows, and every register the values of the rows of
 * the selection it was computed on; its other rows hold anything.
 *
 * Offsets, register numbers and types were checked when the registers were made (programCheck).
 */
export function programRun(plan: usize, n: i32): void {
  selectionSetCount(0, n)
  let at = plan + load<u32>(plan, PLAN_INSTRUCTIONS_OFFSET)
  const end = at + <usize>load<u32>(plan, PLAN_INSTRUCTION_COUNT) * INSTRUCTION_BYTES
  for (; at < end; at += INSTRUCTION_BYTES) {
    const selection = instructionSelection(at)
    const count = selectionCount(selection)
    if (instructionOp(at) == OP_FILTER) filterRun(instructionDst(at), instructionA(at), selection)
    else if (count != 0) runInstruction(plan, at, selectionRows(selection), count)
  }
}

function runInstruction(plan: usize, at: usize, rows: usize, n: i32): void {
  const op = instructionOp(at)
  const dst = instructionDst(at)
  const a = instructionA(at)
  const b = instructionB(at)
  const c = instructionC(at)
  if (op >= OP_EQ && op <= OP_GE) return compareRun(op, c, dst, a, b, rows, n)
  if (op >= OP_EQ + OP_CONSTANT && op <= OP_GE + OP_CONSTANT) {
    return compareConstantRun(op - OP_CONSTANT, c, dst, a, plan + <usize>b, rows, n)
  }
  switch (op) {
    case OP_CONST:
      return constantRun(plan, at, rows, n)
    case OP_COPY:
      return copyRun(registerType(dst), dst, a, rows, n)
    case OP_IN_K:
      return membershipRun(c, dst, a, plan, plan + <usize>b, rows, n)
    case OP_LIKE_K:
      return likeRun(dst, a, plan, plan + <usize>b, rows, n)
    case OP_AND:
      return andRun(dst, a, b, rows, n)
    case OP_OR:
      return orRun(dst, a, b, rows, n)
    case OP_NOT:
      return notRun(dst, a, rows, n)
    case OP_IS_NULL:
      return nullCheckRun(1, c, dst, a, rows, n)
    case OP_IS_NOT_NULL:
      return nullCheckRun(0, c, dst, a, rows, n)
    case OP_CASE:
      return caseRun(c, dst, plan + <usize>a, rows, n)
    case OP_COALESCE:
      return coalesceRun(c, dst, plan + <usize>a, rows, n)
    case OP_CAST:
      return castRun(b, c, dst, a, rows, n)
    default:
      return fail(FAIL_BAD_PLAN, op)
  }
}
