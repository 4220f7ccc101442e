/**
 * Merge for session windows: the open sessions of one job.
 *
 *     state     Sessions
 *     key       | hash u64 | keyLength u32 | newest session u32 | key bytes |
 *     session   Session | aggregate slots |
 *
 * The sessions of a key are disjoint, do not touch, and hang in a list by descending start: events come
 * roughly in order, so the one that a partial row belongs to is nearly always the first.
 *
 * Clock: a heap with one entry for every session, live or dead, at an end no later than its own. Sessions
 * only grow, and mostly they do so before they fire; so nothing is moved in the heap when one grows or is
 * absorbed, and an entry is put right when it surfaces.
 */
import { allocate, reallocate, release } from '../memory/allocator'
import { fail, FAIL_CORRUPT_PARTIAL } from '../memory/failure'
import {
  heapCreate,
  heapPayloadAt,
  heapPeekKey,
  heapPeekPayload,
  heapPop,
  heapPush,
  heapReplaceTop,
  heapSize
} from '../memory/heap'
import { indexCreate, indexFind, indexGuess, indexInsert, indexRemove } from '../memory/hash-index'
import { collectsLateRows, writeLateRow } from '../output/late-rows'
import { emitGroup, FinishedGroup } from '../output/groups'
import { isClosed } from './aligned-times'
import { JobState } from './job-state'
import { ROW_HEADER } from './block-buffer'
import {
  partialAggregates,
  partialBytes,
  partialEnd,
  partialHash,
  partialKey,
  partialKeyLength,
  partialRecords,
  partialStart
} from './partials'
import { slotsAbsorb, slotsFree, slotsInit, slotsMergePartial, slotsTouch } from './slots'
import { Walk } from './walk'

// @ts-ignore: decorator
@unmanaged
class Sessions {
  index: usize
  heap: usize
  /** Sessions that began in this epoch: count × | session u32 |. */
  begun: usize
  begunRoom: u32
  begunCount: u32
}

// @ts-ignore: decorator
@unmanaged
class Session {
  start: i64
  end: i64
  records: u64
  key: usize
  /** The next older and the next newer session of the key, 0 none. */
  older: usize
  newer: usize
  flags: u32
}

/** It is made of nothing but what came in this epoch, so it may be late. */
const BEGUN: u32 = 1
/** Absorbed or dropped as late: its memory goes when its entry in the heap surfaces. */
const DEAD: u32 = 2

const KEY_LENGTH: usize = 8
const KEY_NEWEST: usize = 12
const KEY_BYTES: usize = 16
const SESSION_SLOTS: usize = (offsetof<Session>() + 7) & ~7
const FIRST_ROOM: u32 = 64
/** Sessions whose memory a walk, or a merge, reads at once. */
export const READ_AHEAD: u32 = 32

/** Addresses of what is read ahead, u32 each. */
const ahead = memory.data(128, 16)
/** What was read ahead: kept, for the compiler drops reads whose result nobody needs. */
let touched: u32 = 0

const finished = changetype<FinishedGroup>(memory.data(offsetof<FinishedGroup>(), 16))

export function sessionsCreate(state: JobState): void {
  const sessions = changetype<Sessions>(allocate(offsetof<Sessions>()))
  sessions.index = indexCreate(<u32>KEY_BYTES)
  sessions.heap = heapCreate()
  sessions.begun = allocate(<usize>FIRST_ROOM << 2)
  sessions.begunRoom = FIRST_ROOM
  sessions.begunCount = 0
  state.windows = changetype<usize>(sessions)
}

/**
 * Folds a partial row, an interval of its key, into the session that it touches. Returns one past the row.
 */
export function sessionsMerge(state: JobState, row: usize): usize {
  return mergeInterval(state, row, BEGUN)
}

/**
 * Reads what the merging of the `count` rows at `row`, all before `end`, will need: a key in the index, its newest
 * session, the session's aggregates, one kind of thing after the other (see {@link indexGuess}).
 */
