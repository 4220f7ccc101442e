/**
 * The groups of one job in one chunk: a hash table with open addressing and linear probing over groups in the
 * arena. It is emptied between chunks, so its size is bounded by a chunk's records and it may grow by
 * rehashing.
 *
 *     table   LocalTable
 *     slot    | tag u32 | group u32, 0 = free |         the tag is the part of the hash that is probed by
 *     group   LocalGroup | aggregate slots | key bytes |
 */
import { allocate, release } from '../memory/allocator'
import { arenaAllocate } from './local-arena'
import { JobShape } from './shape'
import { isKeyOf, keySize, writeKey } from './keys'
import { slotsFree, slotsInit } from './slots'

/** What scan keeps of a job: its shape, and the table of its groups in the chunk at hand. */
// @ts-ignore: decorator
@unmanaged
export class ScanJob extends JobShape {
  local: LocalTable
  /** Rows of the chunk that the job has taken. */
  rows: u32
  /** Chunks, this one included, whose rows are handed on one by one (hand-on.ts); 0: this one's are grouped. */
  chunksToHandOn: u32
  /** Least end of an open window that a row of the chunk that was handed on is part of, i64.MAX_VALUE none. */
  earliestEnd: i64
}

/** The table of one job. */
// @ts-ignore: decorator
@unmanaged
export class LocalTable {
  slots: usize
  /** A power of two. */
  capacity: u32
  count: u32
  /** The groups in the order in which they came. */
  first: usize
  last: usize
}

/** A group of one key and pane. */
// @ts-ignore: decorator
@unmanaged
export class LocalGroup {
  hash: u64
  pane: i64
  /** Of aligned windows the pane; of sessions first event and last event + gap. */
  start: i64
  end: i64
  records: u32
  keyLength: u32
  next: usize
}

const SLOT_BYTES: usize = 8
const LEAST_CAPACITY: u32 = 256
/** Spreads panes of one key over the table. */
const PANE_MIX: u64 = 0x9e3779b97f4a7c15
/** Offset of a group's aggregate slots. */
export const LOCAL_SLOTS: usize = (offsetof<LocalGroup>() + 7) & ~7

/** Makes an empty table. */
export function localTableCreate(): LocalTable {
  const table = changetype<LocalTable>(allocate(offsetof<LocalTable>()))
  useSlots(table, LEAST_CAPACITY)
  forget(table)
  return table
}

/**
 * The group of a row's key, whose hash is `hash`, and pane; made, with `start` = `end` = 0 and no records,
 * when there is none yet.
 */
export function localGroup(job: ScanJob, pane: i64, hash: u64, row: u32): LocalGroup {
  const table = job.local
  const tag = groupTag(hash, pane)
  const mask = table.capacity - 1
  const keyOffset = LOCAL_SLOTS + <usize>job.slotsBytes
  let at = tag & mask
  for (;;) {
    const slot = table.slots + <usize>at * SLOT_BYTES
    const address = <usize>load<u32>(slot, 4)
    if (address == 0) break
    if (load<u32>(slot) == tag) {
      const group = changetype<LocalGroup>(address)
      if (group.hash == hash && group.pane == pane && isKeyOf(job, row, address + keyOffset)) return group
    }
    at = (at + 1) & mask
  }
  return addGroup(job, table, table.slots + <usize>at * SLOT_BYTES, tag, pane, hash, row)
}

/** Address of a group’s key bytes. */
export function localKey(job: ScanJob, group: LocalGroup): usize {
  return changetype<usize>(group) + LOCAL_SLOTS + <usize>job.slotsBytes
}

/**
 * Empties the table; the arena is reset by who owns it. A table that one large chunk blew up shrinks again.
 */
export function localTableClear(job: ScanJob): void {
  const table = job.local
  if (table.capacity > LEAST_CAPACITY && table.count < table.capacity >> 4) {
    release(table.slots, <usize>table.capacity * SLOT_BYTES)
    useSlots(table, table.capacity >> 1)
  } else if (table.count > 0) {
    memory.fill(table.slots, 0, <usize>table.capacity * SLOT_BYTES)
  }
  forget(table)
}

/** Empties the table of groups that were not written out, and gives back what their aggregates hold. */
export function localTableDiscard(job: ScanJob): void {
  const table = job.local
  if (table.count == 0) return
  let address = table.first
  while (address != 0) {
    slotsFree(job, address + LOCAL_SLOTS)
    address = changetype<LocalGroup>(address).next
  }
  localTableClear(job)
}

// @ts-ignore: decorator
@inline
function groupTag(hash: u64, pane: i64): u32 {
  const mixed = hash ^ (<u64>pane * PANE_MIX)
  return <u32>(mixed ^ (mixed >> 32))
}

function addGroup(
  job: ScanJob,
  table: LocalTable,
  slot: usize,
  tag: u32,
  pane: i64,
  hash: u64,
  row: u32
): LocalGroup {
  const keyLength = keySize(job, row)
  const address = arenaAllocate(LOCAL_SLOTS + <usize>job.slotsBytes + <usize>keyLength)
  const group = changetype<LocalGroup>(address)
  group.hash = hash
  group.pane = pane
  group.start = 0
  group.end = 0
  group.records = 0
  group.keyLength = keyLength
  group.next = 0
  slotsInit(job, address + LOCAL_SLOTS)
  writeKey(job, row, localKey(job, group))
  store<u32>(slot, tag)
  store<u32>(slot, <u32>address, 4)
  if (table.first == 0) table.first = address
  else changetype<LocalGroup>(table.last).next = address
  table.last = address
  table.count++
  if (table.count > table.capacity >> 1) growSlots(table)
  return group
}

function growSlots(table: LocalTable): void {
  const old = table.slots
  const oldCapacity = table.capacity
  useSlots(table, oldCapacity << 1)
  const mask = table.capacity - 1
  for (let i: u32 = 0; i < oldCapacity; i++) {
    const slot = load<u64>(old + <usize>i * SLOT_BYTES)
    if (slot >> 32 == 0) continue
    let at = <u32>slot & mask
    while (load<u32>(table.slots + <usize>at * SLOT_BYTES, 4) != 0) at = (at + 1) & mask
    store<u64>(table.slots + <usize>at * SLOT_BYTES, slot)
  }
  release(old, <usize>oldCapacity * SLOT_BYTES)
}

function useSlots(table: LocalTable, capacity: u32): void {
  table.capacity = capacity
  table.slots = allocate(<usize>capacity * SLOT_BYTES)
  memory.fill(table.slots, 0, <usize>capacity * SLOT_BYTES)
}

function forget(table: LocalTable): void {
  table.count = 0
  table.first = 0
  table.last = 0
}
