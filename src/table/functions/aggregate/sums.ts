/** Aggregates that add up. */
import type { TypeName } from '../../types.js'
import { aggregate } from '../../words/aggregate.js'
import type { Aggregate } from '../../words/aggregate.js'
import type { Column } from '../../words/column.js'
import { withDistinct } from './with-distinct.js'

const NUMERIC: readonly TypeName[] = ['BIGINT', 'DOUBLE']

/** The flag of the contract (AGGREGATE_TRUNCATE) for a mean cut toward zero. */
const TRUNCATE = 1

const SUM = withDistinct(
  {
    name: 'SUM',
    code: 3,
    docs: 'The exact sum, whatever the order of the rows; null when there is no value.',
    inputTypes: () => NUMERIC,
    resultType: (input) => input ?? 'BIGINT',
    sql: (operand) => `SUM(${operand})`
  },
  14,
  'The exact sum'
)

const AVG = withDistinct(
  {
    name: 'AVG',
    code: 4,
    docs: 'The mean as a DOUBLE; null when there is no value.',
    inputTypes: ({ truncate }) => (truncate === true ? ['BIGINT'] : NUMERIC),
    resultType: () => 'DOUBLE',
    encode: ({ truncate }) => ({ flags: truncate === true ? TRUNCATE : 0, param: 0 }),
    sql: (operand, { truncate }) => (truncate === true ? `TRUNCATE(AVG(${operand}))` : `AVG(${operand})`)
  },
  15,
  'The mean'
)

/** The exact sum; null when there is no value. */
export function sum<T extends 'BIGINT' | 'DOUBLE', S extends string>(column: Column<T, S>): Aggregate<T, S> {
  return aggregate('SUM', column)
}

/** The mean as a DOUBLE; null when there is no value. `truncate` cuts it toward zero, as Flink does for integers. */
export function avg<S extends string>(
  column: Column<'BIGINT', S>,
  options?: { readonly truncate?: boolean }
): Aggregate<'DOUBLE', S>
export function avg<S extends string>(column: Column<'DOUBLE', S>): Aggregate<'DOUBLE', S>
export function avg<S extends string>(
  column: Column<'BIGINT' | 'DOUBLE', S>,
  { truncate = false }: { readonly truncate?: boolean } = {}
): Aggregate<'DOUBLE', S> {
  return aggregate('AVG', column, { truncate })
}

export default [...SUM, ...AVG]
