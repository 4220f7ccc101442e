/**
 * SCAN: records in, partial rows or finished rows out. Stateless but for the chunk at hand.
 *
 * Records are parsed row by row into the field registers; a full vector is run through the plan's program. A job with
 * a window folds its rows into the chunk's groups, which are written out by shard at the chunk's end; a job without
 * one writes them as they are.
 */
import * as contract from './contract'
import { programRun } from './column/program'
import { VECTOR_SIZE } from './column/vector'
import { scanDocument } from './json/document'
import { allocate, release } from './memory/allocator'
import { fail, setCurrentJob } from './memory/failure'
import { scratchReset } from './memory/scratch'
import { deadLetter, deadLettersReset, FUTURE, MALFORMED, UNDATED } from './output/dead-letters'
import { jobOutput, outputsResetTotals, rowsDropped, rowsWithNull, rowsWritten } from './output/job-output'
import { writeRows } from './output/rows'
import { outputRelease } from './output/segments'
import { areTimesConverted, convertTime, eventTimeNulls, eventTimes, eventTimesCreate } from './event-time'
import { jobKind, planJob, planKeyGroups, planTimeField } from './plan'
import { hasRecordFields, recordFieldsCreate, setRecord, storeRecordFields, storeRecordTime } from './records/record-fields'
import { readRecord, recordOffsetDelta, recordValue, recordValueLength } from './records/reader'
import { GREATEST_TIME, LEAST_TIME } from './text/timestamp-text'
import { givenWatermark } from './watermarks'
import { foldVector } from './window/fold'
import { kindOf } from './window/kind'
import { arenaReset } from './window/local-arena'
import { LocalGroup, localTableClear, localTableDiscard } from './window/local-table'
import { partialsCreate, partialsReset, writePartials } from './window/partials'
import { scanJob, scanJobCount, scanJobsCreate } from './window/scan-jobs'
import { NO_END } from './window/times'

/** Bytes past the input that the scanner may read. */
const INPUT_SLACK: usize = 64
const LINE_FEED: u8 = 0x0a
const CARRIAGE_RETURN: u8 = 0x0d

let plan: usize = 0
let input: usize = 0
let inputBytes: usize = 0

/**
 * Times of the vector's rows: the time field's register, or, in processing time, VECTOR_SIZE times the
 * arrival.
 */
let times: usize = 0
let timeNulls: usize = 0
let arrivals: usize = 0
let isProcessingTime: bool = false
/** Rows in the vector. */
let rows: i32 = 0

let records: f64 = 0
let malformed: f64 = 0
let undated: f64 = 0
let future: f64 = 0
/** Greatest time that counts: what lies behind it is too far in the future, or none at all. */
let latestTime: i64 = 0
let greatestTime: i64 = 0
let hasTime: bool = false
let statistics: usize = 0

/** Makes ready to scan into `shards` shards; registers, trie and outputs of the plan exist already. */
export function scanCreate(planAddress: usize, shards: u32): void {
  plan = planAddress
  scanJobsCreate(planAddress)
  partialsCreate(planKeyGroups(planAddress), shards)
  recordFieldsCreate(planAddress)
  if (planTimeField(planAddress) != contract.NONE) eventTimesCreate(planAddress, planTimeField(planAddress))
  arrivals = allocate(VECTOR_SIZE * 8)
  statistics = allocate(<usize>(contract.SCAN_TOTALS + contract.SCAN_JOB_TOTALS * scanJobCount) << 3)
}

/**
 * A place for `bytes` bytes of input, with slack behind them. The place before may move or be written over,
 * so what is still in the vector is worked off first: call it before every write to the input.
 */
export function reserveInput(bytes: u32): usize {
  runVector()
  const needed = <usize>bytes + INPUT_SLACK
  if (needed > inputBytes) {
    release(input, inputBytes)
    input = allocate(needed)
    inputBytes = needed
  }
  return input
}

/**
 * Begins a chunk. `arrivalTime` in ms takes the place of the records' own times; NaN: event time. Records of a later
 * time than `latest` ms are too far in the future (event time only; Infinity: none is). The jobs' watermarks at the epoch's start, which the host has written, only serve to tell the earliest end of an open window.
 */
