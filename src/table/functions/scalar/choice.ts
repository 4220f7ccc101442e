/** The greatest and the least of several values, and short forms of CASE and COALESCE. */
import { boundCall } from '../../bound/bound.js'
import type { Bound } from '../../bound/bound.js'
import { call as callOf } from '../../words/column.js'
import type { Column, CommonType, Constant, Fitting, Operand, OriginOf, SameType } from '../../words/column.js'
import type { TypeName } from '../../types.js'
import type { ScalarFunction } from '../scalar-function.js'
import { bindNumbers, NUMERIC } from './registers.js'

/** Of two values after another: the kernel compares two. */
function extreme(name: string, code: number, docs: string): ScalarFunction {
  return {
    name,
    code,
    docs,
    bind({ operands }, binder) {
      const column = operands.find(({ kind }) => kind !== 'literal') ?? operands[0]
      if (column === undefined) throw binder.invalid(`${name} has no value`)
      const { type } = binder.bind(column)
      if (type === 'BOOLEAN') throw binder.mismatch(binder.text(column), 'a type with an order', type)
      const values = NUMERIC.includes(type) ? bindNumbers(operands, binder) : binder.bindSame(operands)
      return values.reduce((left: Bound, right) => boundCall(name, [left, right], left.type, {}))
    },
    lower: (call, register) => ({ op: 'FUNCTION', code, operands: call.operands.map(register) }),
    sql: (operands) => `${name}(${operands.join(', ')})`
  }
}

/** Values of one type, or numbers of both. */
type Comparable<V extends readonly unknown[]> = [V[number]] extends [Operand<'BIGINT' | 'DOUBLE'>]
  ? unknown
  : SameType<V>

/** The greatest of the values, of one type; null where one is null. Text by code point. */
export function greatest<const V extends readonly (Column | Constant)[]>(
  ...values: V & Comparable<V>
): Column<CommonType<V[number]>, OriginOf<V[number]>> {
  return callOf('GREATEST', values)
}

/** The least of the values, of one type; null where one is null. Text by code point. */
export function least<const V extends readonly (Column | Constant)[]>(
  ...values: V & Comparable<V>
): Column<CommonType<V[number]>, OriginOf<V[number]>> {
  return callOf('LEAST', values)
}

/** The column, but null where it equals `other`. */
export function nullIf<T extends TypeName, C extends Column<T>, const O extends Operand<T>>(
  column: C & Column<T>,
  other: O & Fitting<T, O>
): Column<T, OriginOf<C | O>> {
  return callOf('CASE', [callOf('EQ', [column, other]), null, column])
}

/** `then` where the condition is true, else `otherwise`: a CASE of one branch. */
export function ifElse<
  C extends Column<'BOOLEAN'>,
  const A extends Column | Constant,
  const B extends Column | Constant
>(condition: C, then: A & SameType<readonly [A, B]>[0], otherwise: B & SameType<readonly [B, A]>[0]): Column<CommonType<A | B>, OriginOf<C | A | B>> {
  return callOf('CASE', [condition, then, otherwise])
}

/** The column, or `other` where it is null. */
export function ifNull<A extends Column, const B extends Column | Constant>(
  column: A & SameType<readonly [A, B]>[0],
  other: B & SameType<readonly [B, A]>[0]
): Column<CommonType<A | B>, OriginOf<A | B>> {
  return callOf('COALESCE', [column, other])
}

export default [
  extreme(
    'GREATEST',
    115,
    'The greatest of several values of one type, null where one is null; text by code point.'
  ),
  extreme(
    'LEAST',
    116,
    'The least of several values of one type, null where one is null; text by code point.'
  )
]
