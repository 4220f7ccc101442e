/**
 * Takes a plan in: everything that reading it relies on is checked here, once. What only a room can judge is checked
 * there, with the same failure: instructions (column/program-check), the trie (json/trie), the codes of aggregates and
 * window kinds.
 */
import * as contract from '../contract'
import { allocateZeroed } from '../memory/allocator'
import { fail } from '../memory/failure'
import * as header from './header'
import * as jobs from './jobs'

const HEADER_BYTES: u32 = contract.PLAN_HEADER_WORDS * header.WORD
/** Constants may be read 16 bytes at a time. */
const TAIL_BYTES: usize = 16
/** Windows above 285,000 years are refused, so that no sum of times can overflow. */
const LONGEST_WINDOW: i64 = 1 << 53
/** Detail of a failure in word w of job j: JOB_DETAIL × (j + 1) + w. */
const JOB_DETAIL: i32 = 1000

let plan: usize = 0
let length: u32 = 0

/**
 * Copies the plan of `bytes` bytes at `source` to a place where it stays, checks it and returns its address.
 * One that cannot be run in this role fails with FAIL_BAD_PLAN; the detail is the number of the header word, or
 * 1000 × (job + 1) + the number of the job's word, that is wrong.
 */
export function planLoad(source: usize, bytes: u32, role: u32): usize {
  if (bytes < HEADER_BYTES || load<u32>(source) != contract.PLAN_MAGIC) bad(contract.PLAN_AT_MAGIC)
  if (load<u32>(source, contract.PLAN_AT_VERSION << 2) != contract.PLAN_VERSION) bad(contract.PLAN_AT_VERSION)
  if (header.planRole(source) != role) bad(contract.PLAN_AT_ROLE)
  if (header.planLength(source) != bytes) bad(contract.PLAN_AT_LENGTH)
  plan = allocateZeroed(<usize>bytes + TAIL_BYTES)
  length = bytes
  memory.copy(plan, source, bytes)
  checkHeader(role)
  for (let number: u32 = 0; number < header.planJobCount(plan); number++) checkJob(number, role)
  return plan
}

function bad(detail: i32): void {
  fail(contract.FAIL_BAD_PLAN, detail)
}

function word(entry: usize, number: u32): u32 {
  return load<u32>(entry + (<usize>number << 2))
}

function fits(offset: u32, count: u32, words: u32): bool {
  return <u64>offset + <u64>count * <u64>(words * header.WORD) <= <u64>length
}

function checkHeader(role: u32): void {
  const registers = header.planRegisterCount(plan)
  if (header.planFieldCount(plan) > registers) bad(contract.PLAN_AT_FIELD_COUNT)
  if (role == contract.ROLE_SCAN && !fits(header.planTrieOffset(plan), 1, contract.TRIE_NODE_WORDS)) {
    bad(contract.PLAN_AT_TRIE)
  }
  if (!fits(word(plan, contract.PLAN_AT_REGISTERS), registers, 1)) bad(contract.PLAN_AT_REGISTERS)
  if (header.planSelectionCount(plan) == 0) bad(contract.PLAN_AT_SELECTION_COUNT)
  if (header.planKeyGroups(plan) == 0) bad(contract.PLAN_AT_KEY_GROUPS)
  const instructions = header.planInstructionCount(plan)
  if (!fits(word(plan, contract.PLAN_AT_INSTRUCTIONS), instructions, contract.INSTRUCTION_WORDS)) {
    bad(contract.PLAN_AT_INSTRUCTIONS)
  }
  if (!fits(word(plan, contract.PLAN_AT_JOBS), header.planJobCount(plan), contract.JOB_WORDS)) {
    bad(contract.PLAN_AT_JOBS)
  }
  checkRecordFields()
  const time = header.planTimeField(plan)
  if (time == contract.NONE) return
  if (time >= header.planFieldCount(plan) || !saysTime(header.planRegisterType(plan, time))) {
    bad(contract.PLAN_AT_TIME_FIELD)
  }
}

