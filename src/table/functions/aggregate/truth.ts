/** Aggregates of truth values. */
import { aggregate } from '../../words/aggregate.js'
import type { Aggregate } from '../../words/aggregate.js'
import type { Column } from '../../words/column.js'
import type { AggregateFunction } from '../aggregate-function.js'

function ofTruth(name: string, code: number, docs: string): AggregateFunction {
  return {
    name,
    code,
    docs,
    hasOperand: true,
    distinct: name,
    inputTypes: () => ['BOOLEAN'],
    resultType: () => 'BOOLEAN',
    sql: (operand) => `${name}(${operand})`
  }
}

/** Whether all values that are not null are true; null when there is none. */
export function boolAnd<S extends string>(column: Column<'BOOLEAN', S>): Aggregate<'BOOLEAN', S> {
  return aggregate('BOOL_AND', column)
}

/** Whether any value is true; null when there is none that is not null. */
export function boolOr<S extends string>(column: Column<'BOOLEAN', S>): Aggregate<'BOOLEAN', S> {
  return aggregate('BOOL_OR', column)
}

export default [
  ofTruth('BOOL_AND', 12, 'Whether all values that are not null are true; null when there is none.'),
  ofTruth('BOOL_OR', 13, 'Whether any value is true; null when there is none.')
]
