/**
 * Session windows: a window for each run of a key's events (session-store.ts), which a clock ends (session-clock.ts).
 */
import { equalBytes } from '../../memory/bytes'
import { indexGuess } from '../../memory/hash-index'
import { collectsLateRows } from '../../output/late-rows'
import { emit, emitLate, finished } from '../fire'
import { assignSessions } from '../fold'
import { defineWindowKind, WindowKind } from '../kind'
import { ScanJob } from '../local-table'
import { failCorrupt, MergeJob } from '../merge-job'
import {
  partialAggregates,
  partialBytes,
  partialEnd,
  partialHash,
  partialKey,
  partialKeyLength,
  partialRecords,
  partialStart,
  ROW_HEADER
} from '../partial-row'
import {
  clockEntry,
  clockParts,
  clockPartSize,
  clockPutBack,
  clockSettle,
  clockTake,
  clockTop,
  isTakenRight,
  READ_AHEAD,
  sessionTaken
} from '../session-clock'
import { BEGUN, DEAD, keyOf, releaseSession, Session, SESSION_SLOTS, slotsOf, touchSession } from '../session-entry'
import { addSession, findNewest, linkOlder, openSessions, sessionsCreate, unlink } from '../session-store'
import { JobShape } from '../shape'
import { slotsAbsorb, slotsFree, slotsMergePartial, slotsTouch } from '../slots'
import { isClosed, NO_END } from '../times'
import { Walk } from '../walk'

/** Addresses of what is read ahead, u32 each. */
const ahead = memory.data(128, 16)
/** What was read ahead: kept, for the compiler drops reads whose result nobody needs. */
let touched: u32 = 0

const session = changetype<WindowKind>(memory.data(offsetof<WindowKind>(), 8))

session.paneWidth = (shape: JobShape): i64 => shape.gap
session.assign = assignSessions
session.openEnd = openEnd
session.create = sessionsCreate
session.merge = merge
session.fire = fire
session.nextEnd = nextEnd
session.next = next
session.isRow = isRow
session.restore = restore

/** Defines the kind under its code. */
export function define(code: u32): void {
  defineWindowKind(code, session)
}

function openEnd(job: ScanJob, start: i64, end: i64, watermark: i64): i64 {
  return isClosed(end, watermark) ? NO_END : end
}

/** Folds partial rows, each an interval of its key, into the sessions that they touch. */
function merge(job: MergeJob, rows: usize, count: u32, end: usize): usize {
  let row = rows
  for (let i: u32 = 0; i < count; i++) {
    if (row >= end) failCorrupt(job)
    const place = i % READ_AHEAD
    if (place == 0) readRowsAhead(job, row, min(READ_AHEAD, count - i), end)
    row = mergeInterval(job, row, <usize>load<u32>(ahead + (<usize>place << 2)), BEGUN)
  }
  return row
}

/**
 * Reads what the merging of the `count` rows at `row`, all before `end`, will need: the index, the newest session of
 * each key, its aggregates, one kind of thing after the other (see {@link indexGuess}).
 */
function readRowsAhead(job: MergeJob, row: usize, count: u32, end: usize): void {
  const index = openSessions(job).index
  memory.fill(ahead, 0, <usize>READ_AHEAD << 2)
  let found: u32 = 0
  for (; found < count && end - row >= <usize>ROW_HEADER; found++) {
    store<u32>(ahead + (<usize>found << 2), <u32>indexGuess(index, partialHash(row)))
    row += <usize>partialBytes(row)
    if (row >= end) break
  }
  let seen: u32 = 0
  for (let i: u32 = 0; i < found; i++) {
    const session = <usize>load<u32>(ahead + (<usize>i << 2))
    if (session != 0) seen += touchSession(job, changetype<Session>(session))
  }
  for (let i: u32 = 0; i < found; i++) {
    const session = <usize>load<u32>(ahead + (<usize>i << 2))
    if (session != 0) seen += slotsTouch(job, session + SESSION_SLOTS)
  }
  touched = seen
}

/** Is `address`, of what was read ahead, still the newest session of a row's key? */
// @ts-ignore: decorator
@inline
function isNewest(job: MergeJob, address: usize, row: usize): bool {
  if (address == 0) return false
  const session = changetype<Session>(address)
  if (session.newer != 0 || session.flags & DEAD) return false
  const keyLength = partialKeyLength(row)
  if (session.hash != partialHash(row) || session.keyLength != keyLength) return false
  return equalBytes(keyOf(job, session), partialKey(row), keyLength)
}

function isRow(job: MergeJob, start: i64, end: i64): bool {
  return end >= start + job.gap
}

function restore(job: MergeJob, row: usize): void {
  mergeInterval(job, row, 0, 0)
}

