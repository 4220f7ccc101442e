/**
 * One number for all open state of the shard: the sum over groups and sessions of a digest of job and key (by
 * the key's hash), window and aggregates. Equal for equal state, however that came about; and the sum over
 * all shards, modulo 2^64, is the same for any number of them.
 */
import { hashU64 } from '../memory/hash'
import { WINDOW_SESSION } from '../window/legacy'
import { alignedNext } from '../window/aligned'
import { jobCount, jobState, JobState } from '../window/job-state'
import { sessionsNext } from '../window/sessions'
import { slotsDigest } from '../window/slots'
import { Walk, walkReset } from '../window/walk'

const walk = changetype<Walk>(memory.data(offsetof<Walk>(), 16))
let checksum: u64 = 0

/** Computes the checksum. Between epochs only: what an open epoch has begun may yet turn out to be late. */
export function stateChecksum(): void {
  checksumReset()
  for (let number: u32 = 0; number < jobCount; number++) {
    const state = jobState(number)
    const isSession = state.windowKind == WINDOW_SESSION
    walkReset(walk)
    while (isSession ? sessionsNext(state, walk) : alignedNext(state, walk)) checksumAdd(state, walk)
  }
}

/** Begins a checksum that is computed along with a walk for another purpose. */
export function checksumReset(): void {
  checksum = 0
}

/** Takes in what the walk has come to. */
export function checksumAdd(state: JobState, walk: Walk): void {
  const window = hashU64(<u64>walk.end, hashU64(<u64>walk.start, walk.hash))
  checksum += slotsDigest(state, walk.slots, hashU64(walk.records, window))
}

/** The lower half of the checksum that was computed last. */
export function stateChecksumLow(): u32 {
  return <u32>checksum
}

/** Its upper half. */
export function stateChecksumHigh(): u32 {
  return <u32>(checksum >> 32)
}
