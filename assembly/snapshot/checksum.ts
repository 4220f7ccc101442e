/**
 * One number for all open state of the shard: the sum over the rows of its snapshot of a digest of key (by its
 * hash), window and aggregates. Equal for equal state, however that came about; and the sum over all shards, modulo
 * 2^64, is the same for any number of them.
 */
import { hashU64 } from '../memory/hash'
import { kindOf } from '../window/kind'
import { MergeJob } from '../window/merge-job'
import { mergeJob, mergeJobCount } from '../window/merge-jobs'
import { slotsDigest } from '../window/slots'
import { Walk, walkReset } from '../window/walk'

const walk = changetype<Walk>(memory.data(offsetof<Walk>(), 16))
let checksum: u64 = 0

/** Computes the checksum. Between epochs only: what an open epoch has begun may yet turn out to be late. */
export function stateChecksum(): void {
  checksumReset()
  for (let number: u32 = 0; number < mergeJobCount; number++) {
    const job = mergeJob(number)
    if (job.kind == 0) continue
    walkReset(walk)
    while (kindOf(job).next(job, walk)) checksumAdd(job, walk)
  }
}

/** Begins a checksum that is computed along with a walk for another purpose. */
export function checksumReset(): void {
  checksum = 0
}

/** Takes in what the walk has come to. */
export function checksumAdd(job: MergeJob, walk: Walk): void {
  const key = hashU64(<u64>job.number, walk.hash)
  const window = hashU64(<u64>walk.end, hashU64(<u64>walk.start, key))
  checksum += slotsDigest(job, walk.slots, hashU64(walk.records, window))
}

/** The lower half of the checksum that was computed last. */
export function stateChecksumLow(): u32 {
  return <u32>checksum
}

/** Its upper half. */
export function stateChecksumHigh(): u32 {
  return <u32>(checksum >> 32)
}
