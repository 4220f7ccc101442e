import { BIGINT, BOOLEAN, DOUBLE, FAIL_BAD_PLAN, NULL_LENGTH, OP_CONST, OP_FILTER, STRING, TIMESTAMP } from '../contract'
import { fail } from '../memory/failure'
import { planFieldCount, planInstruction, planInstructionCount } from '../plan'
import { isConstant, typeOf } from './checks'
import {
  instructionA,
  instructionB,
  instructionDst,
  instructionGeneration,
  instructionOp,
  instructionSetGeneration
} from './instruction'
import { defineOperation } from './operations'
import { registerAux, registerData, registersGeneration, registerType } from './registers'
import { NULL_BOOLEAN, VECTOR_SIZE } from './vector'

/** CONST. */
export function defineConstant(): void {
  defineOperation(OP_CONST, constantRun, check)
}

function check(at: usize): bool {
  return isConstant(typeOf(instructionDst(at)), instructionA(at), instructionB(at))
}

/**
 * dst := a constant. When nothing else writes to the register, all of its rows are filled once, the
 * registers' generation is noted in the instruction, and later vectors find the constant already there.
 */
function constantRun(plan: usize, instruction: usize, rows: usize, n: i32): void {
  if (instructionGeneration(instruction) == registersGeneration()) return
  const dst = instructionDst(instruction)
  const value = plan + <usize>instructionA(instruction)
  const length = instructionB(instruction)
  const type = registerType(dst)
  if (isOnlyWriter(plan, instruction)) {
    fill(type, dst, value, length, 0, VECTOR_SIZE)
    instructionSetGeneration(instruction, registersGeneration())
    return
  }
  for (const end = rows + (n << 1); rows < end; rows += 2) {
    const row = <i32>load<u16>(rows)
    fill(type, dst, value, length, row, row + 1)
  }
}

function isOnlyWriter(plan: usize, instruction: usize): bool {
  const dst = instructionDst(instruction)
  if (<u32>dst < planFieldCount(plan)) return false
  for (let i: u32 = 0; i < planInstructionCount(plan); i++) {
    const other = planInstruction(plan, i)
    if (other == instruction || instructionOp(other) == OP_FILTER) continue
    if (instructionDst(other) == dst) return false
  }
  return true
}

/** Fills rows [from, to). */
function fill(type: i32, dst: i32, value: usize, length: u32, from: i32, to: i32): void {
  const data = registerData(dst)
  const aux = registerAux(dst)
  if (type == BOOLEAN) {
    memory.fill(data + from, length == NULL_LENGTH ? NULL_BOOLEAN : load<u8>(value), to - from)
  } else if (type == STRING) {
    for (let row = from; row < to; row++) {
      store<u32>(data + (row << 2), <u32>value)
      store<u32>(aux + (row << 2), length)
    }
  } else if (type == BIGINT || type == TIMESTAMP || type == DOUBLE) {
    const isNull = length == NULL_LENGTH
    const bits = isNull ? 0 : load<u64>(value)
    for (let row = from; row < to; row++) store<u64>(data + (row << 3), bits)
    memory.fill(aux + from, <u8>(isNull), to - from)
  } else {
    fail(FAIL_BAD_PLAN, type)
  }
}
