/** Programs of a physical plan as text, an instruction a line, for EXPLAIN. */
import type { Constant, Instruction, LikePattern, Program } from '../physical.js'

/** Names of registers that have one: fields, or what a finished group fills. */
export type RegisterNames = ReadonlyMap<number, string>

/** E.g. `r7 = EQ_K STRING event.type 'page_view' on s1`: r registers, s selections. */
export function programLines(
  { instructions }: Pick<Program, 'instructions'>,
  names: RegisterNames,
  functionName: (code: number) => string
): string[] {
  const register = (number: number) => names.get(number) ?? `r${number}`
  return instructions.map((instruction) => {
    const target = instruction.op === 'FILTER' ? `s${instruction.dst}` : register(instruction.dst)
    return `${target} = ${operationText(instruction, register, functionName)} on s${instruction.sel}`
  })
}

function operationText(
  i: Instruction,
  register: (number: number) => string,
  functionName: (code: number) => string
): string {
  switch (i.op) {
    case 'CONST':
      return `CONST ${i.constant.type} ${constantText(i.constant)}`
    case 'IN_K':
      return `IN_K ${i.type} ${register(i.operand)} [${i.values.map(constantText).join(', ')}]`
    case 'LIKE_K':
      return `LIKE_K ${register(i.operand)} '${patternText(i.pattern)}'`
    case 'AND':
    case 'OR':
      return `${i.op} ${register(i.left)} ${register(i.right)}`
    case 'NOT':
      return `NOT ${register(i.operand)}`
    case 'IS_NULL':
    case 'IS_NOT_NULL':
      return `${i.op} ${i.type} ${register(i.operand)}`
    case 'CASE': {
      const branches = i.branches.map(([when, then]) => `${register(when)}:${register(then)}`)
      return `CASE ${i.type} ${branches.join(' ')} else ${register(i.otherwise)}`
    }
    case 'COALESCE':
      return `COALESCE ${i.type} ${i.operands.map(register).join(' ')}`
    case 'CAST':
      return `CAST ${register(i.operand)} ${i.from} to ${i.to}`
    case 'FILTER':
      return `FILTER ${register(i.condition)}`
    case 'FUNCTION':
      return `${functionName(i.code)} ${i.operands.map(register).join(' ')}`
    default:
      return 'constant' in i
        ? `${i.op} ${i.constant.type} ${register(i.operand)} ${constantText(i.constant)}`
        : `${i.op} ${i.type} ${register(i.left)} ${register(i.right)}`
  }
}

function constantText({ type, value }: Constant): string {
  return type === 'STRING' && value !== null ? `'${String(value)}'` : String(value)
}

function patternText({ parts, anchoredStart, anchoredEnd }: LikePattern): string {
  return `${anchoredStart ? '' : '%'}${parts.join('%')}${anchoredEnd ? '' : '%'}`
}
