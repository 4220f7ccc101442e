/** What scan hands to merge: the partial rows of a chunk (partial-row.ts), a buffer for each shard. */
import { NONE } from '../contract'
import { allocateZeroed } from '../memory/allocator'
import { BlockBuffer, bufferAppend, bufferCloseBlock, bufferFinishRow, bufferReserveRow, bufferReset } from './block-buffer'
import { keyGroupOf, shardOf } from './key-groups'
import { localKey, LocalGroup, LOCAL_SLOTS, ScanJob } from './local-table'
import { slotsFree } from './slots'

let buffers: usize = 0
let shardCount: u32 = 0
/** keyGroups × | shard u32 | */
let owners: usize = 0
let keyGroupCount: u32 = 0

/** Makes a buffer for each shard, which owns a range of the key groups. */
export function partialsCreate(keyGroups: u32, shards: u32): void {
  keyGroupCount = keyGroups
  shardCount = shards
  buffers = allocateZeroed(<usize>shards * offsetof<BlockBuffer>())
  owners = allocateZeroed(<usize>keyGroups << 2)
  for (let group: u32 = 0; group < keyGroups; group++) {
    store<u32>(owners + (<usize>group << 2), shardOf(group, keyGroups, shards))
  }
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

/** The buffer of the last {@link reservePartial}. */
let reserved: BlockBuffer = changetype<BlockBuffer>(0)

/** Room for a partial row of a key with this hash, of so many bytes behind its header; {@link finishPartial} ends it. */
// @ts-ignore: decorator
@inline
export function reservePartial(hash: u64, bytes: u32): usize {
  reserved = shardBuffer(load<u32>(owners + (<usize>keyGroupOf(hash, keyGroupCount) << 2)))
  return bufferReserveRow(reserved, bytes)
}

/** Ends the partial row at `row`, whose bytes but for their number are written, up to `end`. */
// @ts-ignore: decorator
@inline
export function finishPartial(row: usize, end: usize): void {
  bufferFinishRow(reserved, row, end)
}

/** Ends the blocks that a job has written to. */
export function closeJobBlocks(job: u32): void {
  for (let shard: u32 = 0; shard < shardCount; shard++) bufferCloseBlock(shardBuffer(shard), NONE, job)
}

/** Appends the groups of one job to the shards' buffers, and gives back what their aggregates hold. */
export function writePartials(job: ScanJob): void {
  let address = job.local.first
  while (address != 0) {
    const group = changetype<LocalGroup>(address)
    const slots = address + LOCAL_SLOTS
    bufferAppend(
      shardBuffer(load<u32>(owners + (<usize>keyGroupOf(group.hash, keyGroupCount) << 2))),
      job,
      group.hash,
      group.start,
      group.end,
      group.records,
      localKey(job, group),
      group.keyLength,
      slots
    )
    slotsFree(job, slots)
    address = group.next
  }
  closeJobBlocks(job.number)
}

function shardBuffer(shard: u32): BlockBuffer {
  return changetype<BlockBuffer>(buffers + <usize>shard * offsetof<BlockBuffer>())
}
