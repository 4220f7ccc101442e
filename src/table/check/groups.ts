/** What can be said of the groups of a window: keys, aggregates, properties of the window, and expressions of them. */
import { aggregateFunction } from '../functions/index.js'
import { expressionText } from '../print/sql.js'
import type { AggregateCall, Expression, Parameters, WindowProperty } from '../tree/expression.js'
import type { TypeName } from '../types.js'
import { Binder } from './binder.js'
import type { Leaf, Scope } from './binder.js'
import { boundGroup } from '../bound/bound.js'
import type { Bound } from '../bound/bound.js'
import { canonicalParameters, keyOf } from '../bound/canonical.js'
import type { JobErrors } from './job-errors.js'
import { bindInAll, unique } from './rows.js'
import type { Branch, BranchBound } from './rows.js'

export interface BoundAggregate {
  readonly function: string
  readonly parameters: Parameters
  /** One a branch; null for an aggregate of whole rows. */
  readonly operands: readonly (Bound | null)[]
  readonly inputType: TypeName | null
  readonly type: TypeName
  readonly key: string
  /** As the first branch has it, for printers. */
  readonly expression: AggregateCall
}

/** The groups of one job: binds what is said of them and gathers the aggregates that this asks for. */
export class Groups {
  readonly keys: readonly BranchBound[]
  readonly aggregates: BoundAggregate[] = []
  readonly #errors: JobErrors
  readonly #branches: readonly Branch[]

  constructor(errors: JobErrors, branches: readonly Branch[], keys: readonly Expression[]) {
    this.#errors = errors
    this.#branches = branches
    this.keys = unique(keys.map((key) => bindInAll(branches, key)))
  }

  /** @param place what `expression` is, for messages: `column n`, `the condition of having()` */
  binder(place: string, expression: Expression): Binder {
    const leaf = (found: Leaf) => this.#leaf(found, place, expression)
    const scope: Scope = { whole: (each, expected) => this.#key(each, expected), leaf }
    return new Binder(this.#errors, scope)
  }

  /** A key, however deep its expression is. */
  #key(expression: Expression, expected: TypeName | undefined): Bound | null {
    if (expression.kind === 'literal' || isOfGroups(expression)) return null
    const bound = bindInAll(this.#branches, expression, expected)
    const index = this.keys.findIndex(({ key }) => key === bound.key)
    if (index < 0) return null
    return boundGroup(bound.operands[0]!.expression, bound.type, 'KEY', index, 0)
  }

  #leaf(found: Leaf, place: string, whole: Expression): Bound {
    if (found.kind === 'window') return boundWindowProperty(found)
    if (found.kind === 'aggregate') return this.#aggregate(found)
    const keys = this.keys.map(({ operands }) => expressionText(operands[0]!.expression)).join(', ')
    throw this.#errors.invalid(
      `${place} ${found === whole ? 'is' : 'holds'} ${expressionText(found)}, which is neither a key (${keys || 'there is none'}), an aggregate nor a window function; group by it or aggregate it`
    )
  }

  #aggregate(written: AggregateCall): Bound {
    const aggregate = this.#bindAggregate(written)
    let index = this.aggregates.findIndex(({ key }) => key === aggregate.key)
    if (index < 0) index = this.aggregates.push(aggregate) - 1
    return boundGroup(aggregate.expression, aggregate.type, 'AGGREGATE', index, 0)
  }

  #bindAggregate(written: AggregateCall): BoundAggregate {
    const entry = aggregateFunction(written.function)
    if (entry.hasOperand && written.operand === null) {
      throw this.#errors.invalid(`${written.function} needs a column`)
    }
    if (written.operand !== null && isOfGroups(written.operand)) {
      throw this.#errors.invalid(
        `${expressionText(written)} is an aggregate of an aggregate; an aggregate takes columns of the rows`
      )
    }
    const bound = written.operand === null ? null : bindInAll(this.#branches, written.operand)
    const inputType = bound?.type ?? null
    const expression = { ...written, operand: bound?.operands[0]?.expression ?? null }
    const text = expressionText(expression)
    const allowed = entry.inputTypes(written.parameters)
    if (inputType !== null && !allowed.includes(inputType)) {
      throw this.#errors.mismatch(text, allowed.join(' or '), inputType)
    }
    const wrong = entry.check?.(written.parameters, text) ?? null
    if (wrong !== null) throw this.#errors.invalid(wrong)
    return {
      function: entry.name,
      parameters: written.parameters,
      operands: bound?.operands ?? this.#branches.map(() => null),
      inputType,
      type: entry.resultType(inputType),
      key: keyOf([entry.name, canonicalParameters(written.parameters), bound?.key ?? null]),
      expression
    }
  }
}

function boundWindowProperty(written: WindowProperty): Bound {
  const { property, floorTo } = written
  if (property === 'duration') return boundGroup(written, 'BIGINT', 'WINDOW_DURATION', 0, floorTo)
  return boundGroup(written, 'TIMESTAMP', property === 'start' ? 'WINDOW_START' : 'WINDOW_END', 0, 0)
}

/** Whether an expression can only be said of groups. */
function isOfGroups(expression: Expression): boolean {
  if (expression.kind === 'call') return expression.operands.some(isOfGroups)
  return expression.kind === 'aggregate' || expression.kind === 'window'
}
