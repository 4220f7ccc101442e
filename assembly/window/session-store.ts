/**
 * The open sessions of one job, and how they hang together.
 *
 *     state     Sessions
 *
 * The sessions of a key are disjoint, do not touch, and hang in a list by descending start: events come
 * roughly in order, so the one that a partial row belongs to is nearly always the first. That one stands in the index
 * for its key, so that the most frequent case, a key with one session, is one piece of memory.
 */
import { allocate, reallocate } from '../memory/allocator'
import { copyBytes } from '../memory/bytes'
import { indexCreate, indexFind, indexInsert, indexRemove, indexReplace } from '../memory/hash-index'
import { MergeJob } from './merge-job'
import { partialHash, partialKey, partialKeyLength } from './partial-row'
import { Clock, clockAdd, clockCreate } from './session-clock'
import { BEGUN, keyOf, Session, SESSION_SLOTS, sessionBytes } from './session-entry'
import { slotsInit } from './slots'

/** The sessions of a job. */
// @ts-ignore: decorator
@unmanaged
export class Sessions {
  index: usize
  clock: Clock
  /** Sessions that began in this epoch: count × | session u32 |. */
  begun: usize
  begunRoom: u32
  begunCount: u32
}

const FIRST_ROOM: u32 = 64

/** WindowKind.create. */
export function sessionsCreate(job: MergeJob): void {
  const sessions = changetype<Sessions>(allocate(offsetof<Sessions>()))
  sessions.index = indexCreate(<u32>SESSION_SLOTS + job.slotsBytes)
  sessions.clock = changetype<Clock>(allocate(offsetof<Clock>()))
  clockCreate(sessions.clock, job.gap)
  sessions.begun = allocate(<usize>FIRST_ROOM << 2)
  sessions.begunRoom = FIRST_ROOM
  sessions.begunCount = 0
  job.windows = changetype<usize>(sessions)
}

/** The newest session of a partial row's key, 0 none. */
export function findNewest(job: MergeJob, row: usize): usize {
  return indexFind(openSessions(job).index, partialHash(row), partialKey(row), partialKeyLength(row))
}

/** A new session of a partial row's key, between two neighbours, 0 for none. */
export function addSession(
  job: MergeJob,
  row: usize,
  newer: usize,
  older: usize,
  start: i64,
  end: i64,
  flags: u32
): Session {
  const keyLength = partialKeyLength(row)
  const address = allocate(sessionBytes(job, keyLength))
  const session = changetype<Session>(address)
  session.hash = partialHash(row)
  session.keyLength = keyLength
  session.start = start
  session.end = end
  session.records = 0
  session.flags = flags
  session.newer = newer
  slotsInit(job, address + SESSION_SLOTS)
  copyBytes(keyOf(job, session), partialKey(row), keyLength)
  if (newer != 0) changetype<Session>(newer).older = address
  else if (older != 0) indexReplace(openSessions(job).index, older, address)
  else indexInsert(openSessions(job).index, address)
  linkOlder(session, older)
  clockAdd(openSessions(job).clock, session)
  if (flags & BEGUN) rememberBegun(openSessions(job), address)
  job.open++
  return session
}

/** Takes a session out of its key's list; the newest one leaves its place in the index to the next older. */
export function unlink(job: MergeJob, session: Session): void {
  const address = changetype<usize>(session)
  const older = session.older
  if (session.newer != 0) {
    linkOlder(changetype<Session>(session.newer), older)
  } else if (older != 0) {
    indexReplace(openSessions(job).index, address, older)
    changetype<Session>(older).newer = 0
  } else {
    indexRemove(openSessions(job).index, address)
  }
}

/** Makes `older`, 0 for none, the next older one of a session. */
export function linkOlder(session: Session, older: usize): void {
  session.older = older
  if (older != 0) changetype<Session>(older).newer = changetype<usize>(session)
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

/** The sessions of a job. */
// @ts-ignore: decorator
@inline
export function openSessions(job: MergeJob): Sessions {
  return changetype<Sessions>(job.windows)
}
