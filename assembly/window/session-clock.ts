/**
 * When sessions end: an entry for every session, live or dead, at an end no later than its own. Sessions only grow,
 * and mostly they do so before they fire; so nothing is moved when one grows or is absorbed, and an entry is put right
 * when its time comes.
 *
 *     clock    Clock: near, a heap of the ends before `horizon`; the later ones in a list of buckets
 *     bucket   Bucket
 *     entries  count × | session u32 |       in no order
 *
 * A heap of all sessions would not fit the processor's caches, and each step down in it would wait for memory. The
 * heap of one bucket does, and the entries of a bucket that is opened are read many at once.
 */
import { allocate, reallocate, release } from '../memory/allocator'
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
import { paneAt, paneInsert, paneIsAt, PaneList, paneListCreate, panePosition, paneRemove } from './pane-list'
import { DEAD, releaseSession, Session, touchSession } from './session-entry'
import { JobShape } from './shape'
import { floorTime, isClosed, NEVER } from './times'

/** The clock of a job's sessions: a list of its buckets, and what is before them. */
// @ts-ignore: decorator
@unmanaged
export class Clock extends PaneList {
  near: usize
  horizon: i64
  /** Of a bucket, ms. */
  width: i64
}

/** Ends in [start, start + width). */
// @ts-ignore: decorator
@unmanaged
class Bucket {
  start: i64
  entries: usize
  room: u32
  count: u32
}

/** Buckets of a gap: sessions that wait for nothing but their end lie in so many. */
const BUCKETS: i64 = 512
const FIRST_ROOM: u32 = 16
/** Sessions that are read at once. */
export const READ_AHEAD: u32 = 32
/** What was read ahead: kept, for the compiler drops reads whose result nobody needs. */
let touched: u32 = 0

/** Sessions that were taken, with the ends that their entries had: READ_AHEAD × | end i64 | session u32 | - u32 |. */
const taken = memory.data(32 * 16, 16)

/** Makes a clock without entries. */
export function clockCreate(clock: Clock, gap: i64): void {
  paneListCreate(clock)
  clock.near = heapCreate()
  clock.horizon = NEVER
  clock.width = max<i64>(gap / BUCKETS, 1)
}

/** Adds an entry for a session, at its end. */
export function clockAdd(clock: Clock, session: Session): void {
  if (session.end < clock.horizon) heapPush(clock.near, session.end, <u32>changetype<usize>(session))
  else append(bucketOf(clock, floorTime(session.end, clock.width)), session)
}

/**
 * Brings a live session with its true end to the top, {@link clockTop}; false when none is left. The dead ones that are
 * met on the way are released.
 */
export function clockSettle(shape: JobShape, clock: Clock): bool {
  while (true) {
    while (heapSize(clock.near) > 0) {
      const session = changetype<Session>(<usize>heapPeekPayload(clock.near))
      if (!(session.flags & DEAD) && session.end == heapPeekKey(clock.near)) return true
      if (!(session.flags & DEAD) && session.end < clock.horizon) {
        heapReplaceTop(clock.near, session.end, <u32>changetype<usize>(session))
      } else {
        heapPop(clock.near)
        enter(shape, clock, session)
      }
    }
    if (clock.count == 0) return false
    openBucket(shape, clock)
  }
}

/** The end of the session at the top, after {@link clockSettle}. */
// @ts-ignore: decorator
@inline
export function clockTop(clock: Clock): i64 {
  return heapPeekKey(clock.near)
}

/**
 * Takes out the entries, at most READ_AHEAD, of the ends that the watermark has passed, by ascending end; returns how
 * many. {@link takenSession} tells which of them are still what they were.
 */
export function clockTake(shape: JobShape, clock: Clock, watermark: i64): u32 {
  let count: u32 = 0
  while (count < READ_AHEAD && heapSize(clock.near) > 0 && isClosed(heapPeekKey(clock.near), watermark)) {
    const place = taken + (<usize>count << 4)
    store<i64>(place, heapPeekKey(clock.near))
    store<u32>(place, heapPeekPayload(clock.near), 8)
    heapPop(clock.near)
    count++
  }
  let seen: u32 = 0
  for (let i: u32 = 0; i < count; i++) seen += touchSession(shape, sessionTaken(i))
  touched = seen
  return count
}

