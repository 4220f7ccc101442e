/**
 * State in: blocks of snapshots of any number of shards, of key groups that this shard owns. Every byte is checked
 * before it is used: broken blocks fail with FAIL_CORRUPT_PARTIAL.
 */
import { NONE } from '../contract'
import { liveBytes } from '../memory/allocator'
import { fail, FAIL_CORRUPT_PARTIAL, setCurrentJob } from '../memory/failure'
import { keyGroupOf, shardOf } from '../window/key-groups'
import { encodedKeyHash, keyIsWhole } from '../window/keys'
import { kindOf } from '../window/kind'
import { failCorrupt, MergeJob } from '../window/merge-job'
import { mergeJob, mergeJobCount } from '../window/merge-jobs'
import {
  BLOCK_HEADER,
  blockBytes,
  blockJob,
  blockKeyGroup,
  blockRows,
  partialAggregates,
  partialBytes,
  partialEnd,
  partialHash,
  partialKey,
  partialKeyLength,
  partialStart,
  ROW_HEADER
} from '../window/partial-row'
import { slotsCheck } from '../window/slots'

/** Times beyond are none: no window that holds a timestamp comes near. */
const TIME_LIMIT: i64 = 1 << 55

let keyGroups: u32 = 0

/** Says how many key groups there are. */
export function restoreCreate(groups: u32): void {
  keyGroups = groups
}

/**
 * Takes back what a snapshot holds: `length` bytes at `blocks`, any number of whole blocks, all of key groups that
 * `shard` of `shards` owns; blocks of job NONE are passed over. The watermarks come first, by closeEpoch on the empty
 * state; what is restored counts as open before this epoch. A block's job number may be another one than in the
 * kernel that wrote it.
 */
export function restoreState(blocks: usize, length: u32, shard: u32, shards: u32): void {
  const end = blocks + length
  let at = blocks
  while (at < end) {
    if (end - at < BLOCK_HEADER) fail(FAIL_CORRUPT_PARTIAL, -1)
    const number = blockJob(at)
    const group = blockKeyGroup(at)
    const rows = at + BLOCK_HEADER
    if (<usize>blockBytes(at) > end - rows) fail(FAIL_CORRUPT_PARTIAL, number)
    if (group >= keyGroups || shardOf(group, keyGroups, shards) != shard) fail(FAIL_CORRUPT_PARTIAL, number)
    if (number != NONE) restoreBlock(number, group, rows, blockRows(at), rows + blockBytes(at))
    at = rows + blockBytes(at)
  }
  setCurrentJob(-1)
}

function restoreBlock(number: u32, group: u32, rows: usize, count: u32, end: usize): void {
  if (number >= mergeJobCount || mergeJob(number).kind == 0) fail(FAIL_CORRUPT_PARTIAL, number)
  setCurrentJob(number)
  const job = mergeJob(number)
  const before = liveBytes()
  let row = rows
  for (let i: u32 = 0; i < count; i++) {
    const rowEnd = checkRow(job, group, row, end)
    kindOf(job).restore(job, row)
    row = rowEnd
  }
  if (row != end) failCorrupt(job)
  job.nextEnd = kindOf(job).nextEnd(job)
  job.stateBytes += <i64>(liveBytes() - before)
}

/** Checks a row of a key group that must lie before `end`; returns one past it. */
function checkRow(job: MergeJob, group: u32, row: usize, end: usize): usize {
  if (end - row < ROW_HEADER) failCorrupt(job)
  const keyLength = partialKeyLength(row)
  if (<usize>keyLength > end - row - ROW_HEADER) failCorrupt(job)
  if (!isRow(job, partialStart(row), partialEnd(row))) failCorrupt(job)
  if (!keyIsWhole(job, partialKey(row), keyLength)) failCorrupt(job)
  const hash = partialHash(row)
  if (hash != encodedKeyHash(job, partialKey(row)) || keyGroupOf(hash, keyGroups) != group) failCorrupt(job)
  const rowEnd = slotsCheck(job, partialAggregates(row), end)
  if (rowEnd - row != <usize>partialBytes(row)) failCorrupt(job)
  return rowEnd
}

/** Can the job have a row [start, end)? */
function isRow(job: MergeJob, start: i64, end: i64): bool {
  if (start <= -TIME_LIMIT || start >= TIME_LIMIT || end >= TIME_LIMIT) return false
  return kindOf(job).isRow(job, start, end)
}
