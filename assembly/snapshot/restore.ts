/**
 * State in: rows of snapshots of any shards, of which those of this shard are kept. Every byte is checked
 * before it is used: broken blocks fail with FAIL_CORRUPT_PARTIAL.
 */
import { NONE } from '../column/vector'
import { fail, FAIL_CORRUPT_PARTIAL, setCurrentJob } from '../memory/failure'
import { WINDOW_SESSION } from '../window/legacy'
import { alignedRestore } from '../window/aligned'
import { BLOCK_HEADER, ROW_HEADER } from '../window/block-buffer'
import { jobCount, jobState, JobState } from '../window/job-state'
import { encodedKeyHash, keyIsWhole } from '../window/keys'
import {
  partialAggregates,
  partialBytes,
  partialEnd,
  partialKey,
  partialKeyLength,
  partialStart,
  shardOf
} from '../window/partials'
import { sessionsRestore } from '../window/sessions'
import { slotsCheck } from '../window/slots'
import { floorDivide } from '../window/times'

/** Times beyond are none: no window that holds a timestamp comes near. */
const TIME_LIMIT: i64 = 1 << 55

/**
 * Takes back what a snapshot holds: `length` bytes at `blocks`, any number of whole blocks, of any shard of
 * any number of shards; rows whose key is not for `shard` of `shards` are passed over, and so are blocks of
 * job NONE. The watermark comes first, by closeEpoch on the empty state; what is restored counts as open
 * before this epoch. A block's job number may be another one than in the kernel that wrote it, for the keys
 * are hashed anew: the bytes are written to.
 */
export function restoreState(blocks: usize, length: u32, shard: u32, shards: u32): void {
  if (shards == 0) fail(FAIL_CORRUPT_PARTIAL, -1)
  const end = blocks + length
  let at = blocks
  while (at < end) {
    if (end - at < BLOCK_HEADER) fail(FAIL_CORRUPT_PARTIAL, -1)
    const job = load<u32>(at)
    const rows = load<u32>(at, 4)
    const bytes = load<u32>(at, 8)
    at += BLOCK_HEADER
    if (<usize>bytes > end - at) fail(FAIL_CORRUPT_PARTIAL, job)
    if (job != NONE) {
      if (job >= jobCount) fail(FAIL_CORRUPT_PARTIAL, job)
      setCurrentJob(job)
      restoreBlock(jobState(job), at, rows, at + bytes, shard, shards)
    }
    at += bytes
  }
  setCurrentJob(-1)
}

function restoreBlock(state: JobState, rows: usize, count: u32, end: usize, shard: u32, shards: u32): void {
  let row = rows
  for (let i: u32 = 0; i < count; i++) {
    const rowEnd = checkRow(state, row, end)
    const hash = encodedKeyHash(state, partialKey(row))
    if (shardOf(hash, shards) == shard) {
      store<u64>(row, hash)
      if (state.windowKind == WINDOW_SESSION) sessionsRestore(state, row)
      else alignedRestore(state, row)
    }
    row = rowEnd
  }
  if (row != end) fail(FAIL_CORRUPT_PARTIAL, state.number)
}

/** Checks a row that must lie before `end`; returns one past it. */
function checkRow(state: JobState, row: usize, end: usize): usize {
  if (end - row < ROW_HEADER) fail(FAIL_CORRUPT_PARTIAL, state.number)
  const keyLength = partialKeyLength(row)
  if (<usize>keyLength > end - row - ROW_HEADER) fail(FAIL_CORRUPT_PARTIAL, state.number)
  if (!isWindow(state, partialStart(row), partialEnd(row))) fail(FAIL_CORRUPT_PARTIAL, state.number)
  if (!keyIsWhole(state, partialKey(row), keyLength)) fail(FAIL_CORRUPT_PARTIAL, state.number)
  const rowEnd = slotsCheck(state, partialAggregates(row), end)
  if (rowEnd - row != <usize>partialBytes(row)) fail(FAIL_CORRUPT_PARTIAL, state.number)
  return rowEnd
}

/** Can the job have a window [start, end)? */
function isWindow(state: JobState, start: i64, end: i64): bool {
  if (start <= -TIME_LIMIT || start >= TIME_LIMIT || end >= TIME_LIMIT) return false
  if (state.windowKind == WINDOW_SESSION) return end >= start + state.gap
  return end == start + state.size && floorDivide(start, state.slide) * state.slide == start
}
