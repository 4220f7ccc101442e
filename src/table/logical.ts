/**
 * The logical form of a job: plain data, no behaviour. What a job's file says is held here as it was said; the
 * plan compiler reads it, and so can anything else that wants to print or translate a job.
 */
import type { Schema, TypeName } from './types.js'

export type ComparisonOperator = 'EQ' | 'NE' | 'LT' | 'LE' | 'GT' | 'GE'

/** `null` is the untyped NULL; a `number` becomes BIGINT beside a BIGINT and is DOUBLE elsewhere. */
export type LiteralValue = string | number | bigint | boolean | null

export interface FieldReference {
  readonly kind: 'field'
  readonly path: string
}

export interface Literal {
  readonly kind: 'literal'
  readonly value: LiteralValue
  /** Set where the value alone does not say it: TIMESTAMP, and every literal once it is bound. */
  readonly type?: TypeName
}

/** A scalar expression over one row, with SQL's three-valued logic. */
export type Expression =
  | FieldReference
  | Literal
  | {
      readonly kind: 'compare'
      readonly operator: ComparisonOperator
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'in'; readonly operand: Expression; readonly values: readonly Literal[] }
  | { readonly kind: 'like'; readonly operand: Expression; readonly pattern: string }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'isNull' | 'isNotNull'; readonly operand: Expression }
  | {
      readonly kind: 'case'
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]
      readonly otherwise: Expression
    }
  | { readonly kind: 'coalesce'; readonly operands: readonly Expression[] }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly to: TypeName }

export type AggregateFunction =
  'COUNT_ALL' | 'COUNT' | 'COUNT_DISTINCT' | 'SUM' | 'AVG' | 'MIN' | 'MAX' | 'PERCENTILE'

export interface AggregateCall {
  readonly kind: 'aggregate'
  readonly function: AggregateFunction
  /** Null for COUNT_ALL only. */
  readonly operand: Expression | null
  /** AVG of a BIGINT: cut toward zero, as Flink does. */
  readonly truncate: boolean
  /** PERCENTILE: 0 to 1. */
  readonly fraction: number
}

export interface WindowProperty {
  readonly kind: 'window'
  readonly property: 'start' | 'end' | 'duration'
  /** Duration only: the unit in milliseconds to which it is floored. */
  readonly floorTo: 1 | 1000
}

/** Sizes in milliseconds. Windows are aligned to the epoch, session windows open at their first event. */
export type Window =
  | { readonly kind: 'tumble'; readonly size: number }
  | { readonly kind: 'hop'; readonly size: number; readonly slide: number }
  | { readonly kind: 'session'; readonly gap: number }

/** What a selected column can be. */
export type SelectNode = Expression | AggregateCall | WindowProperty

export interface SourceDefinition {
  readonly name: string
  readonly schema: Schema
  /** Path of the event-time column, of type TIMESTAMP. */
  readonly eventTime: string
}

/** A whole pipeline: one source, filters that all hold, one window, keys, columns in order. */
export interface Query {
  readonly source: SourceDefinition
  readonly filters: readonly Expression[]
  readonly window: Window
  readonly keys: readonly Expression[]
  readonly columns: readonly { readonly name: string; readonly node: SelectNode }[]
}
