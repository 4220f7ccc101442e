/** IN: a value against constants. Its word is a method of a column. */
import { boundCall } from '../../bound/bound.js'
import type { Bound, BoundLiteral } from '../../bound/bound.js'
import { constantOf, operand } from '../lowering.js'
import type { Operator } from '../scalar-function.js'

const IN: Operator = {
  name: 'IN',
  docs: 'Whether a value equals one of a list of constants.',
  bind({ operands: [value, ...items] }, binder) {
    if (value === undefined) throw new RangeError('IN has no value')
    const bound = binder.bind(value)
    const literals = items.map((item) => {
      const literal = binder.bind(item, bound.type)
      if (literal.kind !== 'literal' || literal.value === null) {
        throw binder.invalid(
          `the list of ${binder.text(value)} IN holds a ${literal.kind === 'literal' ? 'null' : 'column'}`
        )
      }
      if (literal.type !== bound.type) {
        throw binder.mismatch(binder.text(value), bound.type, `${literal.type} ${binder.text(item)}`)
      }
      return literal
    })
    return boundCall('IN', [bound, ...literals], 'BOOLEAN', {})
  },
  lower(call, register) {
    const value = operand(call, 0)
    const values = call.operands.slice(1).filter(isLiteral).map(constantOf)
    return { op: 'IN_K', operand: register(value), type: value.type, values }
  },
  sql: ([value, ...items]) => `(${String(value)} IN (${items.join(', ')}))`
}

function isLiteral(bound: Bound): bound is BoundLiteral {
  return bound.kind === 'literal'
}

export default [IN]
