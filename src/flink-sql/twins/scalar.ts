/** Flink's twins of operators and scalar functions. */
import type { TypeName } from '../../table/types.js'
import { CAST } from './casts.js'
import type { ScalarShape, Twin, Twins, TwinTable } from './twin.js'

const firstIs = (type: TypeName) => (call: ScalarShape) => call.operandTypes[0] === type

function same(sql: (operands: readonly string[]) => string): Twins<ScalarShape> {
  return [{ kind: 'same', sql }]
}

function infix(symbol: string): Twins<ScalarShape> {
  return same(([left, right]) => `(${String(left)} ${symbol} ${String(right)})`)
}

/** Operands: condition, value, condition, value, …, otherwise. */
function caseSql(operands: readonly string[]): string {
  const branches = Array.from(
    { length: (operands.length - 1) / 2 },
    (_, i) => `WHEN ${String(operands[2 * i])} THEN ${String(operands[2 * i + 1])}`
  )
  return `CASE ${branches.join(' ')} ELSE ${String(operands.at(-1))} END`
}

const ABS: readonly Twin<ScalarShape>[] = [
  {
    kind: 'expression',
    when: 'of a BIGINT',
    fits: firstIs('BIGINT'),
    // Flink's ABS of the least BIGINT is itself.
    sql: ([x]) => `ABS(CASE WHEN ${String(x)} >= -9223372036854775807 THEN ${String(x)} END)`
  },
  { kind: 'same', when: 'of a DOUBLE', sql: ([x]) => `ABS(${String(x)})` }
]

export const SCALAR_TWINS: TwinTable<ScalarShape> = {
  EQ: infix('='),
  NE: infix('<>'),
  LT: infix('<'),
  LE: infix('<='),
  GT: infix('>'),
  GE: infix('>='),
  IN: same(([value, ...items]) => `(${String(value)} IN (${items.join(', ')}))`),
  LIKE: same(([text, pattern]) => `(${String(text)} LIKE ${String(pattern)})`),
  AND: infix('AND'),
  OR: infix('OR'),
  NOT: same(([value]) => `(NOT ${String(value)})`),
  IS_NULL: same(([value]) => `(${String(value)} IS NULL)`),
  IS_NOT_NULL: same(([value]) => `(${String(value)} IS NOT NULL)`),
  CASE: same(caseSql),
  COALESCE: same((operands) => `COALESCE(${operands.join(', ')})`),
  CAST,
  ABS
}