/** Whether a time field of this type can say the event time in the plan's format. */
function saysTime(type: u32): bool {
  switch (header.planTimeFormat(plan)) {
    case contract.TIME_MILLIS:
      return type == contract.TIMESTAMP || type == contract.BIGINT
    case contract.TIME_SECONDS:
      return type == contract.BIGINT || type == contract.DOUBLE
    case contract.TIME_MICROS:
      return type == contract.BIGINT
    default:
      return header.planTimeFormat(plan) == contract.TIME_TEXT && type == contract.STRING
  }
}

function checkRecordFields(): void {
  const fields = header.planRecordFieldCount(plan)
  if (!fits(word(plan, contract.PLAN_AT_RECORD_FIELDS), fields, contract.RECORD_FIELD_WORDS)) {
    bad(contract.PLAN_AT_RECORD_FIELDS)
  }
  for (let f: u32 = 0; f < fields; f++) {
    const field = header.planRecordField(plan, f)
    const name = <u64>word(field, contract.RECORD_FIELD_AT_NAME)
    const source = word(field, contract.RECORD_FIELD_AT_SOURCE)
    const type = recordFieldType(source)
    const isWhole = name + <u64>word(field, contract.RECORD_FIELD_AT_NAME_LENGTH) <= <u64>length
    if (source > <u32>contract.RECORD_VALUE || !isWhole || !holds(word(field, contract.RECORD_FIELD_AT_REGISTER), type)) {
      bad(contract.PLAN_AT_RECORD_FIELD_COUNT)
    }
  }
}

function recordFieldType(source: u32): u32 {
  const isText = source == contract.RECORD_KEY || source == contract.RECORD_HEADER || source == contract.RECORD_VALUE
  if (isText) return contract.STRING
  return source == contract.RECORD_PARTITION || source == contract.RECORD_OFFSET ? contract.BIGINT : contract.TIMESTAMP
}

function checkJob(number: u32, role: u32): void {
  const job = jobs.planJob(plan, number)
  const kind = jobs.jobKind(job)
  if (kind == contract.JOB_NONE) return
  const detail = JOB_DETAIL * (<i32>number + 1)
  const mostKinds = role == contract.ROLE_SCAN ? contract.JOB_ROWS : contract.JOB_AGGREGATE
  if (kind > <u32>mostKinds) bad(detail + contract.JOB_AT_KIND)
  if (jobs.jobSelection(job) >= header.planSelectionCount(plan)) bad(detail + contract.JOB_AT_SELECTION)
  if (kind == contract.JOB_AGGREGATE) checkAggregation(job, role, detail)
  if (kind == contract.JOB_ROWS || role == contract.ROLE_MERGE) checkColumns(job, detail)
  if (role == contract.ROLE_MERGE) checkGroups(job, detail)
}

/** Window, keys and aggregates. */
function checkAggregation(job: usize, role: u32, detail: i32): void {
  if (!isDuration(jobs.jobSize(job))) bad(detail + contract.JOB_AT_SIZE)
  if (!isDuration(jobs.jobSlide(job))) bad(detail + contract.JOB_AT_SLIDE)
  if (!isDuration(jobs.jobGap(job))) bad(detail + contract.JOB_AT_GAP)
  const keys = jobs.jobKeyCount(job)
  if (!fits(word(job, contract.JOB_AT_KEYS), keys, contract.KEY_WORDS)) bad(detail + contract.JOB_AT_KEYS)
  for (let k: u32 = 0; k < keys; k++) {
    const type = jobs.jobKeyType(plan, job, k)
    if (type > <u32>contract.TIMESTAMP) bad(detail + contract.JOB_AT_KEY_COUNT)
    if (role == contract.ROLE_SCAN && !holds(jobs.jobKeyRegister(plan, job, k), type)) {
      bad(detail + contract.JOB_AT_KEY_COUNT)
    }
  }
  const aggregates = jobs.jobAggregateCount(job)
  if (!fits(word(job, contract.JOB_AT_AGGREGATES), aggregates, contract.AGGREGATE_WORDS)) {
    bad(detail + contract.JOB_AT_AGGREGATES)
  }
  for (let a: u32 = 0; a < aggregates; a++) checkAggregate(jobs.jobAggregate(plan, job, a), role, detail)
}

