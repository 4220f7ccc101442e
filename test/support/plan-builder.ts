/**
 * Builds a binary scan plan word by word, for tests of the kernels: no trie, no jobs, nothing checked. The layout is
 * drawn in src/plan/contract/plan-layout.ts.
 */
import { Buffer } from 'node:buffer'
import {
  INSTRUCTION_WORDS,
  PLAN_AT_FIELD_COUNT,
  PLAN_AT_INSTRUCTION_COUNT,
  PLAN_AT_INSTRUCTIONS,
  PLAN_AT_KEY_GROUPS,
  PLAN_AT_LENGTH,
  PLAN_AT_MAGIC,
  PLAN_AT_REGISTER_COUNT,
  PLAN_AT_REGISTERS,
  PLAN_AT_SELECTION_COUNT,
  PLAN_AT_TIME_FIELD,
  PLAN_AT_VERSION,
  PLAN_HEADER_WORDS,
  PLAN_MAGIC,
  PLAN_VERSION
} from '../../src/plan/contract/plan-layout.js'
import { NONE } from '../../src/plan/contract/types.js'
import { OPCODES } from '../../src/plan/encode-instruction.js'
import { TYPE_CODES } from '../../src/plan/type-codes.js'
import type { TypeName } from '../../src/table/types.js'

export type OpName = keyof typeof OPCODES

/** A cell: the type of the register says how it is read. TIMESTAMP and BIGINT are bigint. */
export type Value = bigint | boolean | number | string | null

export interface Operands {
  readonly a?: number
  readonly b?: number
  readonly c?: number
  readonly selection?: number
}

export class PlanBuilder {
  readonly registers: TypeName[] = []
  private readonly instructions: number[][] = []
  private readonly constants: Buffer[] = []
  private constantBytes = 0
  private selections = 1
  private fields = 0

  /** A register that the test fills; all fields come before all other registers. */
  field(type: TypeName): number {
    this.fields++
    return this.register(type)
  }

  register(type: TypeName): number {
    return this.registers.push(type) - 1
  }

  selection(): number {
    return this.selections++
  }

  /** Appends an instruction; operands that are offsets come from the methods below. */
  run(op: OpName | number, dst: number, { a = 0, b = 0, c = 0, selection = 0 }: Operands): this {
    this.instructions.push([typeof op === 'number' ? op : OPCODES[op], dst, a, b, c, selection, 0, 0])
    return this
  }

  /** Offset of the bytes, counted from the start of the constants; build() makes it one from the plan's start. */
  bytes(bytes: Buffer): number {
    const offset = this.constantsStart + this.constantBytes
    this.constants.push(bytes)
    this.constantBytes += bytes.length
    return offset
  }

  words(...words: number[]): number {
    const bytes = Buffer.alloc(words.length * 4)
    words.forEach((word, i) => bytes.writeUInt32LE(word >>> 0, i * 4))
    return this.bytes(bytes)
  }

  constant(type: TypeName, value: Value): number {
    return this.bytes(constantBytes(type, value))
  }

  /** [count, then the values] as IN_K reads it. */
  list(type: TypeName, values: readonly Value[]): number {
    if (type === 'STRING') return this.words(values.length, ...this.texts(values.map(String)))
    const bytes = values.map((value) =>
      Buffer.concat([constantBytes(type, value), Buffer.alloc(8)]).subarray(0, 8)
    )
    const count = Buffer.alloc(4)
    count.writeUInt32LE(values.length)
    return this.bytes(Buffer.concat([count, ...bytes]))
  }

  /** The pattern cut at its `%`, as LIKE_K reads it. */
  pattern(pattern: string): number {
    const parts = pattern.split('%')
    const texts = parts.filter((part) => part !== '')
    return this.words(
      texts.length,
      pattern.startsWith('%') ? 0 : 1,
      pattern.endsWith('%') ? 0 : 1,
      ...this.texts(texts)
    )
  }

  build(): Uint8Array {
    if (this.registers.length > MAX_REGISTERS || this.instructions.length > MAX_INSTRUCTIONS) {
      throw new Error('the test plan is larger than its builder allows')
    }
    const plan = Buffer.alloc(this.constantsStart + this.constantBytes)
    const instructionsOffset = (PLAN_HEADER_WORDS + MAX_REGISTERS) * 4
    const header: readonly (readonly [word: number, value: number])[] = [
      [PLAN_AT_MAGIC, PLAN_MAGIC],
      [PLAN_AT_VERSION, PLAN_VERSION],
      [PLAN_AT_LENGTH, plan.length],
      [PLAN_AT_FIELD_COUNT, this.fields],
      [PLAN_AT_TIME_FIELD, NONE],
      [PLAN_AT_KEY_GROUPS, 1],
      [PLAN_AT_REGISTER_COUNT, this.registers.length],
      [PLAN_AT_REGISTERS, PLAN_HEADER_WORDS * 4],
      [PLAN_AT_SELECTION_COUNT, this.selections],
      [PLAN_AT_INSTRUCTION_COUNT, this.instructions.length],
      [PLAN_AT_INSTRUCTIONS, instructionsOffset]
    ]
    for (const [word, value] of header) plan.writeUInt32LE(value, word * 4)
    this.registers.forEach((type, i) => plan.writeUInt32LE(TYPE_CODES[type], (PLAN_HEADER_WORDS + i) * 4))
    this.instructions.flat().forEach((word, i) => plan.writeUInt32LE(word >>> 0, instructionsOffset + i * 4))
    Buffer.concat(this.constants).copy(plan, this.constantsStart)
    return plan
  }

  /** Constants lie behind as many registers and instructions as there may be, so that their offsets are known at once. */
  private get constantsStart(): number {
    return (PLAN_HEADER_WORDS + MAX_REGISTERS + MAX_INSTRUCTIONS * INSTRUCTION_WORDS) * 4
  }

  private texts(texts: readonly string[]): number[] {
    return texts.flatMap((text) => [this.constant('STRING', text), Buffer.byteLength(text)])
  }
}

const MAX_REGISTERS = 64
const MAX_INSTRUCTIONS = 64

function constantBytes(type: TypeName, value: Value): Buffer {
  if (type === 'STRING') return Buffer.from(value === null ? '' : String(value))
  if (type === 'BOOLEAN') return Buffer.from([value === null ? 2 : Number(value), 0, 0, 0])
  const bytes = Buffer.alloc(8)
  if (type === 'DOUBLE') bytes.writeDoubleLE(Number(value))
  else bytes.writeBigInt64LE(BigInt(value ?? 0))
  return bytes
}
