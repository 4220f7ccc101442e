/**
 * The open sessions of one job, and how they hang together.
 *
 *     state     Sessions
 *     key       | hash u64 | keyLength u32 | newest session u32 | key bytes |
 *     session   Session | aggregate slots |
 *
 * The sessions of a key are disjoint, do not touch, and hang in a list by descending start: events come
 * roughly in order, so the one that a partial row belongs to is nearly always the first.
 */
import { allocate, reallocate, release } from '../memory/allocator'
import { heapCreate, heapPush } from '../memory/heap'
import { indexCreate, indexFind, indexInsert, indexRemove } from '../memory/hash-index'
import { MergeJob } from './merge-job'
import { partialHash, partialKey, partialKeyLength } from './partial-row'
import { slotsInit } from './slots'

/** The sessions of a job. */
// @ts-ignore: decorator
@unmanaged
export class Sessions {
  index: usize
  /** One entry for every session, live or dead, at an end no later than its own. */
  heap: usize
  /** Sessions that began in this epoch: count × | session u32 |. */
  begun: usize
  begunRoom: u32
  begunCount: u32
}

/** A run of a key's events; its end is that of the gap after the last one. */
// @ts-ignore: decorator
@unmanaged
export class Session {
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
export const BEGUN: u32 = 1
/** Absorbed or dropped as late: its memory goes when its entry in the heap surfaces. */
export const DEAD: u32 = 2

export const KEY_LENGTH: usize = 8
export const KEY_NEWEST: usize = 12
export const KEY_BYTES: usize = 16
export const SESSION_SLOTS: usize = (offsetof<Session>() + 7) & ~7
const FIRST_ROOM: u32 = 64
/** WindowKind.create. */
export function sessionsCreate(job: MergeJob): void {
  const sessions = changetype<Sessions>(allocate(offsetof<Sessions>()))
  sessions.index = indexCreate(<u32>KEY_BYTES)
  sessions.heap = heapCreate()
  sessions.begun = allocate(<usize>FIRST_ROOM << 2)
  sessions.begunRoom = FIRST_ROOM
  sessions.begunCount = 0
  job.windows = changetype<usize>(sessions)
}

/** The key of a partial row; made, without a session, when there is none. */
export function findKey(job: MergeJob, row: usize): usize {
  const index = openSessions(job).index
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
export function addSession(
  job: MergeJob,
  key: usize,
  newer: usize,
  older: usize,
  start: i64,
  end: i64,
  flags: u32
): Session {
  const address = allocate(SESSION_SLOTS + <usize>job.slotsBytes)
  const session = changetype<Session>(address)
  session.start = start
  session.end = end
  session.records = 0
  session.key = key
  session.flags = flags
  slotsInit(job, address + SESSION_SLOTS)
  link(key, newer, address)
  link(key, address, older)
  heapPush(openSessions(job).heap, end, <u32>address)
  if (flags & BEGUN) rememberBegun(openSessions(job), address)
  job.open++
  return session
}

/** Takes a session out of its key's list; a key with none left is forgotten. */
export function unlink(job: MergeJob, session: Session): void {
  const key = session.key
  link(key, session.newer, session.older)
  if (load<u32>(key, KEY_NEWEST) != 0) return
  indexRemove(openSessions(job).index, key)
  release(key, KEY_BYTES + <usize>load<u32>(key, KEY_LENGTH))
}

/**
 * Makes two sessions neighbours; 0 as the newer one is the head of the key's list, 0 as the older one its
 * end.
 */
export function link(key: usize, newer: usize, older: usize): void {
  if (newer == 0) store<u32>(key, <u32>older, KEY_NEWEST)
  else changetype<Session>(newer).older = older
  if (older != 0) changetype<Session>(older).newer = newer
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

/** Gives a session's memory back. */
export function releaseSession(job: MergeJob, session: Session): void {
  release(changetype<usize>(session), SESSION_SLOTS + <usize>job.slotsBytes)
}

/** The sessions of a job. */
// @ts-ignore: decorator
@inline
export function openSessions(job: MergeJob): Sessions {
  return changetype<Sessions>(job.windows)
}

/** Address of a session's slots. */
// @ts-ignore: decorator
@inline
export function slotsOf(session: Session): usize {
  return changetype<usize>(session) + SESSION_SLOTS
}
