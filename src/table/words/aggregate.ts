/** Aggregates and window properties as columns of groups. */
import type { AggregateCall, Expression, Parameters } from '../tree/expression.js'
import type { TypeName } from '../types.js'
import { Column, toExpression } from './column.js'
import type { Grouped } from './column.js'

/** An aggregate over the rows of a key and window of the source named `S`, with a result of type `T`. */
export class Aggregate<T extends TypeName = TypeName, S extends string = string> extends Column<
  T,
  Grouped<S>
> {
  constructor(override readonly node: AggregateCall) {
    super(node)
  }

  /** SQL's `FILTER (WHERE condition)`: only the rows for which `condition` is true, not false or null, count. */
  filter<U extends string>(condition: Column<'BOOLEAN', U>): Aggregate<T, S | U> {
    const { filter } = this.node
    const more = toExpression(condition)
    const both: Expression = {
      kind: 'call',
      function: 'AND',
      operands: [filter ?? more, more],
      parameters: {}
    }
    return new Aggregate({ ...this.node, filter: filter === null ? more : both })
  }

  /** SQL's `DISTINCT`: equal values count once. Refused when the plan is made where an aggregate has no such form. */
  distinct(): Aggregate<T, S> {
    return new Aggregate({ ...this.node, distinct: true })
  }
}

/** A property of the window that a group belongs to, of type `T`. */
export type WindowFunction<T extends TypeName = TypeName> = Column<T, Grouped<never>>

/**
 * The call of an aggregate of the table of functions.
 *
 * @param by what the operand is chosen by, for aggregates that take two columns
 */
export function aggregate<T extends TypeName, S extends string>(
  name: string,
  column: Column | undefined,
  parameters: Parameters = {},
  by?: Column
): Aggregate<T, S> {
  const operands = { operand: operandOf(column), by: operandOf(by) }
  return new Aggregate({
    kind: 'aggregate',
    function: name,
    ...operands,
    parameters,
    distinct: false,
    filter: null
  })
}

/** From plain JavaScript anything may come; what is no column is refused when the plan is made. */
function operandOf(column: unknown): Expression | null {
  return column instanceof Column ? column.node : null
}

/** The first instant of the window. */
export function windowStart(): WindowFunction<'TIMESTAMP'> {
  return new Column({ kind: 'window', property: 'start', floorTo: 1 })
}

/** The first instant after the window; for a session the last event plus the gap. */
export function windowEnd(): WindowFunction<'TIMESTAMP'> {
  return new Column({ kind: 'window', property: 'end', floorTo: 1 })
}

/** End minus start in milliseconds, floored to whole seconds (still in milliseconds) where `floorTo` says so. */
export function windowDuration(
  options: { readonly floorTo?: 'millisecond' | 'second' } = {}
): WindowFunction<'BIGINT'> {
  const floorTo = options.floorTo === 'second' ? 1000 : 1
  return new Column({ kind: 'window', property: 'duration', floorTo })
}