export function sessionsReadAhead(state: JobState, row: usize, count: u32, end: usize): void {
  const index = openSessions(state).index
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
    if (session != 0) seen += load<u32>(session) + slotsTouch(state, session + SESSION_SLOTS)
  }
  touched = seen
}

/** Takes back a row of a snapshot: a session that was open before this epoch. */
export function sessionsRestore(state: JobState, row: usize): void {
  mergeInterval(state, row, 0)
}

function mergeInterval(state: JobState, row: usize, flags: u32): usize {
  const start = partialStart(row)
  const end = partialEnd(row)
  if (end <= start) fail(FAIL_CORRUPT_PARTIAL, state.number)
  const key = findKey(state, row)
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
    absorbOlder(state, session)
  } else {
    session = addSession(state, key, newer, address, start, end, flags)
  }
  session.records += partialRecords(row)
  return slotsMergePartial(state, slotsOf(session), partialAggregates(row))
}

/**
 * Ends an epoch. `current` is the watermark at its start: sessions of nothing but this epoch's rows that it
 * has passed are late, now that all intervals have merged. Then sessions that `watermark` has passed are
 * written and forgotten, by ascending end.
 */
export function sessionsFire(state: JobState, current: i64, watermark: i64): void {
  judgeBegun(state, current)
  while (settleTop(state) && isClosed(heapPeekKey(openSessions(state).heap), watermark)) {
    const session = changetype<Session>(<usize>heapPeekPayload(openSessions(state).heap))
    heapPop(openSessions(state).heap)
    fireSession(state, session)
  }
}

/**
 * Steps to the next open session: those of the heap in the order in which they lie there, which is roughly
 * the one in which they were allocated, and so far quicker than by key.
 */
