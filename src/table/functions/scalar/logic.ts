/** SQL's three-valued logic and the checks for null. Their words are methods of a column. */
import { boundCall } from '../../bound/bound.js'
import { operand } from '../lowering.js'
import type { Operator } from '../scalar-function.js'

function junction(name: 'AND' | 'OR', docs: string): Operator {
  return {
    name,
    docs,
    bind(call, binder) {
      const operands = call.operands.map((each) => binder.expect(each, ['BOOLEAN']))
      return boundCall(name, operands, 'BOOLEAN', {})
    },
    lower: (call, register) => ({
      op: name,
      left: register(operand(call, 0)),
      right: register(operand(call, 1))
    }),
    sql: (operands) => `(${operands.join(` ${name} `)})`
  }
}

const NOT: Operator = {
  name: 'NOT',
  docs: 'True for false, false for true, null for null.',
  bind(call, binder) {
    const operands = call.operands.map((each) => binder.expect(each, ['BOOLEAN']))
    return boundCall('NOT', operands, 'BOOLEAN', {})
  },
  lower: (call, register) => ({ op: 'NOT', operand: register(operand(call, 0)) }),
  sql: ([value]) => `(NOT ${String(value)})`
}

function nullCheck(name: 'IS_NULL' | 'IS_NOT_NULL', words: string, docs: string): Operator {
  return {
    name,
    docs,
    bind(call, binder) {
      const operands = call.operands.map((each) => binder.bind(each))
      return boundCall(name, operands, 'BOOLEAN', {})
    },
    lower(call, register) {
      const value = operand(call, 0)
      return { op: name, operand: register(value), type: value.type }
    },
    sql: ([value]) => `(${String(value)} ${words})`
  }
}

export default [
  junction('AND', 'True when both conditions are true, false when one is false.'),
  junction('OR', 'True when one of the conditions is true, false when both are false.'),
  NOT,
  nullCheck('IS_NULL', 'IS NULL', 'Whether a value is null.'),
  nullCheck('IS_NOT_NULL', 'IS NOT NULL', 'Whether a value is not null.')
]
