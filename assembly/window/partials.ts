/**
 * Partial rows: what scan hands to merge, as bytes, cut by the hash of the key into shards. Unaligned.
 *
 *     block  one for each job that has rows: | job u32 | rows u32 | bytes u32 of the rows | rows … |
 *     row    | hash u64 | start i64 | end i64 | records u32 | keyLength u32 | key bytes | partials … |
 *
 * start and end are the pane's for aligned windows and [first event, last event + gap) for sessions.
 */
import { allocate, reallocate } from '../memory/allocator'
import { JobState } from './job-state'
import { localKey, LocalGroup, LocalTable, LOCAL_SLOTS } from './local-table'
import { slotsFree, slotsWrite, slotsWriteSize } from './slots'

export const BLOCK_HEADER: u32 = 12
export const ROW_HEADER: u32 = 32
/** Aggregates may write whole words past their partials' end. */
const SLACK: u32 = 16
const NO_BLOCK: u32 = 0xffffffff

// @ts-ignore: decorator
@unmanaged
class ShardBuffer {
  bytes: usize
  capacity: u32
  length: u32
  /** Where the open block begins, NO_BLOCK when none is open, and its rows so far. */
  block: u32
  rows: u32
}

let buffers: usize = 0
let shardCount: u32 = 0

export function partialsCreate(shards: u32): void {
  shardCount = shards
  buffers = allocate(<usize>shards * offsetof<ShardBuffer>())
  memory.fill(buffers, 0, <usize>shards * offsetof<ShardBuffer>())
}

/** Begins a new chunk. */
export function partialsReset(): void {
  for (let shard: u32 = 0; shard < shardCount; shard++) shardBuffer(shard).length = 0
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
  for (let shard: u32 = 0; shard < shardCount; shard++) shardBuffer(shard).block = NO_BLOCK
  let address = changetype<LocalTable>(state.local).first
  while (address != 0) {
    const group = changetype<LocalGroup>(address)
    writeRow(state, group, shardBuffer(<u32>((group.hash >> 33) % <u64>shardCount)))
    slotsFree(state, address + LOCAL_SLOTS)
    address = group.next
  }
  for (let shard: u32 = 0; shard < shardCount; shard++) closeBlock(state, shardBuffer(shard))
}

function shardBuffer(shard: u32): ShardBuffer {
  return changetype<ShardBuffer>(buffers + <usize>shard * offsetof<ShardBuffer>())
}

function writeRow(state: JobState, group: LocalGroup, buffer: ShardBuffer): void {
  const slots = changetype<usize>(group) + LOCAL_SLOTS
  reserve(buffer, BLOCK_HEADER + ROW_HEADER + group.keyLength + slotsWriteSize(state, slots) + SLACK)
  if (buffer.block == NO_BLOCK) {
    buffer.block = buffer.length
    buffer.length += BLOCK_HEADER
    buffer.rows = 0
  }
  const out = buffer.bytes + buffer.length
  store<u64>(out, group.hash)
  store<i64>(out, group.start, 8)
  store<i64>(out, group.end, 16)
  store<u32>(out, group.records, 24)
  store<u32>(out, group.keyLength, 28)
  memory.copy(out + ROW_HEADER, localKey(state, group), group.keyLength)
  const end = slotsWrite(state, slots, out + ROW_HEADER + group.keyLength)
  buffer.length = <u32>(end - buffer.bytes)
  buffer.rows++
}

function closeBlock(state: JobState, buffer: ShardBuffer): void {
  if (buffer.block == NO_BLOCK) return
  const header = buffer.bytes + buffer.block
  store<u32>(header, state.number)
  store<u32>(header, buffer.rows, 4)
  store<u32>(header, buffer.length - buffer.block - BLOCK_HEADER, 8)
}

function reserve(buffer: ShardBuffer, bytes: u32): void {
  const needed = buffer.length + bytes
  if (needed <= buffer.capacity) return
  const capacity = max<u32>(max<u32>(needed, buffer.capacity << 1), 65536)
  buffer.bytes = reallocate(buffer.bytes, buffer.capacity, capacity)
  buffer.capacity = capacity
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
export function partialKey(row: usize): usize {
  return row + ROW_HEADER
}
/** Where the partials of the row's aggregates begin. */
export function partialAggregates(row: usize): usize {
  return row + ROW_HEADER + partialKeyLength(row)
}
