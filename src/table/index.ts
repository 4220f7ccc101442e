/** What a job is written with, and the compiler that makes a plan of jobs. */
export { Column, caseWhen, coalesce, lit } from './column.js'
export type { Operand, Value } from './column.js'
export {
  Aggregate,
  WindowFunction,
  avg,
  count,
  countDistinct,
  hop,
  max,
  min,
  minutes,
  percentile,
  seconds,
  session,
  sum,
  tumble,
  windowDuration,
  windowEnd,
  windowStart
} from './functions.js'
export { ResultTable, SinkTable, SourceTable, Table, sinkTable, sourceTable } from './table.js'
export type { Window } from './logical.js'
export type { Pipeline, ResultFor, Selectable } from './table.js'
export { bigint, boolean, double, json, string, timestamp } from './types.js'
export type { DataType, Schema, SinkSchema, TypeName } from './types.js'
export { compilePlan } from './compile.js'
export type { CompileOptions } from './compile.js'
export type { Plan, PlanField, PlanJob } from './plan.js'
export type { JobPipeline } from './validate.js'
