/** Aggregates of groups: what is called fits its entry in the table of functions, and becomes operands a branch. */
import type { AggregateFunction } from '../functions/aggregate-function.js'
import { aggregateFunction } from '../functions/index.js'
import { expressionText } from '../print/sql.js'
import type { AggregateCall, Expression, Parameters } from '../tree/expression.js'
import type { TypeName } from '../types.js'
import type { Bound } from '../bound/bound.js'
import { canonicalParameters, keyOf } from '../bound/canonical.js'
import type { JobErrors } from './job-errors.js'
import { bindInAll } from './rows.js'
import type { Branch, BranchBound } from './rows.js'

export interface BoundAggregate {
  readonly function: string
  readonly parameters: Parameters
  /** One a branch; null for an aggregate of whole rows. */
  readonly operands: readonly (Bound | null)[]
  readonly inputType: TypeName | null
  /** What it chooses its operand by, one a branch; null where it takes one operand alone. */
  readonly bys: readonly (Bound | null)[]
  readonly byType: TypeName | null
  readonly type: TypeName
  readonly key: string
  /** For printers, its operand as a {@link BranchBound} has it. */
  readonly expression: AggregateCall
}

/** What is counted where there is no operand. */
const ROW: Expression = { kind: 'literal', value: true }

/**
 * Checks a call and binds what it reads in every branch.
 *
 * @throws MillraceError PLAN_* for operands, parameters and forms that the aggregate does not have
 */
export function bindAggregate(
  errors: JobErrors,
  branches: readonly Branch[],
  written: AggregateCall
): BoundAggregate {
  const entry = entryOf(errors, written)
  const bind = (each: Expression | null, expected?: TypeName) =>
    each === null ? null : bindInAll(branches, each, expected)
  const [operand, by, filter] = [bind(written.operand), bind(written.by), bind(written.filter, 'BOOLEAN')]
  const expression: AggregateCall = {
    ...written,
    function: entry.name,
    distinct: false,
    operand: operand?.expression ?? null,
    by: by?.expression ?? null,
    filter: filter?.expression ?? null
  }
  checkParts(errors, entry, expression, operand, filter)
  const { name, input } = withoutFilter(entry, written)
  const read = written.filter === null ? operand : bind(input)
  const { parameters } = written
  return {
    function: name,
    parameters,
    operands: read?.operands ?? branches.map(() => null),
    inputType: read?.type ?? null,
    bys: by?.operands ?? branches.map(() => null),
    byType: by?.type ?? null,
    type: entry.resultType(read?.type ?? null),
    key: keyOf([name, canonicalParameters(parameters), read?.key ?? null, by?.key ?? null]),
    expression
  }
}

/** Whether an expression can only be said of groups. */
export function isOfGroups(expression: Expression): boolean {
  if (expression.kind === 'call') return expression.operands.some(isOfGroups)
  return expression.kind === 'aggregate' || expression.kind === 'window'
}

/** The entry of what was called, or of its form over distinct values. */
function entryOf(errors: JobErrors, written: AggregateCall): AggregateFunction {
  const entry = aggregateFunction(written.function)
  if (entry.hasOperand && written.operand === null) throw errors.invalid(`${written.function} needs a column`)
  if (entry.hasBy === true && written.by === null) {
    throw errors.invalid(`${written.function} needs a second column, by which it chooses`)
  }
  const parts = [written.operand, written.by, written.filter]
  if (parts.some((each) => each !== null && isOfGroups(each))) {
    throw errors.invalid(
      `${expressionText(written)} is an aggregate of an aggregate; an aggregate takes columns of the rows`
    )
  }
  if (!written.distinct) return entry
  if (entry.distinct === undefined) {
    throw errors.invalid(
      `${expressionText({ ...written, distinct: false })} has no form over distinct values; leave out distinct()`
    )
  }
  return aggregateFunction(entry.distinct)
}

function checkParts(
  errors: JobErrors,
  entry: AggregateFunction,
  expression: AggregateCall,
  operand: BranchBound | null,
  filter: BranchBound | null
): void {
  const text = expressionText(expression)
  const allowed = entry.inputTypes(expression.parameters)
  if (operand !== null && !allowed.includes(operand.type)) {
    throw errors.mismatch(text, allowed.join(' or '), operand.type)
  }
  if (filter !== null && filter.type !== 'BOOLEAN') {
    throw errors.mismatch(`the filter of ${text}`, 'BOOLEAN', filter.type)
  }
  const wrong = entry.check?.(expression.parameters, text) ?? null
  if (wrong !== null) throw errors.invalid(wrong)
}

/**
 * The same aggregate said without a filter: as all pass over nulls, the operand is null in the rows that the filter
 * leaves out. Whole rows are counted by a constant then.
 */
function withoutFilter(
  entry: AggregateFunction,
  { operand, filter }: AggregateCall
): { name: string; input: Expression | null } {
  if (filter === null) return { name: entry.name, input: operand }
  const value = operand ?? ROW
  const operands: Expression[] = [filter, value, { kind: 'literal', value: null }]
  return {
    name: operand === null ? (entry.ofValues ?? entry.name) : entry.name,
    input: { kind: 'call', function: 'CASE', operands, parameters: {} }
  }
}
