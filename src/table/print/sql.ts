/** Expressions and windows as SQL text, for messages and EXPLAIN. Nothing is told apart by it. */
import { aggregateFunction, scalarFunction, windowKind } from '../functions/index.js'
import type { AggregateCall, Expression, Literal, Window, WindowProperty } from '../tree/expression.js'

export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'field':
      return fieldText(expression.path)
    case 'literal':
      return literalText(expression)
    case 'call': {
      const operands = expression.operands.map(expressionText)
      return scalarFunction(expression.function).sql(operands, expression.parameters)
    }
    case 'aggregate':
      return aggregateText(expression)
    case 'window':
      return windowPropertyText(expression)
  }
}

export function windowText({ kind, sizes }: Window): string {
  const names = windowKind(kind)?.sizes ?? Object.keys(sizes)
  return `${kind}(${names.map((name) => String(sizes[name])).join(', ')})`
}

function aggregateText({ function: name, operand, by, parameters, distinct, filter }: AggregateCall): string {
  const operands = [operand, by].flatMap((each) => (each === null ? [] : [expressionText(each)])).join(', ')
  const text = aggregateFunction(name).sql((distinct ? 'DISTINCT ' : '') + (operands || '*'), parameters)
  return filter === null ? text : `${text} FILTER (WHERE ${expressionText(filter)})`
}

function windowPropertyText({ property, floorTo }: WindowProperty): string {
  const text = `WINDOW_${property.toUpperCase()}`
  return floorTo === 1 ? text : `FLOOR(${text} TO SECOND)`
}

/** Bare where it cannot be taken for a keyword (those are upper case here), else in backticks. */
function fieldText(path: string): string {
  return /^[a-z_][a-z0-9_.]*$/.test(path) ? path : `\`${path.replaceAll('`', '``')}\``
}

function literalText({ value, type }: Literal): string {
  if (value === null) return type === undefined ? 'NULL' : `CAST(NULL AS ${type})`
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (type === 'TIMESTAMP') return `TIMESTAMP(${value})`
  if (type === 'DOUBLE') return Object.is(value, -0) ? '-0e0' : `${value}e0`
  return String(value)
}
