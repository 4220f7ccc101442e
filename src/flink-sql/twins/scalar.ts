/** Flink's twins of operators and scalar functions. */
import { CAST } from './casts.js'
import { NUMBERS } from './numbers.js'
import { PATTERNS } from './patterns.js'
import { TEXTS } from './texts.js'
import type { ScalarShape, Twins, TwinTable } from './twin.js'

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
  ...NUMBERS,
  ...TEXTS,
  ...PATTERNS
}
