import { OP_FILTER } from '../contract'
import { INSTRUCTION_BYTES, planInstruction, planInstructionCount } from '../plan'
import { filterRun } from './filter'
import { instructionA, instructionDst, instructionOp, instructionSelection } from './instruction'
import { runOperation } from './operations'
import { selectionCount, selectionRows, selectionSetCount } from './registers'

/**
 * Runs the instructions of a plan over a vector of n rows, whose fields are in the registers of the plan
 * (registersCreate). Afterwards every selection holds its rows, and every register the values of the rows of
 * the selection it was computed on; its other rows hold anything.
 */
export function programRun(plan: usize, n: i32): void {
  selectionSetCount(0, n)
  rangeRun(plan, 0, planInstructionCount(plan))
}

/**
 * Runs `count` instructions from number `first` on; the selections that they start from hold their rows already.
 *
 * Offsets, register numbers and types were checked when the registers were made (programCheck).
 */
export function rangeRun(plan: usize, first: u32, count: u32): void {
  let at = planInstruction(plan, first)
  const end = at + <usize>count * INSTRUCTION_BYTES
  for (; at < end; at += INSTRUCTION_BYTES) {
    const selection = instructionSelection(at)
    const rows = selectionCount(selection)
    const op = instructionOp(at)
    if (op == OP_FILTER) filterRun(instructionDst(at), instructionA(at), selection)
    else if (rows != 0) runOperation(op, plan, at, selectionRows(selection), rows)
  }
}
