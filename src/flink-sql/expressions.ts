/** Checked expressions as Flink SQL. */
import type { Bound, BoundCall, BoundField, BoundGroup } from '../table/bound/bound.js'
import type { BoundAggregate } from '../table/check/aggregates.js'
import type { Findings, Place } from './findings.js'
import { constant } from './text.js'
import { AGGREGATE_TWINS } from './twins/aggregate.js'
import { SCALAR_TWINS } from './twins/scalar.js'
import { twinOf, type Twin } from './twins/twin.js'

/** How the ends of an expression are said. */
export interface Leaves {
  field(leaf: BoundField): string
  group(leaf: BoundGroup): string
}

/** Functions whose constants take the type of what they are compared with. */
const COMPARISONS: ReadonlySet<string> = new Set(['EQ', 'NE', 'LT', 'LE', 'GT', 'GE', 'IN', 'LIKE'])

/** Prints the expressions of one place of a job. */
export class ExpressionPrinter {
  readonly #findings: Findings
  readonly #place: Place
  readonly #leaves: Leaves

  constructor(findings: Findings, place: Place, leaves: Leaves) {
    this.#findings = findings
    this.#place = place
    this.#leaves = leaves
  }

  /** A condition; FALSE stands for what has no twin at all. */
  print(bound: Bound, isTyped = true): string {
    switch (bound.kind) {
      case 'field':
        return this.#leaves.field(bound)
      case 'group':
        return this.#leaves.group(bound)
      case 'literal':
        return constant(bound.value, bound.type, isTyped)
      case 'call':
        return this.#call(bound)
    }
  }

  /** @param operands as SQL: none for an aggregate of whole rows; what it goes by is the second one */
  aggregate(aggregate: BoundAggregate, operands: readonly string[]): string {
    const { function: name } = aggregate
    return this.#say(name, twinOf(AGGREGATE_TWINS, name, aggregate), operands, aggregate)
  }

  #call(call: BoundCall): string {
    const isTyped = !COMPARISONS.has(call.function)
    const operands = call.operands.map((operand) => this.print(operand, isTyped))
    const operandTypes = call.operands.map(({ type }) => type)
    const shape = { operandTypes, type: call.type, parameters: call.parameters }
    return this.#say(call.function, twinOf(SCALAR_TWINS, call.function, shape), operands, shape)
  }

  #say<C>(name: string, twin: Twin<C> | undefined, operands: readonly string[], shape: C): string {
    const what = twin?.when === undefined ? name : `${name} ${twin.when}`
    if (twin?.kind === 'none' || twin === undefined) {
      const reason = twin?.differs ?? 'Flink SQL has nothing of this meaning'
      this.#findings.differs(this.#place, what, reason, twin?.sql === undefined)
    } else if (twin.bound !== undefined) {
      this.#findings.holds(this.#place, what, twin.bound)
    }
    return twin?.sql?.(operands, shape) ?? 'NULL'
  }
}
