import { BOOLEAN, FAIL_BAD_PLAN, OP_FILTER } from '../contract'
import { fail } from '../memory/failure'
import { planInstruction, planInstructionCount, planSelectionCount } from '../plan'
import { checksBegin, holds } from './checks'
import { instructionA, instructionDst, instructionOp, instructionSelection } from './instruction'
import { checkOperation, isOperation } from './operations'

/** Detail of the failure of instruction 0; of instruction i: i less. */
const FIRST_INSTRUCTION: i32 = -1000

/**
 * Checks the instructions of a plan, so that running them cannot read or write where it must not: registers,
 * selections and offsets exist, and every register has the type that the op takes it for. Otherwise fails
 * with FAIL_BAD_PLAN and the detail -1000 - number of the instruction. The header's own counts and offsets are
 * planLoad's to check.
 */
export function programCheck(plan: usize): void {
  checksBegin(plan)
  const count = <i32>planInstructionCount(plan)
  for (let i = 0; i < count; i++) {
    if (!isValid(plan, planInstruction(plan, i))) fail(FAIL_BAD_PLAN, FIRST_INSTRUCTION - i)
  }
}

function isValid(plan: usize, at: usize): bool {
  const selections = planSelectionCount(plan)
  if (<u32>instructionSelection(at) >= selections) return false
  const op = instructionOp(at)
  if (op == OP_FILTER) return <u32>instructionDst(at) - 1 < selections - 1 && holds(instructionA(at), BOOLEAN)
  return isOperation(op) && checkOperation(op, at)
}
