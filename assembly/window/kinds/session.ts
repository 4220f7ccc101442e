/**
 * Session windows: a window for each run of a key's events (session-store.ts).
 *
 * Clock: a heap with one entry for every session, live or dead, at an end no later than its own. Sessions
 * only grow, and mostly they do so before they fire; so nothing is moved in the heap when one grows or is
 * absorbed, and an entry is put right when it surfaces.
 */
import { heapPayloadAt, heapPeekKey, heapPeekPayload, heapPop, heapReplaceTop, heapSize } from '../../memory/heap'
import { indexGuess } from '../../memory/hash-index'
import { collectsLateRows } from '../../output/late-rows'
import { emit, emitLate, finished } from '../fire'
import { assignSessions } from '../fold'
import { defineWindowKind, WindowKind } from '../kind'
import { LocalGroup, ScanJob } from '../local-table'
import { failCorrupt, MergeJob } from '../merge-job'
import {
  partialAggregates,
  partialBytes,
  partialEnd,
  partialHash,
  partialRecords,
  partialStart,
  ROW_HEADER
} from '../partial-row'
import {
  addSession,
  BEGUN,
  DEAD,
  findKey,
  KEY_BYTES,
  KEY_LENGTH,
  KEY_NEWEST,
  link,
  openSessions,
  releaseSession,
  Session,
  SESSION_SLOTS,
  sessionsCreate,
  slotsOf,
  unlink
} from '../session-store'
import { JobShape } from '../shape'
import { slotsAbsorb, slotsFree, slotsMergePartial, slotsTouch } from '../slots'
import { isClosed, NO_END } from '../times'
import { Walk } from '../walk'

/** Sessions whose memory a walk, or a merge, reads at once. */
const READ_AHEAD: u32 = 32

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

function openEnd(job: ScanJob, group: LocalGroup, watermark: i64): i64 {
  return isClosed(group.end, watermark) ? NO_END : group.end
}

/** Folds partial rows, each an interval of its key, into the sessions that they touch. */
function merge(job: MergeJob, rows: usize, count: u32, end: usize): usize {
  let row = rows
  for (let i: u32 = 0; i < count; i++) {
    if (row >= end) failCorrupt(job)
    if (i % READ_AHEAD == 0) readRowsAhead(job, row, min(READ_AHEAD, count - i), end)
    row = mergeInterval(job, row, BEGUN)
  }
  return row
}

/**
 * Reads what the merging of the `count` rows at `row`, all before `end`, will need: a key in the index, its newest
 * session, the session's aggregates, one kind of thing after the other (see {@link indexGuess}).
 */
function readRowsAhead(job: MergeJob, row: usize, count: u32, end: usize): void {
  const index = openSessions(job).index
  let found: u32 = 0
  for (; found < count && end - row >= <usize>ROW_HEADER; found++) {
    store<u32>(ahead + (<usize>found << 2), <u32>indexGuess(index, partialHash(row)))
    row += <usize>partialBytes(row)
    if (row >= end) break
  }
  let seen: u32 = 0
  for (let i: u32 = 0; i < found; i++) {
    const place = ahead + (<usize>i << 2)
    const key = <usize>load<u32>(place)
    if (key != 0) store<u32>(place, load<u32>(key, KEY_NEWEST))
  }
  for (let i: u32 = 0; i < found; i++) {
    const session = <usize>load<u32>(ahead + (<usize>i << 2))
    if (session != 0) seen += load<u32>(session) + slotsTouch(job, session + SESSION_SLOTS)
  }
  touched = seen
}

function isRow(job: MergeJob, start: i64, end: i64): bool {
  return end >= start + job.gap
}

function restore(job: MergeJob, row: usize): void {
  mergeInterval(job, row, 0)
}

function mergeInterval(job: MergeJob, row: usize, flags: u32): usize {
  const start = partialStart(row)
  const end = partialEnd(row)
  if (end <= start) failCorrupt(job)
  const key = findKey(job, row)
  // The newest session that does not begin after the interval: no newer one can touch it.
  let newer: usize = 0
  let address = <usize>load<u32>(key, KEY_NEWEST)
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
    session = addSession(job, key, newer, address, start, end, flags)
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
  while (settleTop(job) && isClosed(heapPeekKey(openSessions(job).heap), watermark)) {
    const session = changetype<Session>(<usize>heapPeekPayload(openSessions(job).heap))
    heapPop(openSessions(job).heap)
    fireSession(job, session)
  }
}

/**
 * Steps to the next open session: those of the heap in the order in which they lie there, which is roughly
 * the one in which they were allocated, and so far quicker than by key.
 */
function next(job: MergeJob, walk: Walk): bool {
  const heap = openSessions(job).heap
  const size = heapSize(heap)
  while (walk.position < size) {
    if (walk.position >= walk.ahead) readAhead(job, walk, min(size, walk.position + READ_AHEAD))
    const session = changetype<Session>(<usize>heapPayloadAt(heap, walk.position++))
    if (session.flags & DEAD) continue
    const key = session.key
    walk.hash = load<u64>(key)
    walk.start = session.start
    walk.end = session.end
    walk.records = <u32>min(session.records, <u64>u32.MAX_VALUE)
    walk.keyLength = load<u32>(key, KEY_LENGTH)
    walk.key = key + KEY_BYTES
    walk.slots = slotsOf(session)
    return true
  }
  return false
}

/**
 * Reads what the walk comes to before `end`, one kind of thing after the other. Sessions that have come and
 * gone for hours leave the memory in no order; reads that do not wait for each other's result overlap, and
 * the walk takes a third of the time.
 */
function readAhead(job: MergeJob, walk: Walk, end: u32): void {
  const heap = openSessions(job).heap
  let seen: u32 = 0
  for (let i = walk.position; i < end; i++) {
    seen += <u32>changetype<Session>(<usize>heapPayloadAt(heap, i)).key
  }
  for (let i = walk.position; i < end; i++) {
    seen += load<u32>(changetype<Session>(<usize>heapPayloadAt(heap, i)).key, KEY_LENGTH)
  }
  for (let i = walk.position; i < end; i++) {
    seen += slotsTouch(job, <usize>heapPayloadAt(heap, i) + SESSION_SLOTS)
  }
  walk.seen = seen
  walk.ahead = end
}

function nextEnd(job: MergeJob): i64 {
  return settleTop(job) ? heapPeekKey(openSessions(job).heap) : NO_END
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
    link(session.key, changetype<usize>(session), older.older)
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
      finish(session)
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
  finish(session)
  emit(job)
  unlink(job, session)
  slotsFree(job, finished.slots)
  releaseSession(job, session)
  job.open--
}

function finish(session: Session): void {
  finished.start = session.start
  finished.end = session.end
  finished.key = session.key + KEY_BYTES
  finished.slots = slotsOf(session)
}

/** Brings a live session with its true end to the top of the heap; false when none is left. */
function settleTop(job: MergeJob): bool {
  const heap = openSessions(job).heap
  while (heapSize(heap) > 0) {
    const session = changetype<Session>(<usize>heapPeekPayload(heap))
    if (session.flags & DEAD) {
      heapPop(heap)
      releaseSession(job, session)
    } else if (session.end != heapPeekKey(heap)) {
      heapReplaceTop(heap, session.end, <u32>changetype<usize>(session))
    } else {
      return true
    }
  }
  return false
}
