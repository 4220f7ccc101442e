/**
 * Binding: an expression as it was written becomes a tree in which every column is found, every literal has its type
 * and every function fits. What TypeScript could not see (plain JavaScript, casts, settings) is refused here. What
 * columns there are is a scope's affair.
 */
import type { MillraceError } from '../../errors.js'
import { scalarFunction } from '../functions/index.js'
import type { OperandBinder } from '../functions/scalar-function.js'
import { expressionText } from '../print/sql.js'
import type { Expression, Literal, ScalarCall } from '../tree/expression.js'
import type { TypeName } from '../types.js'
import type { Bound } from '../bound/bound.js'
import { bindLiteral } from './literals.js'
import type { JobErrors } from './job-errors.js'

/** An expression that is neither constant nor function by itself: what it means depends on where it stands. */
export type Leaf = Exclude<Expression, Literal | ScalarCall>

/** What expressions can name: the fields of a source, or what a group has. */
export interface Scope {
  /**
   * The whole expression as one thing that the scope knows, as a key is to the groups of an aggregate; null when
   * it is none.
   */
  whole(expression: Expression, expected: TypeName | undefined): Bound | null
  /** @throws MillraceError for what the scope does not have */
  leaf(expression: Leaf): Bound
}

/** Binds the expressions of one job against one scope. */
export class Binder implements OperandBinder {
  readonly errors: JobErrors
  readonly #scope: Scope

  constructor(errors: JobErrors, scope: Scope) {
    this.errors = errors
    this.#scope = scope
  }

  /**
   * Binds `expression`; `expected` is the type that an untyped literal takes.
   *
   * @throws MillraceError PLAN_UNKNOWN_FIELD, PLAN_FOREIGN_COLUMN, PLAN_TYPE_MISMATCH, PLAN_INVALID
   */
  bind(expression: Expression, expected?: TypeName): Bound {
    const whole = this.#scope.whole(expression, expected)
    if (whole !== null) return whole
    if (expression.kind === 'literal') return bindLiteral(this.errors, expression, expected)
    if (expression.kind === 'call') return scalarFunction(expression.function).bind(expression, this)
    return this.#scope.leaf(expression)
  }

  expect(expression: Expression, types: readonly TypeName[]): Bound {
    const bound = this.bind(expression, types.length === 1 ? types[0] : undefined)
    if (!types.includes(bound.type)) {
      throw this.mismatch(this.text(expression), types.join(' or '), bound.type)
    }
    return bound
  }

  bindSame(expressions: readonly Expression[]): Bound[] {
    const leader =
      expressions.find((each) => each.kind !== 'literal') ??
      expressions.find((each) => each.kind === 'literal' && each.value !== null)
    if (leader === undefined) {
      throw this.invalid('only nulls stand where a value gives the type; add one that is not null')
    }
    const first = this.bind(leader)
    const { type } = first
    return expressions.map((each) => {
      const bound = each === leader ? first : this.bind(each, type)
      if (bound.type !== type) {
        throw this.mismatch(this.text(leader), type, `${bound.type} ${this.text(each)}`)
      }
      return bound
    })
  }

  text(expression: Expression): string {
    return expressionText(expression)
  }

  mismatch(column: string, expected: string, found: string): MillraceError {
    return this.errors.mismatch(column, expected, found)
  }

  invalid(reason: string): MillraceError {
    return this.errors.invalid(reason)
  }
}
