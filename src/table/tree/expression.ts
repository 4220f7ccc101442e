/**
 * Expressions as a job's file says them: plain data, nothing checked. A column knows its source, a function is named
 * by its entry in the table of functions (src/table/functions/).
 */
import type { TypeName } from '../types.js'

/** `null` is the untyped NULL; a `number` becomes BIGINT beside a BIGINT and is DOUBLE elsewhere. */
export type LiteralValue = string | number | bigint | boolean | null

/** What a function is given besides its operands: known when the job is written. */
export type Parameters = Readonly<Record<string, string | number | boolean>>

export interface FieldReference {
  readonly kind: 'field'
  /** Name of the source, or of the union, whose column it is. */
  readonly source: string
  /** Members joined by dots. */
  readonly path: string
}

export interface Literal {
  readonly kind: 'literal'
  readonly value: LiteralValue
  /** Set where the value alone does not say it: TIMESTAMP, a number that is a DOUBLE; every literal once it is bound. */
  readonly type?: TypeName
}

/** A scalar function of operands, operators among them, with SQL's three-valued logic. */
export interface ScalarCall {
  readonly kind: 'call'
  readonly function: string
  readonly operands: readonly Expression[]
  readonly parameters: Parameters
}

/** An aggregate over the rows of a group. */
export interface AggregateCall {
  readonly kind: 'aggregate'
  readonly function: string
  /** Null for an aggregate of whole rows. */
  readonly operand: Expression | null
  /** ARG_MIN and ARG_MAX: by what the operand is chosen; null for all others. */
  readonly by: Expression | null
  readonly parameters: Parameters
  /** Whether equal operands count once. */
  readonly distinct: boolean
  /** Only the rows for which it is true count; null: all. */
  readonly filter: Expression | null
}

/** A property of the window that a group belongs to. */
export interface WindowProperty {
  readonly kind: 'window'
  readonly property: 'start' | 'end' | 'duration'
  /** Duration only: the unit in milliseconds to which it is floored. */
  readonly floorTo: 1 | 1000
}

/** An expression over rows or, where it holds aggregates or window properties, over groups. */
export type Expression = FieldReference | Literal | ScalarCall | AggregateCall | WindowProperty

/** A window kind of the table of functions with its sizes in milliseconds. */
export interface Window {
  readonly kind: string
  readonly sizes: Readonly<Record<string, number>>
}
