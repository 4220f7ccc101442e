/** Aggregates by the order of the values: extremes and percentiles. */
import { TYPE_NAMES } from '../../types.js'
import type { TypeName } from '../../types.js'
import { aggregate } from '../../words/aggregate.js'
import type { Aggregate } from '../../words/aggregate.js'
import type { Column } from '../../words/column.js'
import type { AggregateFunction } from '../aggregate-function.js'
import { withDistinct } from './with-distinct.js'

function extreme(name: string, code: number, docs: string): AggregateFunction {
  return {
    name,
    code,
    docs,
    hasOperand: true,
    distinct: name,
    inputTypes: () => TYPE_NAMES,
    resultType: (input) => input ?? 'STRING',
    sql: (operand) => `${name}(${operand})`
  }
}

const PERCENTILE = withDistinct(
  {
    name: 'PERCENTILE',
    code: 7,
    docs: 'The exact percentile at a fraction from 0 to 1, interpolated linearly; null when there is no value.',
    inputTypes: () => ['BIGINT', 'DOUBLE'],
    resultType: () => 'DOUBLE',
    check: ({ fraction }, text) =>
      typeof fraction === 'number' && fraction >= 0 && fraction <= 1
        ? null
        : `the fraction of ${text} must be from 0 to 1`,
    encode: ({ fraction }) => ({ flags: 0, param: Number(fraction) }),
    sql: (operand, { fraction }) => `PERCENTILE(${operand}, ${String(fraction)})`
  },
  20,
  'The exact percentile'
)

/** The least value; strings compare by code point. Null when there is no value. */
export function min<T extends TypeName, S extends string>(column: Column<T, S>): Aggregate<T, S> {
  return aggregate('MIN', column)
}

/** The greatest value; strings compare by code point. Null when there is no value. */
export function max<T extends TypeName, S extends string>(column: Column<T, S>): Aggregate<T, S> {
  return aggregate('MAX', column)
}

/**
 * The exact percentile at `fraction` (0 to 1), interpolated linearly between neighbours as SQL's
 * PERCENTILE_CONT does. Null when there is no value.
 */
export function percentile<S extends string>(
  column: Column<'BIGINT' | 'DOUBLE', S>,
  fraction: number
): Aggregate<'DOUBLE', S> {
  return aggregate('PERCENTILE', column, { fraction })
}

export default [
  extreme('MIN', 5, 'The least value, text by code point; null when there is no value.'),
  extreme('MAX', 6, 'The greatest value, text by code point; null when there is no value.'),
  ...PERCENTILE
]
