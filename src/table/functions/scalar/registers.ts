/** What functions of registers share: entries whose operands have set types, and numbers that come to one type. */
import { boundCall, boundLiteral } from '../../bound/bound.js'
import type { Bound } from '../../bound/bound.js'
import type { Expression } from '../../tree/expression.js'
import type { TypeName } from '../../types.js'
import type { OperandBinder, ScalarFunction } from '../scalar-function.js'

export const NUMERIC: readonly TypeName[] = ['BIGINT', 'DOUBLE']

export interface StrictFunction {
  readonly name: string
  readonly code: number
  readonly docs: string
  /** The type of each operand. */
  readonly takes: readonly TypeName[]
  readonly gives: TypeName
  readonly sql?: ScalarFunction['sql']
  /** What the kernel file reads beside the operands, at most two of them then. */
  readonly constant?: () => Uint8Array
}

/** A function that is null wherever an operand is, of operands of set types; a BIGINT will do as a DOUBLE. */
export function strict({ name, code, docs, takes, gives, sql, constant }: StrictFunction): ScalarFunction {
  return {
    name,
    code,
    docs,
    bind(call, binder) {
      const operands = takes.map((type, i) => {
        const expression = call.operands[i]
        if (expression === undefined) throw binder.invalid(`${name} has ${takes.length} operands`)
        return type === 'DOUBLE'
          ? asDouble(binder.expect(expression, NUMERIC))
          : binder.expect(expression, [type])
      })
      return boundCall(name, operands, gives, {})
    },
    lower: (call, register) => ({
      op: 'FUNCTION',
      code,
      operands: call.operands.map(register),
      ...(constant === undefined ? {} : { constant: constant() })
    }),
    sql: sql ?? ((operands) => `${name}(${operands.slice(0, takes.length).join(', ')})`)
  }
}

/** Binds numbers and brings them to one type: DOUBLE if a column among them is one, else BIGINT. */
export function bindNumbers(expressions: readonly Expression[], binder: OperandBinder): Bound[] {
  const columns = expressions.filter(isTyped).map((each) => binder.expect(each, NUMERIC))
  const hasDouble = columns.some(({ type }) => type === 'DOUBLE')
  const common = columns.length === 0 ? undefined : hasDouble ? 'DOUBLE' : 'BIGINT'
  const bound = expressions.map((each) => {
    const number = binder.bind(each, common)
    if (!NUMERIC.includes(number.type))
      throw binder.mismatch(binder.text(each), NUMERIC.join(' or '), number.type)
    if (common === 'BIGINT' && number.type === 'DOUBLE') {
      throw binder.invalid(
        `${binder.text(each)} stands beside a BIGINT, and is no whole number; cast the column to double()`
      )
    }
    return number
  })
  return bound.some(({ type }) => type === 'DOUBLE') ? bound.map(asDouble) : bound
}

/** A BIGINT as a DOUBLE; a DOUBLE as it is. */
function asDouble(bound: Bound): Bound {
  if (bound.type === 'DOUBLE') return bound
  if (bound.kind === 'literal') {
    return boundLiteral(bound.value === null ? null : Number(bound.value), 'DOUBLE')
  }
  return boundCall('CAST', [bound], 'DOUBLE', { to: 'DOUBLE' })
}

/** A column, or a constant that says its type. */
function isTyped(expression: Expression): boolean {
  return expression.kind !== 'literal' || expression.type !== undefined
}
