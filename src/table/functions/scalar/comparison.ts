/** Comparisons of two values of one type. Their words are methods of a column. */
import type { ComparisonOperator } from '../operation.js'
import { boundCall } from '../../bound/bound.js'
import { constantOf, operand } from '../lowering.js'
import type { Operator } from '../scalar-function.js'

/** @param swapped the operator that says the same with its operands swapped */
function comparison(
  name: ComparisonOperator,
  symbol: string,
  swapped: ComparisonOperator,
  docs: string
): Operator {
  return {
    name,
    docs,
    bind(call, binder) {
      const operands = binder.bindSame(call.operands)
      if (operands.some((each) => each.kind === 'literal' && each.value === null)) {
        throw binder.invalid(`${binder.text(call)} is never true; use isNull() or isNotNull()`)
      }
      return boundCall(name, operands, 'BOOLEAN', {})
    },
    lower(call, register) {
      const [left, right] = [operand(call, 0), operand(call, 1)]
      if (right.kind === 'literal') {
        return { op: `${name}_K`, operand: register(left), constant: constantOf(right) }
      }
      if (left.kind === 'literal') {
        return { op: `${swapped}_K`, operand: register(right), constant: constantOf(left) }
      }
      return { op: name, left: register(left), right: register(right), type: left.type }
    },
    sql: ([left, right]) => `(${String(left)} ${symbol} ${String(right)})`
  }
}

export default [
  comparison('EQ', '=', 'EQ', 'Whether two values are equal.'),
  comparison('NE', '<>', 'NE', 'Whether two values are not equal.'),
  comparison('LT', '<', 'GT', 'Whether the left value is less; text by code point.'),
  comparison('LE', '<=', 'GE', 'Whether the left value is less or equal.'),
  comparison('GT', '>', 'LT', 'Whether the left value is greater; text by code point.'),
  comparison('GE', '>=', 'LE', 'Whether the left value is greater or equal.')
]
