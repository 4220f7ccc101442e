/**
 * The binary plan: what the kernels compute, as data. Written by the host, checked here once, read in place.
 * Little-endian u32 words unless said; offsets are bytes from the plan's start. The kernel's copy is 16-byte
 * aligned and followed by 16 zero bytes, so that constants may be read 16 bytes at a time.
 *
 *     header, 16 words
 *     ┌──────────────────┬──────────────────┬──────────────────────┬────────────────────┐
 *     │ 0 magic 'MPL1'   │ 1 version        │ 2 fieldCount         │ 3 reserved         │
 *     │ 4 trieOffset     │ 5 registerCount  │ 6 registersOffset    │ 7 selectionCount   │
 *     │ 8 instructionCt. │ 9 instructionsO. │ 10 jobCount          │ 11 jobsOffset      │
 *     │ 12 timeField     │ 13 reserved      │ 14 totalLength       │ 15 reserved        │
 *     └──────────────────┴──────────────────┴──────────────────────┴────────────────────┘
 *     register     [type]; registers 0..fieldCount-1 are the fields; timeField is one of them, or NONE
 *     trie node    [field register or NONE][childCount] childCount × [keyOffset, keyLength, nodeOffset]
 *     instruction  [op, dst, a, b, c, selection, 0, 0], run in order over each vector
 *     job          16 words
 *     ┌──────────────────┬──────────────────┬──────────────────────┬────────────────────┐
 *     │ 0 selection      │ 1 windowKind     │ 2,3 size i64 ms                           │
 *     │ 4,5 slide i64 ms                    │ 6,7 gap i64 ms                            │
 *     │ 8 keyCount       │ 9 keysOffset     │ 10 aggregateCount    │ 11 aggregatesOffset│
 *     │ 12 columnCount   │ 13 columnsOffset │ 14 notNullPolicy     │ 15 reserved        │
 *     └──────────────────┴──────────────────┴──────────────────────┴────────────────────┘
 *     key          [register]
 *     aggregate    [kind, register or NONE, input type, flags, param f64 (2 words), 0, 0]
 *     column       [source, index, type, flags, prefixOffset, prefixLength, param, 0]
 */
import { allocateZeroed } from './memory/allocator'
import { NONE, TIMESTAMP } from './column/vector'
import { fail, FAIL_BAD_PLAN } from './memory/failure'

const PLAN_MAGIC: u32 = 0x314c504d
const PLAN_VERSION: u32 = 1

/** Tumbling and hopping windows: aligned to the epoch. */
export const WINDOW_ALIGNED: u32 = 0
export const WINDOW_SESSION: u32 = 1

export const SOURCE_WINDOW_START: u32 = 0
export const SOURCE_WINDOW_END: u32 = 1
export const SOURCE_WINDOW_DURATION: u32 = 2
export const SOURCE_KEY: u32 = 3
export const SOURCE_AGGREGATE: u32 = 4

export const COLUMN_NOT_NULL: u32 = 1
export const POLICY_DROP: u32 = 1

const KIND_COUNT_ALL: u32 = 0
const KIND_PERCENTILE: u32 = 7
const HEADER_BYTES: u32 = 64
const JOB_BYTES: u32 = 64
const AGGREGATE_BYTES: u32 = 32
const COLUMN_BYTES: u32 = 32
const INSTRUCTION_BYTES: u32 = 32
const TAIL_BYTES: usize = 16
/** Windows above 285,000 years are refused, so that no sum of times can overflow. */
const LONGEST_WINDOW: i64 = 1 << 53

/**
 * Copies the plan of `length` bytes at `source` to a place where it stays, checks it and returns its address.
 * One that cannot be run fails with FAIL_BAD_PLAN; the detail is the number of the header word, or 1000 ×
 * (job + 1) + the number of the job's word, that is wrong.
 */
export function planLoad(source: usize, length: u32): usize {
  if (length < HEADER_BYTES || load<u32>(source) != PLAN_MAGIC) fail(FAIL_BAD_PLAN, 0)
  if (load<u32>(source, 1 << 2) != PLAN_VERSION) fail(FAIL_BAD_PLAN, 1)
  if (load<u32>(source, 14 << 2) != length) fail(FAIL_BAD_PLAN, 14)
  const plan = allocateZeroed(<usize>length + TAIL_BYTES)
  memory.copy(plan, source, length)
  checkHeader(plan, length)
  for (let job: u32 = 0; job < planJobCount(plan); job++) checkJob(plan, job, length)
  return plan
}

