import { FAIL_BAD_PLAN, fail } from '../memory/failure'
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
  PLAN_INSTRUCTIONS_OFFSET,
  PLAN_REGISTER_COUNT,
  PLAN_REGISTERS_OFFSET,
  PLAN_SELECTION_COUNT,
  PLAN_TOTAL_LENGTH
} from './instruction'
import { BIGINT, BOOLEAN, DOUBLE, NULL_LENGTH, STRING, TIMESTAMP } from './vector'

/** Detail of the failure of instruction 0; of instruction i: i less. */
// @ts-ignore: decorator
@inline const FIRST_INSTRUCTION: i32 = -1000

let plan: usize = 0
let length: u32 = 0

/**
 * Checks the instructions of a plan, so that running them cannot read or write where it must not: registers,
 * selections and offsets exist, and every register has the type that the op takes it for. Otherwise fails
 * with FAIL_BAD_PLAN and the detail -1000 - number of the instruction. The header's own counts and offsets are
 * planLoad's to check.
 */
export function programCheck(address: usize): void {
  plan = address
  length = load<u32>(plan, PLAN_TOTAL_LENGTH)
  const count = load<i32>(plan, PLAN_INSTRUCTION_COUNT)
  let at = plan + load<u32>(plan, PLAN_INSTRUCTIONS_OFFSET)
  for (let i = 0; i < count; i++, at += INSTRUCTION_BYTES) {
    if (!isValid(at)) fail(FAIL_BAD_PLAN, FIRST_INSTRUCTION - i)
  }
}

function isValid(at: usize): bool {
  if (<u32>instructionSelection(at) >= load<u32>(plan, PLAN_SELECTION_COUNT)) return false
  const op = instructionOp(at)
  const dst = instructionDst(at)
  const a = instructionA(at)
  const c = instructionC(at)
  if (op == OP_FILTER) {
    return <u32>dst - 1 < load<u32>(plan, PLAN_SELECTION_COUNT) - 1 && holds(a, BOOLEAN)
  }
  if (op == OP_CONST) return isConstant(typeOf(dst), a, instructionB(at))
  if (op == OP_COPY) return typeOf(dst) >= 0 && holds(a, typeOf(dst))
  if (op == OP_CASE) return holds(dst, c) && isCase(dst, a, c)
  if (op == OP_COALESCE) return holds(dst, c) && areRegisters(dst, a, c)
  if (op == OP_CAST) return holds(a, instructionB(at)) && holds(dst, c) && canCast(instructionB(at), c)
  return holds(dst, BOOLEAN) && isPredicate(op, a, instructionB(at), c)
}

/** The pairs of castRun: every type to itself, to and from STRING, and to and from BIGINT. */
function canCast(from: i32, to: i32): bool {
  return from == to || from == STRING || to == STRING || from == BIGINT || to == BIGINT
}

/** An op whose result is BOOLEAN. */
function isPredicate(op: i32, a: i32, b: i32, c: u32): bool {
  if (op >= OP_EQ && op <= OP_GE) return holds(a, c) && holds(b, c)
  if (op >= OP_EQ + OP_CONSTANT && op <= OP_GE + OP_CONSTANT) {
    const type = c & 0xff
    return holds(a, type) && isConstant(type, b, c >>> 8)
  }
  if (op == OP_IN_K) return holds(a, c) && isList(b, c)
  if (op == OP_LIKE_K) return holds(a, STRING) && isPattern(b)
  if (op == OP_AND || op == OP_OR) return holds(a, BOOLEAN) && holds(b, BOOLEAN)
  if (op == OP_NOT) return holds(a, BOOLEAN)
  return (op == OP_IS_NULL || op == OP_IS_NOT_NULL) && holds(a, c)
}

/** The type of a register, BIGINT for TIMESTAMP: their cells are the same. Negative when there is none. */
function typeOf(register: u32): i32 {
  if (register >= load<u32>(plan, PLAN_REGISTER_COUNT)) return -1
  return sameCells(load<u32>(plan + load<u32>(plan, PLAN_REGISTERS_OFFSET) + (<usize>register << 2)))
}

function sameCells(type: u32): i32 {
  return type == TIMESTAMP ? BIGINT : type <= <u32>STRING ? <i32>type : -1
}

/** Whether a register exists and has cells of this type, which exists too. */
function holds(register: u32, type: u32): bool {
  return typeOf(register) >= 0 && typeOf(register) == sameCells(type)
}

function isInside(offset: u32, bytes: u64): bool {
  return <u64>offset + bytes <= <u64>length
}

function isConstant(type: i32, offset: u32, textLength: u32): bool {
  if (textLength == NULL_LENGTH) return type >= 0
  if (type == STRING) return isInside(offset, textLength)
  if (type == BOOLEAN) return isInside(offset, 4) && load<u32>(plan + offset) <= 2
  return (type == BIGINT || type == TIMESTAMP || type == DOUBLE) && isInside(offset, 8)
}

/** `count` pairs of an offset and a length of text. */
function areTexts(offset: u32, count: u32): bool {
  if (!isInside(offset, <u64>count << 3)) return false
  for (let i: u32 = 0; i < count; i++) {
    const entry = plan + offset + (<usize>i << 3)
    if (!isInside(load<u32>(entry), load<u32>(entry, 4))) return false
  }
  return true
}

function isList(offset: u32, type: i32): bool {
  if (!isInside(offset, 4)) return false
  const count = load<u32>(plan + offset)
  return type == STRING ? areTexts(offset + 4, count) : isInside(offset, 4 + (<u64>count << 3))
}

function isPattern(offset: u32): bool {
  return isInside(offset, 12) && areTexts(offset + 12, load<u32>(plan + offset))
}

function isCase(dst: i32, offset: u32, type: i32): bool {
  if (!isInside(offset, 4)) return false
  const count = load<u32>(plan + offset)
  if (!isInside(offset, 8 + (<u64>count << 3))) return false
  let at = plan + offset + 4
  for (let i: u32 = 0; i < count; i++, at += 8) {
    if (!holds(load<u32>(at), BOOLEAN) || !isSource(dst, load<u32>(at, 4), type)) return false
    if (load<i32>(at) == dst) return false
  }
  return isSource(dst, load<u32>(at), type)
}

/** [n, at least 1] then n registers of the type. */
function areRegisters(dst: i32, offset: u32, type: i32): bool {
  if (!isInside(offset, 4)) return false
  const count = load<u32>(plan + offset)
  if (count == 0 || !isInside(offset, 4 + (<u64>count << 2))) return false
  for (let i: u32 = 1; i <= count; i++) {
    if (!isSource(dst, load<u32>(plan + offset + (<usize>i << 2)), type)) return false
  }
  return true
}

/** A register of the type that is not written while it is still to be read. */
function isSource(dst: i32, register: u32, type: i32): bool {
  return register != <u32>dst && holds(register, type)
}
