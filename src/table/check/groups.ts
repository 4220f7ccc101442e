/** What can be said of the groups of a window: keys, aggregates, properties of the window, and expressions of them. */
import { expressionText } from '../print/sql.js'
import type { AggregateCall, Expression, WindowProperty } from '../tree/expression.js'
import type { TypeName } from '../types.js'
import { Binder } from './binder.js'
import type { Leaf, Scope } from './binder.js'
import { boundGroup } from '../bound/bound.js'
import type { Bound } from '../bound/bound.js'
import { bindAggregate, isOfGroups } from './aggregates.js'
import type { BoundAggregate } from './aggregates.js'
import type { JobErrors } from './job-errors.js'
import { bindInAll, unique } from './rows.js'
import type { Branch, BranchBound } from './rows.js'

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
    return boundGroup(bound.expression, bound.type, 'KEY', index, 0)
  }

  #leaf(found: Leaf, place: string, whole: Expression): Bound {
    if (found.kind === 'window') return boundWindowProperty(found)
    if (found.kind === 'aggregate') return this.#aggregate(found)
    const keys = this.keys.map((key) => expressionText(key.expression)).join(', ')
    throw this.#errors.invalid(
      `${place} ${found === whole ? 'is' : 'holds'} ${expressionText(found)}, which is neither a key (${keys || 'there is none'}), an aggregate nor a window function; group by it or aggregate it`
    )
  }

  #aggregate(written: AggregateCall): Bound {
    const aggregate = bindAggregate(this.#errors, this.#branches, written)
    let index = this.aggregates.findIndex(({ key }) => key === aggregate.key)
    if (index < 0) index = this.aggregates.push(aggregate) - 1
    return boundGroup(aggregate.expression, aggregate.type, 'AGGREGATE', index, 0)
  }
}

function boundWindowProperty(written: WindowProperty): Bound {
  const { property, floorTo } = written
  if (property === 'duration') return boundGroup(written, 'BIGINT', 'WINDOW_DURATION', 0, floorTo)
  return boundGroup(written, 'TIMESTAMP', property === 'start' ? 'WINDOW_START' : 'WINDOW_END', 0, 0)
}
