/** The words of jobs that are public. */
export { Column, lit } from './words/column.js'
export type { Grouped, Operand, Origin, Value } from './words/column.js'
export { windowDuration, windowEnd, windowStart } from './words/aggregate.js'
export type { Aggregate, WindowFunction } from './words/aggregate.js'
export { sinkTable, SourceTable } from './words/declarations.js'
export type { RecordColumns } from './words/declarations.js'
export { defineSource } from './words/define-source.js'
export type { SourceSpec } from './words/define-source.js'
export { epochMicros, epochMillis, epochSeconds, iso8601, recordTimestamp } from './words/event-time.js'
export type { EventTime, TimeExpression } from './words/event-time.js'
export { union } from './words/table.js'
export type {
  GroupedTable,
  Pipeline,
  Projection,
  ResultFor,
  ResultTable,
  SinkTable,
  Table,
  UnionTable,
  WindowedTable
} from './words/table.js'
export { hours, minutes, seconds } from './words/time.js'
export * from './functions/scalar/choice.js'
export * from './functions/scalar/conditional.js'
export * from './functions/scalar/numeric.js'
export * from './functions/scalar/regex.js'
export * from './functions/scalar/text.js'
export * from './functions/scalar/time.js'
export * from './functions/scalar/url.js'
export * from './functions/aggregate/chosen.js'
export * from './functions/aggregate/counts.js'
export * from './functions/aggregate/lists.js'
export * from './functions/aggregate/order.js'
export * from './functions/aggregate/spread.js'
export * from './functions/aggregate/sums.js'
export * from './functions/aggregate/truth.js'
export * from './functions/window/aligned.js'
export * from './functions/window/session.js'
export { array, bigint, boolean, double, json, string, timestamp } from './types.js'
export type { ArrayType, DataType, JsonType, Schema, SchemaNode, SinkSchema, TypeName } from './types.js'
export type { Window } from './tree/expression.js'
