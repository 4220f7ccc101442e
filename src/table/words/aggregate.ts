/** Aggregates and window properties as columns of groups. */
import type { Expression, Parameters } from '../tree/expression.js'
import type { TypeName } from '../types.js'
import { Column } from './column.js'
import type { Grouped } from './column.js'

/** An aggregate over the rows of a key and window of the source named `S`, with a result of type `T`. */
export type Aggregate<T extends TypeName = TypeName, S extends string = string> = Column<T, Grouped<S>>

/** A property of the window that a group belongs to, of type `T`. */
export type WindowFunction<T extends TypeName = TypeName> = Column<T, Grouped<never>>

/** The call of an aggregate of the table of functions. */
export function aggregate<T extends TypeName, S extends string>(
  name: string,
  column: Column | undefined,
  parameters: Parameters = {}
): Aggregate<T, S> {
  return new Column({ kind: 'aggregate', function: name, operand: operandOf(column), parameters })
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
