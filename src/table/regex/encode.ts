/** Programs of regular expressions as bytes; assembly/column/regex.ts draws and runs them. */
import type { Position, RegexInstruction } from './compile.js'
import type { CodePointRange } from './code-points.js'

const HEADER_BYTES = 16
const INSTRUCTION_BYTES = 12
const OPS: Readonly<Record<RegexInstruction['op'], number>> = {
  MATCH: 0,
  CHARACTER: 1,
  SET: 2,
  SPLIT: 3,
  JUMP: 4,
  SAVE: 5,
  ASSERT: 6
}
const POSITIONS: Readonly<Record<Position, number>> = {
  BEGIN: 0,
  END: 1,
  LINE_BEGIN: 2,
  LINE_END: 3,
  WORD_EDGE: 4,
  NO_WORD_EDGE: 5
}

/** The constant block of a program. */
export function encodeRegex(instructions: readonly RegexInstruction[]): Uint8Array {
  const setsAt = HEADER_BYTES + INSTRUCTION_BYTES * instructions.length
  const sets: Buffer[] = []
  let setBytes = 0
  const place = (ranges: readonly CodePointRange[]) => {
    const at = setsAt + setBytes
    const set = encodeSet(ranges)
    sets.push(set)
    setBytes += set.length
    return at
  }
  const body = instructions.map((instruction) => encodeInstruction(instruction, place))
  const prefix = Buffer.from(prefixOf(instructions))
  const header = words(instructions.length, Number(isAtBegin(instructions)), setsAt + setBytes, prefix.length)
  return Buffer.concat([header, ...body, ...sets, prefix])
}

function encodeInstruction(
  instruction: RegexInstruction,
  place: (ranges: readonly CodePointRange[]) => number
): Buffer {
  const op = OPS[instruction.op]
  switch (instruction.op) {
    case 'MATCH':
      return words(op, 0, 0)
    case 'CHARACTER':
      return words(op, instruction.point, 0)
    case 'SET':
      return words(op, place(instruction.ranges), instruction.ranges.length)
    case 'SPLIT':
      return words(op, instruction.first, instruction.second)
    case 'JUMP':
      return words(op, instruction.to, 0)
    case 'SAVE':
      return words(op, instruction.slot, 0)
    case 'ASSERT':
      return words(op, POSITIONS[instruction.position], 0)
  }
}

/** A bit for each ASCII character, then the ranges. */
function encodeSet(ranges: readonly CodePointRange[]): Buffer {
  const bits = Buffer.alloc(16)
  for (const [first, last] of ranges) {
    for (let point = first; point <= Math.min(last, 0x7f); point++) {
      bits.writeUInt8(bits.readUInt8(point >> 3) | (1 << (point & 7)), point >> 3)
    }
  }
  return Buffer.concat([bits, words(...ranges.flat())])
}

/** The text that every match begins with. */
function prefixOf(instructions: readonly RegexInstruction[]): string {
  let prefix = ''
  const targets = new Set(instructions.flatMap(targetsOf))
  for (const [i, instruction] of instructions.entries()) {
    if (targets.has(i)) break
    if (instruction.op === 'CHARACTER') prefix += String.fromCodePoint(instruction.point)
    else if (instruction.op !== 'SAVE') break
  }
  return prefix
}

function targetsOf(instruction: RegexInstruction): readonly number[] {
  if (instruction.op === 'SPLIT') return [instruction.first, instruction.second]
  return instruction.op === 'JUMP' ? [instruction.to] : []
}

function isAtBegin(instructions: readonly RegexInstruction[]): boolean {
  const first = instructions.find(({ op }) => op !== 'SAVE')
  return first?.op === 'ASSERT' && first.position === 'BEGIN'
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, i) => bytes.writeUInt32LE(value, 4 * i))
  return bytes
}
