/** Encodes instructions; the opcodes and their operands are described in contract/opcodes.ts. */
import * as contract from './contract/opcodes.js'
import { BOOLEAN_NULL, NONE, NULL_LENGTH } from './contract/types.js'
import type { Constant, Instruction, LikePattern, Operation } from './physical.js'
import type { PlanWriter } from './plan-writer.js'
import { TYPE_CODES } from './type-codes.js'

type Operands = readonly [a: number, b: number, c: number]

/**
 * The opcode of each operation; scalar functions bring their own.
 *
 * @testing plans that no job makes are built by hand
 */
export const OPCODES: Readonly<Record<Exclude<Operation['op'], 'FUNCTION'>, number>> = {
  FILTER: contract.OP_FILTER,
  CONST: contract.OP_CONST,
  EQ: contract.OP_EQ,
  NE: contract.OP_NE,
  LT: contract.OP_LT,
  LE: contract.OP_LE,
  GT: contract.OP_GT,
  GE: contract.OP_GE,
  EQ_K: contract.OP_EQ_K,
  NE_K: contract.OP_NE_K,
  LT_K: contract.OP_LT_K,
  LE_K: contract.OP_LE_K,
  GT_K: contract.OP_GT_K,
  GE_K: contract.OP_GE_K,
  IN_K: contract.OP_IN_K,
  LIKE_K: contract.OP_LIKE_K,
  AND: contract.OP_AND,
  OR: contract.OP_OR,
  NOT: contract.OP_NOT,
  IS_NULL: contract.OP_IS_NULL,
  IS_NOT_NULL: contract.OP_IS_NOT_NULL,
  CASE: contract.OP_CASE,
  COALESCE: contract.OP_COALESCE,
  CAST: contract.OP_CAST
}

/** Writes `instruction` to the words at `at`, and what it points to behind what there is. */
export function encodeInstruction(out: PlanWriter, at: number, instruction: Instruction): void {
  const op = instruction.op === 'FUNCTION' ? instruction.code : OPCODES[instruction.op]
  out.setWords(at, [op, instruction.dst, ...encodeOperands(out, instruction), instruction.sel])
}

function encodeOperands(out: PlanWriter, instruction: Instruction): Operands {
  switch (instruction.op) {
    case 'FILTER':
      return [instruction.condition, 0, 0]
    case 'CONST': {
      const { offset, length } = encodeConstant(out, instruction.constant)
      return [offset, length, 0]
    }
    case 'EQ':
    case 'NE':
    case 'LT':
    case 'LE':
    case 'GT':
    case 'GE':
      return [instruction.left, instruction.right, TYPE_CODES[instruction.type]]
    case 'EQ_K':
    case 'NE_K':
    case 'LT_K':
    case 'LE_K':
    case 'GT_K':
    case 'GE_K': {
      const { offset, length } = encodeConstant(out, instruction.constant)
      return [instruction.operand, offset, TYPE_CODES[instruction.constant.type] | (length << 8)]
    }
    case 'IN_K':
      return [instruction.operand, encodeList(out, instruction.values), TYPE_CODES[instruction.type]]
    case 'LIKE_K':
      return [instruction.operand, encodePattern(out, instruction.pattern), 0]
    case 'AND':
    case 'OR':
      return [instruction.left, instruction.right, 0]
    case 'NOT':
      return [instruction.operand, 0, 0]
    case 'IS_NULL':
    case 'IS_NOT_NULL':
      return [instruction.operand, 0, TYPE_CODES[instruction.type]]
    case 'CASE': {
      const { branches, otherwise, type } = instruction
      return [out.words([branches.length, ...branches.flat(), otherwise]), 0, TYPE_CODES[type]]
    }
    case 'COALESCE': {
      const { operands, type } = instruction
      return [out.words([operands.length, ...operands]), 0, TYPE_CODES[type]]
    }
    case 'CAST':
      return [instruction.operand, TYPE_CODES[instruction.from], TYPE_CODES[instruction.to]]
    case 'FUNCTION': {
      const { operands, constant } = instruction
      if (operands.length > (constant === undefined ? 3 : 2)) {
        throw new RangeError('a scalar function has at most three operands, two beside a constant')
      }
      const [a = NONE, b = NONE, c = NONE] = operands
      return [a, b, constant === undefined ? c : out.block(constant)]
    }
  }
}

/** `length` is that of a STRING, NULL_LENGTH for a null, else 0. */
function encodeConstant(out: PlanWriter, { type, value }: Constant): { offset: number; length: number } {
  if (type === 'BOOLEAN') {
    const offset = out.words([value === null ? BOOLEAN_NULL : Number(value)])
    return { offset, length: value === null ? NULL_LENGTH : 0 }
  }
  if (value === null) return { offset: out.int64(0n), length: NULL_LENGTH }
  if (type === 'STRING') return out.text(String(value))
  return { offset: type === 'DOUBLE' ? out.float64(Number(value)) : out.int64(BigInt(value)), length: 0 }
}

/** Values of a list are 8 bytes each behind the count, whatever their type, STRING as (offset, length). */
function encodeList(out: PlanWriter, values: readonly Constant[]): number {
  const entries = values.map(({ type, value }) => (type === 'STRING' ? out.textWords(String(value)) : null))
  const list = out.reserve(1 + 2 * values.length)
  out.setWords(list, [values.length])
  values.forEach(({ type, value }, i) => {
    const at = list + 4 + 8 * i
    const text = entries[i] ?? null
    if (text !== null) out.setWords(at, text)
    else if (type === 'DOUBLE') out.setFloat64(at, Number(value))
    else out.setInt64(at, BigInt(value ?? 0))
  })
  return list
}

function encodePattern(out: PlanWriter, { parts, anchoredStart, anchoredEnd }: LikePattern): number {
  const texts = parts.flatMap((part) => out.textWords(part))
  return out.words([parts.length, Number(anchoredStart), Number(anchoredEnd), ...texts])
}