/** One without an input has neither register nor type. */
function checkAggregate(aggregate: usize, role: u32, detail: i32): void {
  const register = word(aggregate, contract.AGGREGATE_AT_REGISTER)
  const type = word(aggregate, contract.AGGREGATE_AT_INPUT_TYPE)
  const by = word(aggregate, contract.AGGREGATE_AT_BY_TYPE)
  if (by != contract.NONE) {
    if (by > <u32>contract.TIMESTAMP) bad(detail + contract.JOB_AT_AGGREGATE_COUNT)
    const byRegister = word(aggregate, contract.AGGREGATE_AT_BY_REGISTER)
    if (role == contract.ROLE_SCAN && !holds(byRegister, by)) bad(detail + contract.JOB_AT_AGGREGATE_COUNT)
  }
  if (type == contract.NONE) return
  if (type > <u32>contract.TIMESTAMP) bad(detail + contract.JOB_AT_AGGREGATE_COUNT)
  if (role == contract.ROLE_MERGE) return
  if (!holds(register, type)) bad(detail + contract.JOB_AT_AGGREGATE_COUNT)
}

function checkColumns(job: usize, detail: i32): void {
  const columns = jobs.jobColumnCount(job)
  if (!fits(word(job, contract.JOB_AT_COLUMNS), columns, contract.COLUMN_WORDS)) {
    bad(detail + contract.JOB_AT_COLUMNS)
  }
  for (let c: u32 = 0; c < columns; c++) {
    const column = jobs.jobColumn(plan, job, c)
    const prefix = word(column, contract.COLUMN_AT_PREFIX)
    const isWhole = <u64>prefix + <u64>jobs.columnPrefixLength(column) <= <u64>length
    if (!isWhole || !holds(jobs.columnRegister(column), jobs.columnType(column))) {
      bad(detail + contract.JOB_AT_COLUMN_COUNT)
    }
  }
}

/** What a merge plan says of finished groups. */
function checkGroups(job: usize, detail: i32): void {
  if (jobs.jobAllRows(job) >= header.planSelectionCount(plan)) bad(detail + contract.JOB_AT_ALL_ROWS)
  const end = <u64>jobs.jobFirstInstruction(job) + <u64>jobs.jobInstructionCount(job)
  if (end > <u64>header.planInstructionCount(plan)) bad(detail + contract.JOB_AT_FIRST_INSTRUCTION)
  const columns = jobs.jobGroupColumnCount(job)
  if (!fits(word(job, contract.JOB_AT_GROUP_COLUMNS), columns, contract.GROUP_COLUMN_WORDS)) {
    bad(detail + contract.JOB_AT_GROUP_COLUMNS)
  }
  for (let g: u32 = 0; g < columns; g++) {
    if (!isGroupColumn(job, jobs.jobGroupColumn(plan, job, g))) bad(detail + contract.JOB_AT_GROUP_COLUMN_COUNT)
  }
}

function isGroupColumn(job: usize, column: usize): bool {
  const register = jobs.groupColumnRegister(column)
  const index = jobs.groupColumnIndex(column)
  switch (jobs.groupColumnSource(column)) {
    case contract.SOURCE_WINDOW_START:
    case contract.SOURCE_WINDOW_END:
      return holds(register, contract.TIMESTAMP)
    case contract.SOURCE_WINDOW_DURATION:
      return holds(register, contract.BIGINT) && jobs.groupColumnParam(column) > 0
    case contract.SOURCE_KEY:
      return index < jobs.jobKeyCount(job) && holds(register, jobs.jobKeyType(plan, job, index))
    case contract.SOURCE_AGGREGATE:
      // That the register has the type of its result is the aggregate's to check.
      return index < jobs.jobAggregateCount(job) && register < header.planRegisterCount(plan)
    default:
      return false
  }
}

function holds(register: u32, type: u32): bool {
  return register < header.planRegisterCount(plan) && header.planRegisterType(plan, register) == type
}

/** 0 where the kind of window has none; which it needs is the window kind's to check. */
function isDuration(milliseconds: i64): bool {
  return milliseconds >= 0 && milliseconds <= LONGEST_WINDOW
}
