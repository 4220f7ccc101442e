/**
 * The logical tree of a job: what is done to the rows of its sources, from the scans up to the sink. Plain data that
 * checks, printers and translators read.
 */
import type { Schema, SinkSchema } from '../types.js'
import type { Expression, Window } from './expression.js'

/** How an event time is written: a count since 1970, or text. */
export type TimeFormat = 'millis' | 'seconds' | 'micros' | 'iso8601'

export interface SourceDefinition {
  /** Unique in an application. */
  readonly name: string
  readonly schema: Schema
  /** Path of the event-time column, or of the record's timestamp (record-fields.ts). */
  readonly eventTime: string
  /** Left out: milliseconds, in a column of type TIMESTAMP. */
  readonly timeFormat?: TimeFormat
  /** What text without a zone is ahead of UTC, ms; left out: 0. */
  readonly zoneOffsetMs?: number
  /** The Kafka topic; left out: the name. */
  readonly topic?: string
  /** How far its watermark stays behind the greatest timestamp of a partition; left out: as the settings say. */
  readonly watermarkDelaySeconds?: number
  /** How long a partition may have nothing before it no longer holds the watermark back; left out: as the settings say. */
  readonly idleTimeoutSeconds?: number
}

export interface NamedExpression {
  readonly name: string
  readonly expression: Expression
}

/** The rows of a source. */
export interface ScanNode {
  readonly kind: 'scan'
  readonly source: SourceDefinition
}

/** `file:line` of the word in the user's own file that made a node, where that is known. */
export interface Written {
  readonly at?: string | undefined
}

/** The rows, or above a window aggregate the groups, for which a condition is true. */
export interface FilterNode extends Written {
  readonly kind: 'filter'
  readonly input: RelationNode
  readonly condition: Expression
}

/** Rows of columns computed from those of the input. */
export interface ProjectNode extends Written {
  readonly kind: 'project'
  readonly input: RelationNode
  readonly columns: readonly NamedExpression[]
}

/** The rows of all inputs, which have the same columns. */
export interface UnionNode extends Written {
  readonly kind: 'union'
  /** What its columns are told apart by from those of other tables. */
  readonly name: string
  readonly inputs: readonly RelationNode[]
}

/** One group for each window and key. Which aggregates it has is said by the filters and projection above it. */
export interface WindowAggregateNode extends Written {
  readonly kind: 'windowAggregate'
  readonly input: RelationNode
  readonly window: Window
  readonly keys: readonly Expression[]
}

export type RelationNode = ScanNode | FilterNode | ProjectNode | UnionNode | WindowAggregateNode

export interface SinkDefinition {
  readonly name: string
  /** In the order of the rows. */
  readonly columns: SinkSchema
}

/** A whole job: where its rows end. */
export interface SinkNode {
  readonly kind: 'sink'
  readonly input: RelationNode
  readonly sink: SinkDefinition
}
