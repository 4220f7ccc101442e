/** CAST. Its word is a method of a column. */
import { boundCall } from '../../bound/bound.js'
import type { TypeName } from '../../types.js'
import { operand } from '../lowering.js'
import type { Operator } from '../scalar-function.js'

const CASTS: Readonly<Record<TypeName, readonly TypeName[]>> = {
  STRING: ['STRING', 'BIGINT', 'DOUBLE', 'BOOLEAN', 'TIMESTAMP'],
  BIGINT: ['BIGINT', 'DOUBLE', 'BOOLEAN', 'STRING'],
  DOUBLE: ['DOUBLE', 'BIGINT', 'STRING'],
  BOOLEAN: ['BOOLEAN', 'BIGINT', 'STRING'],
  TIMESTAMP: ['TIMESTAMP', 'STRING']
}

const CAST: Operator = {
  name: 'CAST',
  docs: 'A value as another type; null where text does not parse or a number is out of range. Text as an integer loses its fraction; text as a time is a date with or without a time of day; times as text have three decimals, booleans are TRUE and FALSE.',
  bind({ operands: [value], parameters }, binder) {
    const to = parameters['to'] as TypeName
    if (value === undefined) throw new RangeError('CAST has one operand')
    const bound = binder.bind(value, to)
    if (bound.type === to) return bound
    if (!CASTS[bound.type].includes(to)) {
      throw binder.mismatch(binder.text(value), `a type that can be cast to ${to}`, bound.type)
    }
    return boundCall('CAST', [bound], to, { to })
  },
  lower(call, register) {
    const value = operand(call, 0)
    return { op: 'CAST', operand: register(value), from: value.type, to: call.type }
  },
  sql: ([value], { to }) => `CAST(${String(value)} AS ${String(to)})`
}

export default [CAST]