/** Merges the interval of a row; `guess` is what was read ahead for its key, 0 nothing. */
function mergeInterval(job: MergeJob, row: usize, guess: usize, flags: u32): usize {
  const start = partialStart(row)
  const end = partialEnd(row)
  if (end <= start) failCorrupt(job)
  // The newest session that does not begin after the interval: no newer one can touch it.
  let newer: usize = 0
  let address = isNewest(job, guess, row) ? guess : findNewest(job, row)
  while (address != 0 && changetype<Session>(address).start > end) {
    newer = address
    address = changetype<Session>(address).older
  }
  let session = changetype<Session>(address)
  if (address != 0 && session.end >= start) {
    session.start = min(session.start, start)
    session.end = max(session.end, end)
    session.flags &= flags
    absorbOlder(job, session)
  } else {
    session = addSession(job, row, newer, address, start, end, flags)
  }
  session.records += partialRecords(row)
  return slotsMergePartial(job, slotsOf(session), partialAggregates(row))
}

/**
 * Sessions of nothing but this epoch's rows that the watermark at its start has passed are late, now that all
 * intervals have merged.
 */
function fire(job: MergeJob, watermark: i64): void {
  judgeBegun(job)
  const clock = openSessions(job).clock
  while (clockSettle(job, clock) && isClosed(clockTop(clock), watermark)) {
    const count = clockTake(job, clock, watermark)
    readTakenAhead(job, count)
    let i: u32 = 0
    for (; i < count && isTakenRight(i); i++) fireSession(job, sessionTaken(i))
    // One that has grown since may come before those behind it.
    clockPutBack(job, clock, i, count)
  }
}

/** Reads what the firing of sessions that were taken needs besides them. */
function readTakenAhead(job: MergeJob, count: u32): void {
  const index = openSessions(job).index
  let seen: u32 = 0
  for (let i: u32 = 0; i < count; i++) {
    const session = sessionTaken(i)
    seen += <u32>indexGuess(index, session.hash) + slotsTouch(job, slotsOf(session))
  }
  touched = seen
}

/** Steps to the next open session, by the parts of the clock. `walk.entry` is the part, `walk.position` the place in it. */
function next(job: MergeJob, walk: Walk): bool {
  const clock = openSessions(job).clock
  while (true) {
    const part = <u32>walk.entry
    if (part == clockParts(clock)) return false
    const size = clockPartSize(clock, part)
    while (walk.position < size) {
      if (walk.position >= walk.ahead) readAhead(job, walk, min(size, walk.position + READ_AHEAD))
      const session = clockEntry(clock, part, walk.position++)
      if (session.flags & DEAD) continue
      stepTo(job, walk, session)
      return true
    }
    walk.entry++
    walk.position = 0
    walk.ahead = 0
  }
}

function stepTo(job: MergeJob, walk: Walk, session: Session): void {
  walk.hash = session.hash
  walk.start = session.start
  walk.end = session.end
  walk.records = <u32>min(session.records, <u64>u32.MAX_VALUE)
  walk.keyLength = session.keyLength
  walk.key = keyOf(job, session)
  walk.slots = slotsOf(session)
}

/**
 * Reads what the walk comes to before `end`, one kind of thing after the other. Sessions that have come and
 * gone for hours leave the memory in no order; reads that do not wait for each other's result overlap, and
 * the walk takes a third of the time.
 */
function readAhead(job: MergeJob, walk: Walk, end: u32): void {
  const clock = openSessions(job).clock
  const part = <u32>walk.entry
  let seen: u32 = 0
  for (let i = walk.position; i < end; i++) seen += touchSession(job, clockEntry(clock, part, i))
  for (let i = walk.position; i < end; i++) seen += slotsTouch(job, slotsOf(clockEntry(clock, part, i)))
  walk.seen = seen
  walk.ahead = end
}

function nextEnd(job: MergeJob): i64 {
  const clock = openSessions(job).clock
  return clockSettle(job, clock) ? clockTop(clock) : NO_END
}

/** A session that has grown takes in the older ones of its key that it touches now. */
function absorbOlder(job: MergeJob, session: Session): void {
  while (session.older != 0) {
    const older = changetype<Session>(session.older)
    if (older.end < session.start) return
    session.start = min(session.start, older.start)
    session.end = max(session.end, older.end)
    session.records += older.records
    session.flags &= older.flags
    linkOlder(session, older.older)
    slotsAbsorb(job, slotsOf(session), slotsOf(older))
    older.flags = DEAD
    job.open--
  }
}

/** Drops the sessions that began late, and takes the others for old. */
function judgeBegun(job: MergeJob): void {
  const sessions = openSessions(job)
  for (let i: u32 = 0; i < sessions.begunCount; i++) {
    const session = changetype<Session>(<usize>load<u32>(sessions.begun + (<usize>i << 2)))
    const isLate = session.flags == BEGUN && isClosed(session.end, job.watermark)
    session.flags &= ~BEGUN
    if (!isLate) continue
    job.lateRecords += session.records
    if (collectsLateRows(job.number)) {
      finish(job, session)
      emitLate(job, session.records)
    }
    unlink(job, session)
    slotsFree(job, slotsOf(session))
    session.flags = DEAD
    job.open--
  }
  sessions.begunCount = 0
}

function fireSession(job: MergeJob, session: Session): void {
  finish(job, session)
  emit(job)
  unlink(job, session)
  slotsFree(job, finished.slots)
  releaseSession(job, session)
  job.open--
}

function finish(job: MergeJob, session: Session): void {
  finished.start = session.start
  finished.end = session.end
  finished.key = keyOf(job, session)
  finished.slots = slotsOf(session)
}