function fits(offset: u32, count: u32, bytes: u32, length: u32): bool {
  return <u64>offset + <u64>count * <u64>bytes <= <u64>length
}

function checkHeader(plan: usize, length: u32): void {
  const registers = planRegisterCount(plan)
  if (!fits(load<u32>(plan, 4 << 2), 1, 8, length)) fail(FAIL_BAD_PLAN, 4)
  if (load<u32>(plan, 2 << 2) > registers) fail(FAIL_BAD_PLAN, 2)
  if (!fits(load<u32>(plan, 6 << 2), registers, 4, length)) fail(FAIL_BAD_PLAN, 6)
  if (planSelectionCount(plan) == 0) fail(FAIL_BAD_PLAN, 7)
  const instructions = load<u32>(plan, 8 << 2)
  if (!fits(load<u32>(plan, 9 << 2), instructions, INSTRUCTION_BYTES, length)) fail(FAIL_BAD_PLAN, 9)
  if (!fits(load<u32>(plan, 11 << 2), planJobCount(plan), JOB_BYTES, length)) fail(FAIL_BAD_PLAN, 11)
  const time = planTimeField(plan)
  if (time == NONE) return
  if (time >= load<u32>(plan, 2 << 2) || planRegisterType(plan, time) != TIMESTAMP) fail(FAIL_BAD_PLAN, 12)
}

function checkJob(plan: usize, number: u32, length: u32): void {
  const job = planJob(plan, number)
  const detail = 1000 * (<i32>number + 1)
  if (jobSelection(job) >= planSelectionCount(plan)) fail(FAIL_BAD_PLAN, detail)
  if (load<u32>(job, 1 << 2) > 2) fail(FAIL_BAD_PLAN, detail + 1)
  if (load<u32>(job, 1 << 2) == WINDOW_SESSION) {
    if (!isDuration(jobGap(job))) fail(FAIL_BAD_PLAN, detail + 6)
  } else {
    if (!isDuration(jobSize(job))) fail(FAIL_BAD_PLAN, detail + 2)
    if (!isDuration(jobSlide(job))) fail(FAIL_BAD_PLAN, detail + 4)
  }
  if (!fits(load<u32>(job, 9 << 2), jobKeyCount(job), 4, length)) fail(FAIL_BAD_PLAN, detail + 9)
  for (let k: u32 = 0; k < jobKeyCount(job); k++) {
    if (jobKey(plan, job, k) >= planRegisterCount(plan)) fail(FAIL_BAD_PLAN, detail + 8)
  }
  const aggregates = jobAggregateCount(job)
  if (!fits(load<u32>(job, 11 << 2), aggregates, AGGREGATE_BYTES, length)) fail(FAIL_BAD_PLAN, detail + 11)
  for (let a: u32 = 0; a < aggregates; a++) checkAggregate(plan, jobAggregate(plan, job, a), detail + 10)
  const columns = jobColumnCount(job)
  if (!fits(load<u32>(job, 13 << 2), columns, COLUMN_BYTES, length)) fail(FAIL_BAD_PLAN, detail + 13)
  for (let c: u32 = 0; c < jobColumnCount(job); c++) checkColumn(plan, job, c, length, detail + 12)
}

function checkAggregate(plan: usize, aggregate: usize, detail: i32): void {
  const kind = load<u32>(aggregate)
  const register = load<u32>(aggregate, 1 << 2)
  if (kind > KIND_PERCENTILE) fail(FAIL_BAD_PLAN, detail)
  if (kind == KIND_COUNT_ALL) return
  if (register >= planRegisterCount(plan)) fail(FAIL_BAD_PLAN, detail)
  if (planRegisterType(plan, register) != load<u32>(aggregate, 2 << 2)) fail(FAIL_BAD_PLAN, detail)
}

