/** What scan hands to merge: the partial rows of a chunk (partial-row.ts), a buffer for each shard. */
import { NONE } from '../contract'
import { allocateZeroed } from '../memory/allocator'
import { BlockBuffer, bufferAppend, bufferCloseBlock, bufferReset } from './block-buffer'
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
  for (let shard: u32 = 0; shard < shardCount; shard++) bufferCloseBlock(shardBuffer(shard), NONE, job.number)
}

function shardBuffer(shard: u32): BlockBuffer {
  return changetype<BlockBuffer>(buffers + <usize>shard * offsetof<BlockBuffer>())
}