export function sessionsNext(state: JobState, walk: Walk): bool {
  const heap = openSessions(state).heap
  const size = heapSize(heap)
  while (walk.position < size) {
    if (walk.position >= walk.ahead) readAhead(state, walk, min(size, walk.position + READ_AHEAD))
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
function readAhead(state: JobState, walk: Walk, end: u32): void {
  const heap = openSessions(state).heap
  let seen: u32 = 0
  for (let i = walk.position; i < end; i++) {
    seen += <u32>changetype<Session>(<usize>heapPayloadAt(heap, i)).key
  }
  for (let i = walk.position; i < end; i++) {
    seen += load<u32>(changetype<Session>(<usize>heapPayloadAt(heap, i)).key, KEY_LENGTH)
  }
  for (let i = walk.position; i < end; i++) {
    seen += slotsTouch(state, <usize>heapPayloadAt(heap, i) + SESSION_SLOTS)
  }
  walk.seen = seen
  walk.ahead = end
}

/** Least end of an open session, i64.MAX_VALUE when there is none. */
export function sessionsNextEnd(state: JobState): i64 {
  return settleTop(state) ? heapPeekKey(openSessions(state).heap) : i64.MAX_VALUE
}

function findKey(state: JobState, row: usize): usize {
  const index = openSessions(state).index
  const hash = partialHash(row)
  const keyLength = partialKeyLength(row)
  const found = indexFind(index, hash, partialKey(row), keyLength)
  if (found != 0) return found
  const key = allocate(KEY_BYTES + <usize>keyLength)
  store<u64>(key, hash)
  store<u32>(key, keyLength, KEY_LENGTH)
  store<u32>(key, 0, KEY_NEWEST)
  memory.copy(key + KEY_BYTES, partialKey(row), keyLength)
  indexInsert(index, key)
  return key
}

/** A new session between two neighbours, 0 for none. */
function addSession(
  state: JobState,
  key: usize,
  newer: usize,
  older: usize,
  start: i64,
  end: i64,
  flags: u32
): Session {
  const address = allocate(SESSION_SLOTS + <usize>state.slotsBytes)
  const session = changetype<Session>(address)
  session.start = start
  session.end = end
  session.records = 0
  session.key = key
  session.flags = flags
  slotsInit(state, address + SESSION_SLOTS)
  link(key, newer, address)
  link(key, address, older)
  heapPush(openSessions(state).heap, end, <u32>address)
  if (flags & BEGUN) rememberBegun(openSessions(state), address)
  state.open++
  return session
}

/** A session that has grown takes in the older ones of its key that it touches now. */
function absorbOlder(state: JobState, session: Session): void {
  while (session.older != 0) {
    const older = changetype<Session>(session.older)
    if (older.end < session.start) return
    session.start = min(session.start, older.start)
    session.end = max(session.end, older.end)
    session.records += older.records
    session.flags &= older.flags
    link(session.key, changetype<usize>(session), older.older)
    slotsAbsorb(state, slotsOf(session), slotsOf(older))
    older.flags = DEAD
    state.open--
  }
}

/** Drops the sessions that began late, and takes the others for old. */
function judgeBegun(state: JobState, current: i64): void {
  const sessions = openSessions(state)
  for (let i: u32 = 0; i < sessions.begunCount; i++) {
    const session = changetype<Session>(<usize>load<u32>(sessions.begun + (<usize>i << 2)))
    const isLate = session.flags == BEGUN && isClosed(session.end, current)
    session.flags &= ~BEGUN
    if (!isLate) continue
    state.lateRecords += session.records
    if (collectsLateRows(state.number)) writeLateRow(state.number, finishedOf(session), session.records)
    unlink(state, session)
    slotsFree(state, slotsOf(session))
    session.flags = DEAD
    state.open--
  }
  sessions.begunCount = 0
}

function fireSession(state: JobState, session: Session): void {
  emitGroup(state.number, finishedOf(session))
  unlink(state, session)
  slotsFree(state, finished.slots)
  releaseSession(state, session)
  state.open--
}

function finishedOf(session: Session): FinishedGroup {
  finished.start = session.start
  finished.end = session.end
  finished.key = session.key + KEY_BYTES
  finished.slots = slotsOf(session)
  return finished
}

/** Takes a session out of its key's list; a key with none left is forgotten. */
function unlink(state: JobState, session: Session): void {
  const key = session.key
  link(key, session.newer, session.older)
  if (load<u32>(key, KEY_NEWEST) != 0) return
  indexRemove(openSessions(state).index, key)
  release(key, KEY_BYTES + <usize>load<u32>(key, KEY_LENGTH))
}

/**
 * Makes two sessions neighbours; 0 as the newer one is the head of the key's list, 0 as the older one its
 * end.
 */
function link(key: usize, newer: usize, older: usize): void {
  if (newer == 0) store<u32>(key, <u32>older, KEY_NEWEST)
  else changetype<Session>(newer).older = older
  if (older != 0) changetype<Session>(older).newer = newer
}

/** Brings a live session with its true end to the top of the heap; false when none is left. */
function settleTop(state: JobState): bool {
  const heap = openSessions(state).heap
  while (heapSize(heap) > 0) {
    const session = changetype<Session>(<usize>heapPeekPayload(heap))
    if (session.flags & DEAD) {
      heapPop(heap)
      releaseSession(state, session)
    } else if (session.end != heapPeekKey(heap)) {
      heapReplaceTop(heap, session.end, <u32>changetype<usize>(session))
    } else {
      return true
    }
  }
  return false
}

function rememberBegun(sessions: Sessions, session: usize): void {
  if (sessions.begunCount == sessions.begunRoom) {
    const bytes = <usize>sessions.begunRoom << 2
    sessions.begun = reallocate(sessions.begun, bytes, bytes << 1)
    sessions.begunRoom <<= 1
  }
  store<u32>(sessions.begun + (<usize>sessions.begunCount << 2), <u32>session)
  sessions.begunCount++
}

function releaseSession(state: JobState, session: Session): void {
  release(changetype<usize>(session), SESSION_SLOTS + <usize>state.slotsBytes)
}

// @ts-ignore: decorator
@inline
function openSessions(state: JobState): Sessions {
  return changetype<Sessions>(state.windows)
}

// @ts-ignore: decorator
@inline
function slotsOf(session: Session): usize {
  return changetype<usize>(session) + SESSION_SLOTS
}
