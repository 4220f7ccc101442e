/**
 * What the plan says of the rows that a job writes, laid out for the kernels: one JobOutput a job, made when the plan
 * is loaded, and its columns.
 *
 *     columns   columnCount × ColumnOutput
 */
import { JOB_NONE } from '../contract'
import { registerAux, registerData } from '../column/registers'
import { allocateZeroed } from '../memory/allocator'
import * as plan from '../plan'

/** What a job writes, and how much it has written. */
// @ts-ignore: decorator
@unmanaged
export class JobOutput {
  /** Addresses of the plan and of the job in it. */
  plan: usize
  entry: usize
  number: u32
  columnCount: u32
  columns: usize
  /** Is there a column that should never be null, and is a row dropped for one that is? */
  hasNotNull: bool
  dropsNulls: bool
  /** Merge: finished groups in the job's vector, and what fills their registers (groups.ts). */
  groups: i32
  groupColumns: usize
  groupColumnCount: u32
  /** Totals: of merge since the plan was loaded, of scan in the chunk. */
  rowsWritten: u64
  rowsDropped: u64
  rowsWithNull: u64
  /** Merge: results that were too large for their type, and became null. */
  overflows: u64
}

/** A column of its rows. */
// @ts-ignore: decorator
@unmanaged
export class ColumnOutput {
  prefix: usize
  prefixLength: u32
  type: i32
  data: usize
  aux: usize
  isNotNull: bool
}

let outputs: usize = 0
let jobs: u32 = 0

/** Makes the outputs of all jobs of a plan; its registers exist already. */
export function outputsCreate(planAddress: usize): void {
  jobs = plan.planJobCount(planAddress)
  outputs = allocateZeroed(<usize>jobs * offsetof<JobOutput>())
  for (let number: u32 = 0; number < jobs; number++) createOutput(planAddress, number)
}

/** The output of job `number`. */
export function jobOutput(number: u32): JobOutput {
  return changetype<JobOutput>(outputs + <usize>number * offsetof<JobOutput>())
}

/** Column `c` of an output. */
// @ts-ignore: decorator
@inline
export function columnOutput(output: JobOutput, c: u32): ColumnOutput {
  return changetype<ColumnOutput>(output.columns + <usize>c * offsetof<ColumnOutput>())
}

/** Rows that the job has written. */
export function rowsWritten(job: u32): u64 {
  return jobOutput(job).rowsWritten
}

/** Rows that a null in a NOT NULL column has cost. */
export function rowsDropped(job: u32): u64 {
  return jobOutput(job).rowsDropped
}

/** Rows that were written with a null in a NOT NULL column. */
export function rowsWithNull(job: u32): u64 {
  return jobOutput(job).rowsWithNull
}

/** Results of aggregates that were too large for their type, and became null. */
export function resultOverflows(job: u32): u64 {
  return jobOutput(job).overflows
}

/** Begins the totals anew. */
export function outputsResetTotals(): void {
  for (let number: u32 = 0; number < jobs; number++) {
    jobOutput(number).rowsWritten = 0
    jobOutput(number).rowsDropped = 0
    jobOutput(number).rowsWithNull = 0
  }
}

function createOutput(planAddress: usize, number: u32): void {
  const output = jobOutput(number)
  output.plan = planAddress
  output.entry = plan.planJob(planAddress, number)
  output.number = number
  if (plan.jobKind(output.entry) == JOB_NONE) return
  output.dropsNulls = plan.planDropsNulls(output.plan)
  output.columnCount = plan.jobColumnCount(output.entry)
  output.columns = allocateZeroed(<usize>output.columnCount * offsetof<ColumnOutput>())
  for (let c: u32 = 0; c < output.columnCount; c++) createColumn(output, c)
}

function createColumn(output: JobOutput, c: u32): void {
  const entry = plan.jobColumn(output.plan, output.entry, c)
  const column = columnOutput(output, c)
  column.prefix = plan.columnPrefix(output.plan, entry)
  column.prefixLength = plan.columnPrefixLength(entry)
  column.type = plan.columnType(entry)
  column.data = registerData(plan.columnRegister(entry))
  column.aux = registerAux(plan.columnRegister(entry))
  column.isNotNull = plan.columnIsNotNull(entry)
  if (column.isNotNull) output.hasNotNull = true
}
