/** Encodes a plan; the layout is drawn in plan.ts. */
import {
  AGGREGATE_CODES,
  AGGREGATE_WORDS,
  COLUMN_SOURCES,
  COLUMN_WORDS,
  HEADER_WORDS,
  INSTRUCTION_WORDS,
  JOB_WORDS,
  NONE,
  NULL_LENGTH,
  OPCODES,
  PLAN_MAGIC,
  PLAN_VERSION
} from './plan.js'
import type {
  Constant,
  Instruction,
  OutputColumn,
  PhysicalAggregate,
  PhysicalJob,
  PhysicalPlan
} from './plan.js'
import { PlanWriter } from './plan-writer.js'
import { encodeTrie } from './trie.js'
import { TYPE_CODES } from './types.js'

type Operands = readonly [a: number, b: number, c: number]

/** The bytes of `plan`. */
export function encodePlan(plan: PhysicalPlan): Uint8Array {
  const out = new PlanWriter()
  const header = out.reserve(HEADER_WORDS)
  const registers = out.words(plan.registers.map((type) => TYPE_CODES[type]))
  const instructions = out.reserve(plan.instructions.length * INSTRUCTION_WORDS)
  const jobs = out.reserve(plan.jobs.length * JOB_WORDS)
  plan.instructions.forEach((instruction, i) => {
    encodeInstruction(out, instructions + i * INSTRUCTION_WORDS * 4, instruction)
  })
  plan.jobs.forEach((job, i) => {
    encodeJob(out, jobs + i * JOB_WORDS * 4, job, plan.notNullEnforcer)
  })
  const trie = encodeTrie(out, plan.fields)
  const counts = [plan.selectionCount, plan.instructions.length, instructions, plan.jobs.length, jobs]
  out.setWords(header, [
    PLAN_MAGIC,
    PLAN_VERSION,
    plan.fields.length,
    0,
    trie,
    plan.registers.length,
    registers,
    ...counts,
    plan.timeField ?? NONE,
    0,
    out.length,
    0
  ])
  return out.finish()
}

function encodeInstruction(out: PlanWriter, at: number, instruction: Instruction): void {
  const [a, b, c] = encodeOperands(out, instruction)
  out.setWords(at, [OPCODES[instruction.op], instruction.dst, a, b, c, instruction.sel])
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
    case 'LIKE_K': {
      const { parts, anchoredStart, anchoredEnd } = instruction.pattern
      const texts = parts.flatMap((part) => textWords(out, part))
      return [
        instruction.operand,
        out.words([parts.length, Number(anchoredStart), Number(anchoredEnd), ...texts]),
        0
      ]
    }
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
    case 'COALESCE':
      return [
        out.words([instruction.operands.length, ...instruction.operands]),
        0,
        TYPE_CODES[instruction.type]
      ]
    case 'CAST':
      return [instruction.operand, TYPE_CODES[instruction.from], TYPE_CODES[instruction.to]]
  }
}

/** `length` is that of a STRING, NULL_LENGTH for a null, else 0. */
function encodeConstant(out: PlanWriter, { type, value }: Constant): { offset: number; length: number } {
  if (type === 'BOOLEAN') {
    const offset = out.words([value === null ? 2 : Number(value)])
    return { offset, length: value === null ? NULL_LENGTH : 0 }
  }
  if (value === null) return { offset: out.int64(0n), length: NULL_LENGTH }
  if (type === 'STRING') return out.text(String(value))
  return { offset: type === 'DOUBLE' ? out.float64(Number(value)) : out.int64(BigInt(value)), length: 0 }
}

/** Values of a list are 8 bytes each behind the count, whatever their type, STRING as (offset, length). */
function encodeList(out: PlanWriter, values: readonly Constant[]): number {
  const entries = values.map(({ type, value }) => (type === 'STRING' ? textWords(out, String(value)) : null))
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

function textWords(out: PlanWriter, text: string): [number, number] {
  const { offset, length } = out.text(text)
  return [offset, length]
}

function encodeJob(out: PlanWriter, at: number, job: PhysicalJob, enforcer: 'keep' | 'drop'): void {
  const { window } = job
  const size = window.kind === 'session' ? 0 : window.size
  const slide = window.kind === 'hop' ? window.slide : size
  const keys = out.words(job.keys)
  const aggregates = out.reserve(job.aggregates.length * AGGREGATE_WORDS)
  const columns = out.reserve(job.columns.length * COLUMN_WORDS)
  out.setWords(at, [job.selection, Number(window.kind === 'session')])
  out.setInt64(at + 8, BigInt(size))
  out.setInt64(at + 16, BigInt(slide))
  out.setInt64(at + 24, BigInt(window.kind === 'session' ? window.gap : 0))
  out.setWords(at + 32, [
    ...[job.keys.length, keys],
    ...[job.aggregates.length, aggregates],
    ...[job.columns.length, columns],
    Number(enforcer === 'drop')
  ])
  job.aggregates.forEach((aggregate, i) => {
    encodeAggregate(out, aggregates + i * AGGREGATE_WORDS * 4, aggregate)
  })
  job.columns.forEach((column, i) => {
    encodeColumn(out, columns + i * COLUMN_WORDS * 4, column, i === 0)
  })
}

function encodeAggregate(out: PlanWriter, at: number, aggregate: PhysicalAggregate): void {
  const inputType = aggregate.inputType === null ? 0 : TYPE_CODES[aggregate.inputType]
  const kind = AGGREGATE_CODES[aggregate.function]
  out.setWords(at, [kind, aggregate.register ?? NONE, inputType, Number(aggregate.truncate)])
  out.setFloat64(at + 16, aggregate.fraction)
}

function encodeColumn(out: PlanWriter, at: number, column: OutputColumn, first: boolean): void {
  const prefix = textWords(out, `${first ? '{' : ','}${JSON.stringify(column.name)}:`)
  out.setWords(at, [
    COLUMN_SOURCES[column.source],
    column.index,
    TYPE_CODES[column.type],
    Number(column.notNull),
    ...prefix,
    column.param
  ])
}
