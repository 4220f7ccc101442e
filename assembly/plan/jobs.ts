/** Reading what the plan says of a job, see header.ts. */
import * as contract from '../contract'
import { JOB_BYTES, WORD } from './header'

const KEY_BYTES: u32 = contract.KEY_WORDS * WORD
const AGGREGATE_BYTES: u32 = contract.AGGREGATE_WORDS * WORD
const COLUMN_BYTES: u32 = contract.COLUMN_WORDS * WORD
const GROUP_COLUMN_BYTES: u32 = contract.GROUP_COLUMN_WORDS * WORD

// @ts-ignore: decorator
@inline
function word(entry: usize, number: u32): u32 {
  return load<u32>(entry + (<usize>number << 2))
}

/** Address of job `number`; the accessors below take it. */
export function planJob(plan: usize, number: u32): usize {
  return plan + word(plan, contract.PLAN_AT_JOBS) + number * JOB_BYTES
}
/** JOB_NONE, JOB_AGGREGATE or JOB_ROWS. */
export function jobKind(job: usize): u32 {
  return word(job, contract.JOB_AT_KIND)
}
/** Scan: the rows that the job takes; merge: those that are written. */
export function jobSelection(job: usize): u32 {
  return word(job, contract.JOB_AT_SELECTION)
}
/** Code of the entry in the table of window kinds. */
export function jobWindowKind(job: usize): u32 {
  return word(job, contract.JOB_AT_WINDOW_KIND)
}
/** Merge: the selection of all rows of the job's vector. */
export function jobAllRows(job: usize): u32 {
  return word(job, contract.JOB_AT_ALL_ROWS)
}
/** Size of the window in ms, 0 where its kind has none. */
export function jobSize(job: usize): i64 {
  return load<i64>(job, contract.JOB_AT_SIZE << 2)
}
/** Slide or step of the window in ms, 0 where its kind has none. */
export function jobSlide(job: usize): i64 {
  return load<i64>(job, contract.JOB_AT_SLIDE << 2)
}
/** Gap of a session in ms, 0 of other kinds. */
export function jobGap(job: usize): i64 {
  return load<i64>(job, contract.JOB_AT_GAP << 2)
}

/** How many keys the job groups by. */
export function jobKeyCount(job: usize): u32 {
  return word(job, contract.JOB_AT_KEY_COUNT)
}
/** Type code of key `k`. */
export function jobKeyType(plan: usize, job: usize, k: u32): u32 {
  return word(keyEntry(plan, job, k), contract.KEY_AT_TYPE)
}
/** Register of key `k`; NONE in a merge plan. */
export function jobKeyRegister(plan: usize, job: usize, k: u32): u32 {
  return word(keyEntry(plan, job, k), contract.KEY_AT_REGISTER)
}
function keyEntry(plan: usize, job: usize, k: u32): usize {
  return plan + word(job, contract.JOB_AT_KEYS) + k * KEY_BYTES
}

/** How many aggregates the job has. */
export function jobAggregateCount(job: usize): u32 {
  return word(job, contract.JOB_AT_AGGREGATE_COUNT)
}
/** Address of the entry of aggregate `a`, as assembly/aggregate takes it. */
export function jobAggregate(plan: usize, job: usize, a: u32): usize {
  return plan + word(job, contract.JOB_AT_AGGREGATES) + a * AGGREGATE_BYTES
}

/** How many columns its rows have. */
export function jobColumnCount(job: usize): u32 {
  return word(job, contract.JOB_AT_COLUMN_COUNT)
}
/** Address of output column `c`; the accessors below take it. */
export function jobColumn(plan: usize, job: usize, c: u32): usize {
  return plan + word(job, contract.JOB_AT_COLUMNS) + c * COLUMN_BYTES
}
/** The register that the column shows. */
export function columnRegister(column: usize): u32 {
  return word(column, contract.COLUMN_AT_REGISTER)
}
/** Its type code. */
export function columnType(column: usize): u32 {
  return word(column, contract.COLUMN_AT_TYPE)
}
/** Is it a NOT NULL column? */
export function columnIsNotNull(column: usize): bool {
  return (word(column, contract.COLUMN_AT_FLAGS) & contract.COLUMN_NOT_NULL) != 0
}
/** Address of the JSON text that comes before the value. */
export function columnPrefix(plan: usize, column: usize): usize {
  return plan + word(column, contract.COLUMN_AT_PREFIX)
}
/** Length of that text. */
export function columnPrefixLength(column: usize): u32 {
  return word(column, contract.COLUMN_AT_PREFIX_LENGTH)
}

/** How many registers a finished group fills. */
export function jobGroupColumnCount(job: usize): u32 {
  return word(job, contract.JOB_AT_GROUP_COLUMN_COUNT)
}
/** Address of group column `g`; the accessors below take it. */
export function jobGroupColumn(plan: usize, job: usize, g: u32): usize {
  return plan + word(job, contract.JOB_AT_GROUP_COLUMNS) + g * GROUP_COLUMN_BYTES
}
/** SOURCE_WINDOW_START … SOURCE_AGGREGATE. */
export function groupColumnSource(column: usize): u32 {
  return word(column, contract.GROUP_COLUMN_AT_SOURCE)
}
/** Number of the key or aggregate. */
export function groupColumnIndex(column: usize): u32 {
  return word(column, contract.GROUP_COLUMN_AT_INDEX)
}
/** Unit of WINDOW_DURATION in milliseconds: its value is floored to it. */
export function groupColumnParam(column: usize): u32 {
  return word(column, contract.GROUP_COLUMN_AT_PARAM)
}
/** The register that it fills. */
export function groupColumnRegister(column: usize): u32 {
  return word(column, contract.GROUP_COLUMN_AT_REGISTER)
}

/** Number of the job's first instruction; merge only. */
export function jobFirstInstruction(job: usize): u32 {
  return word(job, contract.JOB_AT_FIRST_INSTRUCTION)
}
/** How many instructions of the program are the job’s; merge only. */
export function jobInstructionCount(job: usize): u32 {
  return word(job, contract.JOB_AT_INSTRUCTION_COUNT)
}