export function scanBegin(arrivalTime: f64, latest: f64): void {
  discardChunk()
  isProcessingTime = arrivalTime == arrivalTime
  if (isProcessingTime) useArrivalTime(<i64>arrivalTime)
  else useEventTime()
  records = 0
  malformed = 0
  undated = 0
  future = 0
  latestTime = latest < <f64>GREATEST_TIME ? <i64>latest : GREATEST_TIME
  hasTime = false
  greatestTime = i64.MIN_VALUE
  outputsResetTotals()
  outputRelease()
  partialsReset()
  deadLettersReset()
}

/** Forgets a chunk that broken input ended halfway. */
function discardChunk(): void {
  rows = 0
  scratchReset()
  for (let number: u32 = 0; number < scanJobCount; number++) {
    if (scanJob(number).kind != 0) localTableDiscard(scanJob(number))
  }
  arenaReset()
}

function useArrivalTime(arrival: i64): void {
  times = arrivals
  for (let row = 0; row < VECTOR_SIZE; row++) store<i64>(arrivals + (<usize>row << 3), arrival)
}

function useEventTime(): void {
  const field = planTimeField(plan)
  if (field == contract.NONE) {
    // A plan for processing time, scanned without an arrival time: nothing can be dated.
    fail(contract.FAIL_BAD_INPUT, 0)
    return
  }
  times = eventTimes()
  timeNulls = eventTimeNulls()
}

/**
 * Scans the records section of one record batch v2, uncompressed: `length` bytes at `section`, `count`
 * records according to the batch's header. Records whose offset lies outside [minOffset, maxOffset) are
 * passed over. The bytes stay in place until the chunk ends or reserveInput is called. Returns the records
 * that were taken. Broken framing, or another number of records than `count`, fails with FAIL_BAD_INPUT.
 */
export function scanRecords(
  section: usize,
  length: u32,
  count: i32,
  baseOffset: f64,
  minOffset: f64,
  maxOffset: f64
): i32 {
  const end = section + length
  let taken = 0
  let at = section
  for (let i = 0; i < count; i++) {
    const start = at
    at = readRecord(at, end)
    if (hasRecordFields()) setRecord(start, at)
    const offset = baseOffset + <f64>recordOffsetDelta
    if (offset < minOffset || offset >= maxOffset) continue
    scanValue(offset, recordValue, recordValueLength)
    taken++
  }
  if (at != end) fail(contract.FAIL_BAD_INPUT, contract.BAD_RECORD_COUNT)
  return taken
}

/**
 * Walks the framing of a records section without looking into the records: fails as {@link scanRecords} would.
 */
export function checkRecords(section: usize, length: u32, count: i32): void {
  const end = section + length
  let at = section
  for (let i = 0; i < count; i++) at = readRecord(at, end)
  if (at != end) fail(contract.FAIL_BAD_INPUT, contract.BAD_RECORD_COUNT)
}

/**
 * Scans JSON documents separated by line feeds; empty lines are no records, a carriage return may end a line.
 * `firstLine` is the offset of the first one.
 */
export function scanLines(text: usize, length: u32, firstLine: f64): void {
  setRecord(0, 0)
  const end = text + length
  let line = text
  let offset = firstLine
  while (line < end) {
    const lineEnd = findLineFeed(line, end)
    let documentEnd = lineEnd
    if (documentEnd > line && load<u8>(documentEnd - 1) == CARRIAGE_RETURN) documentEnd--
    if (!isBlank(line, documentEnd)) scanValue(offset, line, <i32>(documentEnd - line))
    line = lineEnd + 1
    offset += 1
  }
}

function findLineFeed(at: usize, end: usize): usize {
  while (end - at >= 16) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(LINE_FEED)))
    if (mask != 0) return at + ctz(mask)
    at += 16
  }
  while (at < end && load<u8>(at) != LINE_FEED) at++
  return at
}

function isBlank(from: usize, to: usize): bool {
  while (from < to && (load<u8>(from) == 0x20 || load<u8>(from) == 0x09)) from++
  return from == to
}