function checkColumn(plan: usize, job: usize, c: u32, length: u32, detail: i32): void {
  const column = jobColumn(plan, job, c)
  const source = columnSource(column)
  const index = columnIndex(column)
  if (source > SOURCE_AGGREGATE) fail(FAIL_BAD_PLAN, detail)
  if (source == SOURCE_KEY && index >= jobKeyCount(job)) fail(FAIL_BAD_PLAN, detail)
  if (source == SOURCE_AGGREGATE && index >= jobAggregateCount(job)) fail(FAIL_BAD_PLAN, detail)
  if (!fits(load<u32>(column, 4 << 2), columnPrefixLength(column), 1, length)) fail(FAIL_BAD_PLAN, detail)
}

function isDuration(milliseconds: i64): bool {
  return milliseconds > 0 && milliseconds <= LONGEST_WINDOW
}

export function planTrieOffset(plan: usize): u32 {
  return load<u32>(plan, 4 << 2)
}
export function planRegisterCount(plan: usize): u32 {
  return load<u32>(plan, 5 << 2)
}
export function planRegisterType(plan: usize, register: u32): u32 {
  return load<u32>(plan + load<u32>(plan, 6 << 2) + (register << 2))
}
export function planSelectionCount(plan: usize): u32 {
  return load<u32>(plan, 7 << 2)
}
export function planJobCount(plan: usize): u32 {
  return load<u32>(plan, 10 << 2)
}
/** Register of the event time, NONE in processing time. */
export function planTimeField(plan: usize): u32 {
  return load<u32>(plan, 12 << 2)
}

/** Address of job `number`; the accessors below take it. */
export function planJob(plan: usize, number: u32): usize {
  return plan + load<u32>(plan, 11 << 2) + number * JOB_BYTES
}
export function jobSelection(job: usize): u32 {
  return load<u32>(job)
}
export function jobWindowKind(job: usize): u32 {
  const kind = load<u32>(job, 1 << 2)
  if (kind == WINDOW_SESSION) return 2
  if (kind == WINDOW_ALIGNED) return jobSize(job) == jobSlide(job) ? 0 : 1
  return 3
}
export function planKeyGroups(plan: usize): u32 {
  return 128
}
export function jobSize(job: usize): i64 {
  return load<i64>(job, 2 << 2)
}
export function jobSlide(job: usize): i64 {
  return load<i64>(job, 4 << 2)
}
export function jobGap(job: usize): i64 {
  return load<i64>(job, 6 << 2)
}
export function jobKeyCount(job: usize): u32 {
  return load<u32>(job, 8 << 2)
}
/** Register of key `k`. */
export function jobKey(plan: usize, job: usize, k: u32): u32 {
  return load<u32>(plan + load<u32>(job, 9 << 2) + (k << 2))
}
export function jobAggregateCount(job: usize): u32 {
  return load<u32>(job, 10 << 2)
}
/** Address of the entry of aggregate `a`, as assembly/aggregate takes it. */
export function jobAggregate(plan: usize, job: usize, a: u32): usize {
  return plan + load<u32>(job, 11 << 2) + a * AGGREGATE_BYTES
}
export function jobColumnCount(job: usize): u32 {
  return load<u32>(job, 12 << 2)
}
export function jobNotNullPolicy(job: usize): u32 {
  return load<u32>(job, 14 << 2)
}

/** Address of output column `c`; the accessors below take it. */
export function jobColumn(plan: usize, job: usize, c: u32): usize {
  return plan + load<u32>(job, 13 << 2) + c * COLUMN_BYTES
}
export function columnSource(column: usize): u32 {
  return load<u32>(column)
}
/** Number of the key or aggregate. */
export function columnIndex(column: usize): u32 {
  return load<u32>(column, 1 << 2)
}
export function columnType(column: usize): u32 {
  return load<u32>(column, 2 << 2)
}
export function columnFlags(column: usize): u32 {
  return load<u32>(column, 3 << 2)
}
/** Address of the JSON text that comes before the value. */
export function columnPrefix(plan: usize, column: usize): usize {
  return plan + load<u32>(column, 4 << 2)
}
export function columnPrefixLength(column: usize): u32 {
  return load<u32>(column, 5 << 2)
}
/** Unit of WINDOW_DURATION in milliseconds: its value is floored to it. */
export function columnUnit(column: usize): u32 {
  return load<u32>(column, 6 << 2)
}
