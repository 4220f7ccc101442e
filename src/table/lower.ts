/** Lowering: one bound expression becomes one operation of the plan. */
import type { Bound } from './bind.js'
import type { ComparisonOperator, Literal } from './logical.js'
import type { Constant, LikePattern, Operation } from './plan.js'

/** The operator that says the same with its operands swapped. */
const SWAPPED = { EQ: 'EQ', NE: 'NE', LT: 'GT', LE: 'GE', GT: 'LT', GE: 'LE' } as const

/**
 * The operation that computes `bound`. `register` gives the register of an operand; it is asked only for
 * operands that the operation does not hold as constants.
 */
export function lower(bound: Bound, register: (operand: Bound) => number): Operation {
  const { expression, type, operands } = bound
  const operand = (i: number): Bound => {
    const found = operands[i]
    if (found === undefined) throw new RangeError(`${expression.kind} has no operand ${i}`)
    return found
  }
  switch (expression.kind) {
    case 'field':
      throw new RangeError('a field is read by the scan, not computed')
    case 'literal':
      return { op: 'CONST', constant: constant(expression) }
    case 'compare':
      return lowerComparison(expression.operator, operand(0), operand(1), register)
    case 'in': {
      const values = expression.values.map(constant)
      return { op: 'IN_K', operand: register(operand(0)), type: operand(0).type, values }
    }
    case 'like': {
      const pattern = splitPattern(expression.pattern)
      if (pattern !== null) return { op: 'LIKE_K', operand: register(operand(0)), pattern }
      const value = { type: 'STRING', value: expression.pattern } as const
      return { op: 'EQ_K', operand: register(operand(0)), constant: value }
    }
    case 'and':
    case 'or': {
      const op = expression.kind === 'and' ? 'AND' : 'OR'
      return { op, left: register(operand(0)), right: register(operand(1)) }
    }
    case 'not':
      return { op: 'NOT', operand: register(operand(0)) }
    case 'isNull':
    case 'isNotNull': {
      const op = expression.kind === 'isNull' ? 'IS_NULL' : 'IS_NOT_NULL'
      return { op, operand: register(operand(0)), type: operand(0).type }
    }
    case 'case': {
      const branches = expression.branches.map(
        (_, i) => [register(operand(2 * i)), register(operand(2 * i + 1))] as const
      )
      return { op: 'CASE', branches, otherwise: register(operand(operands.length - 1)), type }
    }
    case 'coalesce':
      return { op: 'COALESCE', operands: operands.map(register), type }
    case 'cast':
      return { op: 'CAST', operand: register(operand(0)), from: operand(0).type, to: type }
  }
}

function lowerComparison(
  operator: ComparisonOperator,
  left: Bound,
  right: Bound,
  register: (operand: Bound) => number
): Operation {
  if (right.expression.kind === 'literal') {
    return { op: `${operator}_K`, operand: register(left), constant: constant(right.expression) }
  }
  if (left.expression.kind === 'literal') {
    return { op: `${SWAPPED[operator]}_K`, operand: register(right), constant: constant(left.expression) }
  }
  return { op: operator, left: register(left), right: register(right), type: left.type }
}

function constant({ value, type }: Literal): Constant {
  if (type === undefined) throw new RangeError('a bound literal has a type')
  return { type, value }
}

/** The pattern cut at its `%`; null when it holds none, which makes it a comparison. */
function splitPattern(pattern: string): LikePattern | null {
  if (!pattern.includes('%')) return null
  return {
    parts: pattern.split('%').filter((part) => part !== ''),
    anchoredStart: !pattern.startsWith('%'),
    anchoredEnd: !pattern.endsWith('%')
  }
}
