/** Aggregates that count. */
import { TYPE_NAMES } from '../../types.js'
import type { TypeName } from '../../types.js'
import { aggregate } from '../../words/aggregate.js'
import type { Aggregate } from '../../words/aggregate.js'
import type { Column } from '../../words/column.js'
import type { AggregateFunction } from '../aggregate-function.js'

function counting(
  entry: Pick<AggregateFunction, 'name' | 'code' | 'docs' | 'hasOperand' | 'sql' | 'distinct' | 'ofValues'>
): AggregateFunction {
  return { ...entry, inputTypes: () => TYPE_NAMES, resultType: () => 'BIGINT' }
}

/** The number of rows, or of those where `column` is not null. */
export function count(): Aggregate<'BIGINT', never>
export function count<S extends string>(column: Column<TypeName, S>): Aggregate<'BIGINT', S>
export function count<S extends string>(column?: Column<TypeName, S>): Aggregate<'BIGINT', S> {
  return aggregate(column === undefined ? 'COUNT_ALL' : 'COUNT', column)
}

/** The exact number of distinct values that are not null. */
export function countDistinct<S extends string>(column: Column<TypeName, S>): Aggregate<'BIGINT', S> {
  return aggregate('COUNT_DISTINCT', column)
}

export default [
  counting({
    name: 'COUNT_ALL',
    code: 0,
    docs: 'The number of rows.',
    hasOperand: false,
    ofValues: 'COUNT',
    sql: () => 'COUNT(*)'
  }),
  counting({
    name: 'COUNT',
    code: 1,
    docs: 'The number of values that are not null.',
    hasOperand: true,
    distinct: 'COUNT_DISTINCT',
    sql: (operand) => `COUNT(${operand})`
  }),
  counting({
    name: 'COUNT_DISTINCT',
    code: 2,
    docs: 'The exact number of distinct values that are not null.',
    hasOperand: true,
    distinct: 'COUNT_DISTINCT',
    sql: (operand) => `COUNT(DISTINCT ${operand})`
  })
]
