/** Functions of numbers. */
import { boundCall } from '../../bound/bound.js'
import { call as callOf } from '../../words/column.js'
import type { Column, Operand, Origin, OriginOf } from '../../words/column.js'
import type { ScalarFunction } from '../scalar-function.js'
import { NUMERIC, strict } from './registers.js'

type Numeric = 'BIGINT' | 'DOUBLE'

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

/** A function that makes a DOUBLE whole: a BIGINT is already. */
function toWhole(name: string, code: number, docs: string): ScalarFunction {
  const entry = ofNumber(name, code, docs)
  return {
    ...entry,
    bind(call, binder) {
      const bound = entry.bind(call, binder)
      return bound.type === 'BIGINT' ? bound.operands[0]! : bound
    }
  }
}

const ROUND: ScalarFunction = {
  ...ofNumber(
    'ROUND',
    108,
    'A number rounded to so many digits behind the point, before it where that is negative; half goes away from zero. A DOUBLE counts as its shortest decimal. Null where it does not fit.'
  ),
  bind({ operands: [value, digits] }, binder) {
    const bound = binder.expect(value!, NUMERIC)
    return boundCall('ROUND', [bound, binder.expect(digits!, ['BIGINT'])], bound.type, {})
  },
  sql: ([value, digits]) => `ROUND(${String(value)}, ${String(digits)})`
}

/** The number without its sign. The least BIGINT has none and becomes null. */
export function abs<T extends Numeric, S extends Origin>(column: Column<T, S>): Column<T, S> {
  return callOf('ABS', [column])
}

/** -1, 0 or 1 as the number is below, at or above zero. */
export function sign<T extends Numeric, S extends Origin>(column: Column<T, S>): Column<T, S> {
  return callOf('SIGN', [column])
}

/** The greatest whole number that is not above the column, of its type. */
export function floor<T extends Numeric, S extends Origin>(column: Column<T, S>): Column<T, S> {
  return callOf('FLOOR', [column])
}

/** The least whole number that is not below the column, of its type. */
export function ceil<T extends Numeric, S extends Origin>(column: Column<T, S>): Column<T, S> {
  return callOf('CEIL', [column])
}

/** Rounded to `digits` behind the point (0 unless said), before it where negative; half goes away from zero. */
export function round<T extends Numeric, S extends Origin, D extends Operand<'BIGINT'> = bigint>(
  column: Column<T, S>,
  digits?: D
): Column<T, S | OriginOf<D>> {
  return callOf('ROUND', [column, digits ?? 0n])
}

/** The square root; null of what is negative. */
export function sqrt<S extends Origin>(column: Column<Numeric, S>): Column<'DOUBLE', S> {
  return callOf('SQRT', [column])
}

/** e to the power of the column. */
export function exp<S extends Origin>(column: Column<Numeric, S>): Column<'DOUBLE', S> {
  return callOf('EXP', [column])
}

/** The natural logarithm; null of what is not above zero. */
export function ln<S extends Origin>(column: Column<Numeric, S>): Column<'DOUBLE', S> {
  return callOf('LN', [column])
}

/** The logarithm to base 10; null of what is not above zero. */
export function log10<S extends Origin>(column: Column<Numeric, S>): Column<'DOUBLE', S> {
  return callOf('LOG10', [column])
}

/** `base` to the power of `exponent`, a DOUBLE; null where that is no finite number. */
export function power<B extends Column<Numeric>, E extends Operand<Numeric>>(
  base: B,
  exponent: E
): Column<'DOUBLE', OriginOf<B | E>> {
  return callOf('POWER', [base, exponent])
}

function ofDouble(name: string, code: number, docs: string): ScalarFunction {
  return strict({ name, code, docs, takes: ['DOUBLE'], gives: 'DOUBLE' })
}

export default [
  ofNumber('ABS', 100, 'The number without its sign; null for the least BIGINT.'),
  toWhole('FLOOR', 106, 'The greatest whole number that is not above it, of its type.'),
  toWhole('CEIL', 107, 'The least whole number that is not below it, of its type.'),
  ROUND,
  ofDouble('SQRT', 109, 'The square root as a DOUBLE; null of what is negative.'),
  ofDouble('EXP', 110, 'e to its power, a DOUBLE; null where that is beyond all of them.'),
  ofDouble('LN', 111, 'The natural logarithm as a DOUBLE; null of what is not above zero.'),
  ofDouble('LOG10', 112, 'The logarithm to base 10 as a DOUBLE; null of what is not above zero.'),
  strict({
    name: 'POWER',
    code: 113,
    docs: 'The first to the power of the second, a DOUBLE; null where that is no finite number.',
    takes: ['DOUBLE', 'DOUBLE'],
    gives: 'DOUBLE'
  }),
  ofNumber('SIGN', 114, '-1, 0 or 1 as the number is below, at or above zero, of its type.')
]
