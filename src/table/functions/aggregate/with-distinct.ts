/** Entries of aggregates that also have a form over distinct values. */
import type { AggregateFunction } from '../aggregate-function.js'

/**
 * An aggregate of one operand, and the one over its distinct values, of the same name and `_DISTINCT`.
 *
 * @param distinctCode the code of the second
 * @param distinctDocs what it says, before `of the distinct values`
 */
export function withDistinct(
  entry: Omit<AggregateFunction, 'distinct' | 'hasOperand'>,
  distinctCode: number,
  distinctDocs: string
): AggregateFunction[] {
  const name = `${entry.name}_DISTINCT`
  const distinct: AggregateFunction = {
    ...entry,
    name,
    code: distinctCode,
    docs: `${distinctDocs} of the distinct values; null when there is none.`,
    hasOperand: true,
    distinct: name,
    sql: (operand, parameters) => entry.sql(`DISTINCT ${operand}`, parameters)
  }
  return [{ ...entry, hasOperand: true, distinct: name }, distinct]
}
