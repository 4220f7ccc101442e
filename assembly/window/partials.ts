/**
 * Partial rows: what scan hands to merge, as bytes, cut by the hash of the key into shards. Unaligned.
 *
 *     block  one for each job that has rows: | job u32 | rows u32 | bytes u32 of the rows | rows … |
 *     row    | hash u64 | start i64 | end i64 | records u32 | keyLength u32 | bytes u32 | key bytes | partials … |
 *
 * bytes are those of the whole row, so that a reader may look ahead.
 * start and end are the pane's for aligned windows and [first event, last event + gap) for sessions.
 */
import { allocate } from '../memory/allocator'
import { BlockBuffer, bufferAppend, bufferCloseBlock, bufferReset, ROW_HEADER } from './block-buffer'
import { JobState } from './job-state'
import { localKey, LocalGroup, LocalTable, LOCAL_SLOTS } from './local-table'
import { slotsFree } from './slots'

let buffers: usize = 0
let shardCount: u32 = 0

export function partialsCreate(shards: u32): void {
  shardCount = shards
  buffers = allocate(<usize>shards * offsetof<BlockBuffer>())
  memory.fill(buffers, 0, <usize>shards * offsetof<BlockBuffer>())
}

/** Begins a new chunk. */
export function partialsReset(): void {
  for (let shard: u32 = 0; shard < shardCount; shard++) bufferReset(shardBuffer(shard))
}

/** Address of a shard's partials; they stand until the next chunk begins. */
export function partialPointer(shard: u32): usize {
  return shardBuffer(shard).bytes
}

/** Length of a shard's partials in bytes. */
export function partialLength(shard: u32): u32 {
  return shardBuffer(shard).length
}

/** Appends the groups of one job to the shards' buffers, and gives back what their aggregates hold. */
export function writePartials(state: JobState): void {
  let address = changetype<LocalTable>(state.local).first
  while (address != 0) {
    const group = changetype<LocalGroup>(address)
    const slots = address + LOCAL_SLOTS
    bufferAppend(
      shardBuffer(shardOf(group.hash, shardCount)),
      state,
      group.hash,
      group.start,
      group.end,
      group.records,
      localKey(state, group),
      group.keyLength,
      slots
    )
    slotsFree(state, slots)
    address = group.next
  }
  for (let shard: u32 = 0; shard < shardCount; shard++) bufferCloseBlock(shardBuffer(shard), state.number)
}

/** Which of `shards` shards keeps the keys of this hash. */
// @ts-ignore: decorator
@inline
export function shardOf(hash: u64, shards: u32): u32 {
  return <u32>((hash >> 33) % <u64>shards)
}

function shardBuffer(shard: u32): BlockBuffer {
  return changetype<BlockBuffer>(buffers + <usize>shard * offsetof<BlockBuffer>())
}

/** Fields of the partial row at `row`. */
export function partialHash(row: usize): u64 {
  return load<u64>(row)
}
export function partialStart(row: usize): i64 {
  return load<i64>(row, 8)
}
export function partialEnd(row: usize): i64 {
  return load<i64>(row, 16)
}
export function partialRecords(row: usize): u32 {
  return load<u32>(row, 24)
}
export function partialKeyLength(row: usize): u32 {
  return load<u32>(row, 28)
}
export function partialBytes(row: usize): u32 {
  return load<u32>(row, 32)
}
export function partialKey(row: usize): usize {
  return row + ROW_HEADER
}
/** Where the partials of the row's aggregates begin. */
export function partialAggregates(row: usize): usize {
  return row + ROW_HEADER + partialKeyLength(row)
}