/** Ends the chunk: its partial rows, rows and statistics can be read until the next one begins. */
export function scanEnd(): void {
  runVector()
  for (let number: u32 = 0; number < scanJobCount; number++) {
    const job = scanJob(number)
    store<f64>(jobStatistics(number), earliestEnd(number), contract.SCAN_JOB_EARLIEST_END << 3)
    if (job.kind == 0) continue
    setCurrentJob(number)
    writePartials(job)
    localTableClear(job)
  }
  setCurrentJob(-1)
  arenaReset()
}

/** Statistics of the chunk (src/plan/contract/statistics.ts), complete once it has ended. */
export function statsPointer(): usize {
  store<f64>(statistics, records, contract.SCAN_RECORDS << 3)
  store<f64>(statistics, malformed, contract.SCAN_MALFORMED << 3)
  store<f64>(statistics, undated, contract.SCAN_UNDATED << 3)
  store<f64>(statistics, future, contract.SCAN_FUTURE << 3)
  store<f64>(statistics, hasTime ? <f64>greatestTime : -Infinity, contract.SCAN_GREATEST_TIME << 3)
  for (let number: u32 = 0; number < scanJobCount; number++) {
    store<f64>(jobStatistics(number), <f64>rowsWritten(number), contract.SCAN_JOB_ROWS << 3)
    store<f64>(jobStatistics(number), <f64>rowsDropped(number), contract.SCAN_JOB_DROPPED << 3)
    store<f64>(jobStatistics(number), <f64>rowsWithNull(number), contract.SCAN_JOB_NULL_ROWS << 3)
  }
  return statistics
}

function jobStatistics(job: u32): usize {
  return statistics + (<usize>(contract.SCAN_TOTALS + contract.SCAN_JOB_TOTALS * job) << 3)
}

// @ts-ignore: decorator
@inline
function scanValue(offset: f64, value: usize, length: i32): void {
  records += 1
  if (length <= 0 || !scanDocument(value, length, rows)) {
    malformed += 1
    deadLetter(MALFORMED, offset, value, length)
    return
  }
  if (hasRecordFields()) storeRecordFields(rows, offset, value, length)
  if (areTimesConverted() && !isProcessingTime) convertTime(rows)
  if (!isProcessingTime && !isDated()) {
    refuse(offset, value, length)
    return
  }
  const time = load<i64>(times + (<usize>rows << 3))
  if (hasRecordFields()) storeRecordTime(rows, time)
  greatestTime = max(greatestTime, time)
  hasTime = true
  rows++
  if (rows == VECTOR_SIZE) runVector()
}

// @ts-ignore: decorator
@inline
function isDated(): bool {
  if (load<u8>(timeNulls + rows) != 0) return false
  const time = load<i64>(times + (<usize>rows << 3))
  return time >= LEAST_TIME && time <= latestTime
}

/** Counts a record that is not dated: it has no time that could be printed, or one too far ahead. */
function refuse(offset: f64, value: usize, length: i32): void {
  const time = load<i64>(times + (<usize>rows << 3))
  const isFuture = load<u8>(timeNulls + rows) == 0 && time > latestTime && time <= GREATEST_TIME
  if (isFuture) future += 1
  else undated += 1
  deadLetter(isFuture ? FUTURE : UNDATED, offset, value, length)
}

/** Runs the plan over the rows in the vector, hands each job its own and empties it. */
function runVector(): void {
  if (rows == 0) return
  programRun(plan, rows)
  for (let number: u32 = 0; number < scanJobCount; number++) {
    setCurrentJob(number)
    if (scanJob(number).kind != 0) foldVector(scanJob(number), times)
    else if (jobKind(planJob(plan, number)) == contract.JOB_ROWS) writeRows(jobOutput(number))
  }
  setCurrentJob(-1)
  scratchReset()
  rows = 0
}

/** Least end - 1 of a window that the job's groups are part of and that is still open; Infinity when there is none. */
function earliestEnd(number: u32): f64 {
  const job = scanJob(number)
  if (job.kind == 0) return Infinity
  const watermark = givenWatermark(number)
  let earliest = NO_END
  let address = job.local.first
  while (address != 0) {
    const group = changetype<LocalGroup>(address)
    earliest = min(earliest, kindOf(job).openEnd(job, group, watermark))
    address = group.next
  }
  return earliest == NO_END ? Infinity : <f64>(earliest - 1)
}
