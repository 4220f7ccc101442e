/** Functions of numbers. */
import { boundCall } from '../../bound/bound.js'
import type { TypeName } from '../../types.js'
import { call as callOf } from '../../words/column.js'
import type { Column, Origin } from '../../words/column.js'
import type { ScalarFunction } from '../scalar-function.js'

const NUMERIC: readonly TypeName[] = ['BIGINT', 'DOUBLE']

/** A function of one number, with a result of the number's type. */
function ofNumber(name: string, code: number, docs: string): ScalarFunction {
  return {
    name,
    code,
    docs,
    bind(call, binder) {
      const operands = call.operands.map((each) => binder.expect(each, NUMERIC))
      return boundCall(name, operands, operands[0]!.type, {})
    },
    lower: (call, register) => ({ op: 'FUNCTION', code, operands: call.operands.map(register) }),
    sql: ([value]) => `${name}(${String(value)})`
  }
}

/** The number without its sign. The least BIGINT has none and becomes null. */
export function abs<T extends 'BIGINT' | 'DOUBLE', S extends Origin>(column: Column<T, S>): Column<T, S> {
  return callOf('ABS', [column])
}

export default [ofNumber('ABS', 100, 'The number without its sign; null for the least BIGINT.')]
