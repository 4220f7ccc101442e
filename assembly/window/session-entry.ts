/**
 * An open session in memory.
 *
 *     session   Session | aggregate slots | key bytes |
 */
import { release } from '../memory/allocator'
import { JobShape } from './shape'

/** A run of a key's events; its end is that of the gap after the last one. It begins as an entry of the index. */
// @ts-ignore: decorator
@unmanaged
export class Session {
  hash: u64
  keyLength: u32
  /** The next older and the next newer session of the key, 0 none. */
  older: usize
  newer: usize
  flags: u32
  start: i64
  end: i64
  records: u64
}

/** It is made of nothing but what came in this epoch, so it may be late. */
export const BEGUN: u32 = 1
/** Absorbed or dropped as late: its memory goes when its time comes. */
export const DEAD: u32 = 2

export const SESSION_SLOTS: usize = (offsetof<Session>() + 7) & ~7

/** Address of a session's slots. */
// @ts-ignore: decorator
@inline
export function slotsOf(session: Session): usize {
  return changetype<usize>(session) + SESSION_SLOTS
}

/** Address of a session's key bytes. */
// @ts-ignore: decorator
@inline
export function keyOf(shape: JobShape, session: Session): usize {
  return changetype<usize>(session) + SESSION_SLOTS + <usize>shape.slotsBytes
}

/** What a session with a key of `keyLength` bytes takes. */
// @ts-ignore: decorator
@inline
export function sessionBytes(shape: JobShape, keyLength: u32): usize {
  return SESSION_SLOTS + <usize>(shape.slotsBytes + keyLength)
}

/** Gives a session's memory back. */
export function releaseSession(shape: JobShape, session: Session): void {
  release(changetype<usize>(session), sessionBytes(shape, session.keyLength))
}

/** Reads the first and the last word of a session; a sum of what is there. */
// @ts-ignore: decorator
@inline
export function touchSession(shape: JobShape, session: Session): u32 {
  return session.flags + <u32>load<u8>(keyOf(shape, session) + <usize>session.keyLength - 1)
}