/** The session at place `i` of those that were taken. */
// @ts-ignore: decorator
@inline
export function sessionTaken(i: u32): Session {
  return changetype<Session>(<usize>load<u32>(taken + (<usize>i << 4), 8))
}

/** Is the session at place `i` of those that were taken alive, and has not grown? */
// @ts-ignore: decorator
@inline
export function isTakenRight(i: u32): bool {
  const session = sessionTaken(i)
  return !(session.flags & DEAD) && session.end == load<i64>(taken + (<usize>i << 4))
}

/** Puts the sessions from place `from` on of the `count` that were taken back. */
export function clockPutBack(shape: JobShape, clock: Clock, from: u32, count: u32): void {
  for (let i = from; i < count; i++) enter(shape, clock, sessionTaken(i))
}

/** Parts of the clock that a walk over all entries goes through. */
export function clockParts(clock: Clock): u32 {
  return clock.count + 1
}

/** Entries of a part. */
export function clockPartSize(clock: Clock, part: u32): u32 {
  return part == 0 ? heapSize(clock.near) : bucketAt(clock, part - 1).count
}

/** Entry `position` of a part. */
// @ts-ignore: decorator
@inline
export function clockEntry(clock: Clock, part: u32, position: u32): Session {
  if (part == 0) return changetype<Session>(<usize>heapPayloadAt(clock.near, position))
  return entryAt(bucketAt(clock, part - 1), position)
}

/** Adds an entry for a session, which is released when it is dead. */
function enter(shape: JobShape, clock: Clock, session: Session): void {
  if (session.flags & DEAD) releaseSession(shape, session)
  else clockAdd(clock, session)
}

/** Moves the horizon behind the first bucket, whose entries go to where their true ends belong. */
function openBucket(shape: JobShape, clock: Clock): void {
  const bucket = bucketAt(clock, 0)
  paneRemove(clock, 0, 1)
  clock.horizon = bucket.start + clock.width
  for (let from: u32 = 0; from < bucket.count; from += READ_AHEAD) {
    const to = min(from + READ_AHEAD, bucket.count)
    let seen: u32 = 0
    for (let i = from; i < to; i++) seen += entryAt(bucket, i).flags + <u32>entryAt(bucket, i).end
    touched = seen
    for (let i = from; i < to; i++) enter(shape, clock, entryAt(bucket, i))
  }
  release(bucket.entries, <usize>bucket.room << 2)
  release(changetype<usize>(bucket), offsetof<Bucket>())
}

/** The bucket that begins at `start`; made when there is none. */
function bucketOf(clock: Clock, start: i64): Bucket {
  const position = panePosition(clock, start)
  if (paneIsAt(clock, position, start)) return bucketAt(clock, position)
  const bucket = changetype<Bucket>(allocate(offsetof<Bucket>()))
  bucket.start = start
  bucket.entries = allocate(<usize>FIRST_ROOM << 2)
  bucket.room = FIRST_ROOM
  bucket.count = 0
  paneInsert(clock, position, changetype<usize>(bucket))
  return bucket
}

// @ts-ignore: decorator
@inline
function bucketAt(clock: Clock, position: u32): Bucket {
  return changetype<Bucket>(paneAt(clock, position))
}

// @ts-ignore: decorator
@inline
function entryAt(bucket: Bucket, position: u32): Session {
  return changetype<Session>(<usize>load<u32>(bucket.entries + (<usize>position << 2)))
}

function append(bucket: Bucket, session: Session): void {
  if (bucket.count == bucket.room) {
    const bytes = <usize>bucket.room << 2
    bucket.entries = reallocate(bucket.entries, bytes, bytes << 1)
    bucket.room <<= 1
  }
  store<u32>(bucket.entries + (<usize>bucket.count << 2), <u32>changetype<usize>(session))
  bucket.count++
}
