/** CASE and COALESCE. */
import { boundCall } from '../../bound/bound.js'
import { call as callOf } from '../../words/column.js'
import type { Column, CommonType, Constant, OriginOf, SameType } from '../../words/column.js'
import { operand } from '../lowering.js'
import type { Operator } from '../scalar-function.js'

/** Operands: condition, value, condition, value, …, otherwise. */
const CASE: Operator = {
  name: 'CASE',
  docs: 'The value of the first branch whose condition is true, else the last value.',
  bind({ operands }, binder) {
    if (operands.length < 3) throw binder.invalid('a CASE has no branch')
    const isCondition = (i: number) => i % 2 === 0 && i < operands.length - 1
    const conditions = operands.flatMap((each, i) =>
      isCondition(i) ? [binder.expect(each, ['BOOLEAN'])] : []
    )
    const values = binder.bindSame(operands.filter((_, i) => !isCondition(i)))
    const bound = values.flatMap((value, i) => {
      const condition = conditions[i]
      return condition === undefined ? [value] : [condition, value]
    })
    return boundCall('CASE', bound, values[0]!.type, {})
  },
  lower(call, register) {
    const registers = call.operands.map(register)
    const branches = Array.from(
      { length: (registers.length - 1) / 2 },
      (_, i) => [registers[2 * i]!, registers[2 * i + 1]!] as const
    )
    return { op: 'CASE', branches, otherwise: registers.at(-1)!, type: call.type }
  },
  sql(operands) {
    const branches = Array.from(
      { length: (operands.length - 1) / 2 },
      (_, i) => ` WHEN ${String(operands[2 * i])} THEN ${String(operands[2 * i + 1])}`
    )
    return `CASE${branches.join('')} ELSE ${String(operands.at(-1))} END`
  }
}

const COALESCE: Operator = {
  name: 'COALESCE',
  docs: 'The first value that is not null.',
  bind(call, binder) {
    const values = binder.bindSame(call.operands)
    return boundCall('COALESCE', values, values[0]!.type, {})
  },
  lower: (call, register) => ({
    op: 'COALESCE',
    operands: call.operands.map((_, i) => register(operand(call, i))),
    type: call.type
  }),
  sql: (operands) => `COALESCE(${operands.join(', ')})`
}

/** The branches, if their values and the last one have one type. */
type SameValues<B extends readonly Branch[], O> = {
  readonly [I in keyof B]: readonly [Column<'BOOLEAN'>, SameType<readonly [B[I][1], B[number][1], O]>[0]]
}

type Branch = readonly [condition: Column<'BOOLEAN'>, value: Column | Constant]

/**
 * SQL's CASE: the value of the first branch whose condition is true, else `otherwise`. Values are columns or
 * constants of one type, or null.
 */
export function caseWhen<const B extends readonly Branch[], const O extends Column | Constant>(
  branches: B & SameValues<B, O>,
  otherwise: O & SameType<readonly [O, B[number][1]]>[0]
): Column<CommonType<B[number][1] | O>, OriginOf<B[number][0] | B[number][1] | O>> {
  const pairs: readonly Branch[] = branches
  return callOf('CASE', [...pairs.flat(), otherwise])
}

/** The first of `values` that is not null. Columns or constants of one type. */
export function coalesce<const V extends readonly (Column | Constant)[]>(
  ...values: V & SameType<V>
): Column<CommonType<V[number]>, OriginOf<V[number]>> {
  return callOf('COALESCE', values)
}

export default [CASE, COALESCE]
