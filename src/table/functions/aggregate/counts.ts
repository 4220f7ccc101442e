/** Aggregates that count. */
import { TYPE_NAMES } from '../../types.js'
import type { TypeName } from '../../types.js'
import { aggregate } from '../../words/aggregate.js'
import type { Aggregate } from '../../words/aggregate.js'
import type { Column } from '../../words/column.js'
import type { AggregateFunction } from '../aggregate-function.js'

function counting(
  name: string,
  code: number,
  hasOperand: boolean,
  sql: (operand: string) => string,
  docs: string
): AggregateFunction {
  return { name, code, docs, hasOperand, inputTypes: () => TYPE_NAMES, resultType: () => 'BIGINT', sql }
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
  counting('COUNT_ALL', 0, false, () => 'COUNT(*)', 'The number of rows.'),
  counting('COUNT', 1, true, (operand) => `COUNT(${operand})`, 'The number of values that are not null.'),
  counting(
    'COUNT_DISTINCT',
    2,
    true,
    (operand) => `COUNT(DISTINCT ${operand})`,
    'The exact number of distinct values that are not null.'
  )
]
