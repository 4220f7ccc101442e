/**
 * Expressions as SQL text. The text of a bound expression (every literal typed) tells it from any other, so it is
 * what error messages quote, what the compiler finds common subexpressions by and what fingerprints are made of.
 */
import type { AggregateCall, Expression, Literal, Window } from './logical.js'

const OPERATORS = { EQ: '=', NE: '<>', LT: '<', LE: '<=', GT: '>', GE: '>=' } as const

export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'field':
      return fieldText(expression.path)
    case 'literal':
      return literalText(expression)
    case 'compare':
      return `(${expressionText(expression.left)} ${OPERATORS[expression.operator]} ${expressionText(expression.right)})`
    case 'in':
      return `(${expressionText(expression.operand)} IN (${expression.values.map(literalText).join(', ')}))`
    case 'like':
      return `(${expressionText(expression.operand)} LIKE ${quoted(expression.pattern)})`
    case 'and':
      return `(${expressionText(expression.left)} AND ${expressionText(expression.right)})`
    case 'or':
      return `(${expressionText(expression.left)} OR ${expressionText(expression.right)})`
    case 'not':
      return `(NOT ${expressionText(expression.operand)})`
    case 'isNull':
      return `(${expressionText(expression.operand)} IS NULL)`
    case 'isNotNull':
      return `(${expressionText(expression.operand)} IS NOT NULL)`
    case 'case': {
      const branches = expression.branches.map(
        ({ when, then }) => ` WHEN ${expressionText(when)} THEN ${expressionText(then)}`
      )
      return `CASE${branches.join('')} ELSE ${expressionText(expression.otherwise)} END`
    }
    case 'coalesce':
      return `COALESCE(${expression.operands.map(expressionText).join(', ')})`
    case 'cast':
      return `CAST(${expressionText(expression.operand)} AS ${expression.to})`
  }
}

export function aggregateText(call: AggregateCall): string {
  if (call.operand === null) return 'COUNT(*)'
  const operand = expressionText(call.operand)
  switch (call.function) {
    case 'COUNT_ALL':
    case 'COUNT':
      return `COUNT(${operand})`
    case 'COUNT_DISTINCT':
      return `COUNT(DISTINCT ${operand})`
    case 'AVG':
      return call.truncate ? `TRUNCATE(AVG(${operand}))` : `AVG(${operand})`
    case 'PERCENTILE':
      return `PERCENTILE(${operand}, ${call.fraction})`
    default:
      return `${call.function}(${operand})`
  }
}

export function windowText(window: Window): string {
  switch (window.kind) {
    case 'tumble':
      return `TUMBLE(${window.size})`
    case 'hop':
      return `HOP(${window.size}, ${window.slide})`
    case 'session':
      return `SESSION(${window.gap})`
  }
}

/** Bare where it cannot be taken for a keyword (those are upper case here), else in backticks. */
function fieldText(path: string): string {
  return /^[a-z_][a-z0-9_.]*$/.test(path) ? path : `\`${path.replaceAll('`', '``')}\``
}

function literalText({ value, type }: Literal): string {
  if (value === null) return type === undefined ? 'NULL' : `CAST(NULL AS ${type})`
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (type === 'TIMESTAMP') return `TIMESTAMP(${value})`
  if (type === 'DOUBLE') return Object.is(value, -0) ? '-0e0' : `${value}e0`
  return String(value)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
