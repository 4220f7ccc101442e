/** Aggregates that choose the value of one row: by the time of the row, or by another column. */
import { TYPE_NAMES } from '../../types.js'
import type { TypeName } from '../../types.js'
import { aggregate } from '../../words/aggregate.js'
import type { Aggregate } from '../../words/aggregate.js'
import type { Column } from '../../words/column.js'
import type { AggregateFunction } from '../aggregate-function.js'

function chosen(name: string, code: number, hasBy: boolean, docs: string): AggregateFunction {
  return {
    name,
    code,
    docs,
    hasOperand: true,
    hasBy,
    distinct: name,
    inputTypes: () => TYPE_NAMES,
    resultType: (input) => input ?? 'STRING',
    sql: (operands) => `${name}(${operands})`
  }
}

/**
 * The value of the row with the earliest time (the event time, in processing time that of its arrival) among those
 * where it is not null; of several rows of that time the least value. Null when there is none.
 */
export function firstValue<T extends TypeName, S extends string>(column: Column<T, S>): Aggregate<T, S> {
  return aggregate('FIRST_VALUE', column)
}

/** As {@link firstValue}, of the latest time; of several rows of that time the greatest value. */
export function lastValue<T extends TypeName, S extends string>(column: Column<T, S>): Aggregate<T, S> {
  return aggregate('LAST_VALUE', column)
}

/**
 * The value of `column` in the row with the least `by`, among those where neither is null; of several rows with that
 * `by` the least value. Null when there is none.
 */
export function argMin<T extends TypeName, S extends string, U extends string>(
  column: Column<T, S>,
  by: Column<TypeName, U>
): Aggregate<T, S | U> {
  return aggregate('ARG_MIN', column, {}, by)
}

/** As {@link argMin}, with the greatest `by`; of several rows with that `by` the greatest value. */
export function argMax<T extends TypeName, S extends string, U extends string>(
  column: Column<T, S>,
  by: Column<TypeName, U>
): Aggregate<T, S | U> {
  return aggregate('ARG_MAX', column, {}, by)
}

export default [
  chosen(
    'FIRST_VALUE',
    21,
    false,
    'The value that is not null of the row with the earliest time; of one time the least value.'
  ),
  chosen(
    'LAST_VALUE',
    22,
    false,
    'The value that is not null of the row with the latest time; of one time the greatest value.'
  ),
  chosen('ARG_MIN', 23, true, 'The first operand where the second is least; of equal ones the least value.'),
  chosen(
    'ARG_MAX',
    24,
    true,
    'The first operand where the second is greatest; of equal ones the greatest value.'
  )
]
