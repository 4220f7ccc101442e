import { equalBytes } from './bytes'
import { allocate, allocateZeroed, release } from './allocator'
import {
  MAX_DEPTH,
  SEGMENT_HEADER,
  directoryAt,
  directoryCreate,
  directoryFree,
  directoryNextSegment,
  directoryPut,
  directorySegment,
  segmentDepth,
  segmentMask
} from './directory'

/**
 * Index of entries by their hash and key: extendible hashing (Fagin et al. 1979), linear probing inside a
 * segment. It grows a segment at a time, so that no insert waits for a rehash of everything.
 *
 *     index    | keyOffset u32 | count u32 | directory (see directory.ts) |
 *     segment  | header (see directory.ts) | slots: (tag u32, entry u32)… |     entry 0 = empty slot
 *     entry    | hash u64 | keyLength u32 | … | key bytes at keyOffset |      owned by the caller
 * tag = the upper half of hash × PHI: its upper bits choose the segment, its lower bits the home slot, so that
 * neither a split nor a removal needs to look at an entry. A segment starts with FIRST_SLOTS slots, doubles to
 * MAX_SLOTS, then splits in two.
 */
const COUNT: usize = 4
const DIRECTORY: usize = 8
const HEADER_SIZE: usize = 16
const SLOT_SIZE: u32 = 8
const FIRST_SLOTS: u32 = 16
const MAX_SLOTS: u32 = 1024
const PHI: u64 = 0x9e3779b97f4a7c15

/** Makes an empty index of entries whose key begins `keyOffset` bytes after the entry's start. */
export function indexCreate(keyOffset: u32): usize {
  const index = allocate(HEADER_SIZE)
  store<u32>(index, keyOffset)
  store<u32>(index, 0, COUNT)
  directoryCreate(index + DIRECTORY, newSegment(FIRST_SLOTS, 0))
  return index
}

/** How many entries the index holds. */
// @ts-ignore: decorator
@inline
export function indexCount(index: usize): u32 {
  return load<u32>(index, COUNT)
}

/** Releases the index, not the entries. */
export function indexFree(index: usize): void {
  directoryFree(index + DIRECTORY, SLOT_SIZE)
  release(index, HEADER_SIZE)
}

/** Finds the entry of a key. @returns its address, 0 when there is none */
export function indexFind(index: usize, hash: u64, key: usize, keyLength: u32): usize {
  const tag = tagOf(hash)
  const segment = directorySegment(index + DIRECTORY, tag)
  const mask = segmentMask(segment)
  const keyOffset = <usize>load<u32>(index)
  let position = tag & mask
  while (true) {
    const slot = slotAt(segment, position)
    const entry = <usize>load<u32>(slot, 4)
    if (!entry) return 0
    if (load<u32>(slot) == tag && load<u64>(entry) == hash && load<u32>(entry, 8) == keyLength) {
      if (equalBytes(entry + keyOffset, key, keyLength)) return entry
    }
    position = (position + 1) & mask
  }
}

/**
 * The first entry whose tag is that of `hash`, hardly ever another than the one that is searched for; 0: the key is not
 * there. No entry is read. A search waits for one read after the other, but searches for several keys do not wait for
 * each other: reading what all will need before the first of them overlaps what the processor's caches do not hold.
 */
export function indexGuess(index: usize, hash: u64): usize {
  const tag = tagOf(hash)
  const segment = directorySegment(index + DIRECTORY, tag)
  const mask = segmentMask(segment)
  let position = tag & mask
  while (true) {
    const slot = load<u64>(slotAt(segment, position))
    if (<u32>slot == tag || slot >> 32 == 0) return <usize>(slot >> 32)
    position = (position + 1) & mask
  }
}

/** Adds an entry whose key is known to be absent. */
export function indexInsert(index: usize, entry: usize): void {
  const directory = index + DIRECTORY
  const tag = tagOf(load<u64>(entry))
  let segment = directorySegment(directory, tag)
  while (isFull(segment)) {
    makeRoom(directory, segment, tag)
    segment = directorySegment(directory, tag)
  }
  insertSlot(segment, tag, <u32>entry)
  store<u32>(index, load<u32>(index, COUNT) + 1, COUNT)
}

/** Puts the entry `to`, of the same key, in the place of the entry `from`, which is there. */
export function indexReplace(index: usize, from: usize, to: usize): void {
  const tag = tagOf(load<u64>(from))
  const segment = directorySegment(index + DIRECTORY, tag)
  const mask = segmentMask(segment)
  let position = tag & mask
  while (load<u32>(slotAt(segment, position), 4) != <u32>from) position = (position + 1) & mask
  store<u32>(slotAt(segment, position), <u32>to, 4)
}

/** Takes an entry out of the index; the entry itself is not released. @returns was it there? */
export function indexRemove(index: usize, entry: usize): bool {
  const tag = tagOf(load<u64>(entry))
  const segment = directorySegment(index + DIRECTORY, tag)
  const mask = segmentMask(segment)
  let position = tag & mask
  while (true) {
    const found = load<u32>(slotAt(segment, position), 4)
    if (!found) return false
    if (found == <u32>entry) break
    position = (position + 1) & mask
  }
  closeGap(segment, mask, position)
  store<u32>(segment, segmentCount(segment) - 1, SEGMENT_COUNT)
  store<u32>(index, load<u32>(index, COUNT) - 1, COUNT)
  return true
}

/**
 * Iterates: the cursor of the next entry after `cursor` (0 to begin), 0 at the end. Each entry is met once, in
 * no order, as long as the index is not changed meanwhile.
 */
export function indexNext(index: usize, cursor: u64): u64 {
  const directory = index + DIRECTORY
  let at = <u32>(cursor >> 32)
  let position = <u32>cursor
  let segment = directoryAt(directory, at)
  while (segment) {
    const slots = segmentMask(segment) + 1
    for (; position < slots; position++) {
      if (load<u32>(slotAt(segment, position), 4)) return (<u64>at << 32) | <u64>(position + 1)
    }
    at = directoryNextSegment(directory, at)
    position = 0
    segment = directoryAt(directory, at)
  }
  return 0
}

/** The entry under a cursor that `indexNext` gave. */
export function indexEntry(index: usize, cursor: u64): usize {
  const segment = directoryAt(index + DIRECTORY, <u32>(cursor >> 32))
  return <usize>load<u32>(slotAt(segment, <u32>cursor - 1), 4)
}

/** Count of entries in a segment: the word of its header that is left to the segment's owner. */
const SEGMENT_COUNT: usize = 8

// @ts-ignore: decorator
@inline
function segmentCount(segment: usize): u32 {
  return load<u32>(segment, SEGMENT_COUNT)
}

// @ts-ignore: decorator
@inline
function tagOf(hash: u64): u32 {
  return <u32>((hash * PHI) >> 32)
}

// @ts-ignore: decorator
@inline
function slotAt(segment: usize, position: u32): usize {
  return segment + SEGMENT_HEADER + <usize>(position * SLOT_SIZE)
}

/** Three quarters of the slots at most are used. */
// @ts-ignore: decorator
@inline
function isFull(segment: usize): bool {
  const slots = segmentMask(segment) + 1
  return segmentCount(segment) >= slots - (slots >> 2)
}

function newSegment(slots: u32, depth: u32): usize {
  const segment = allocateZeroed(SEGMENT_HEADER + <usize>(slots * SLOT_SIZE))
  store<u32>(segment, slots - 1)
  store<u32>(segment, depth, 4)
  return segment
}

// @ts-ignore: decorator
@inline
function insertSlot(segment: usize, tag: u32, entry: u32): void {
  const mask = segmentMask(segment)
  let position = tag & mask
  while (load<u32>(slotAt(segment, position), 4)) position = (position + 1) & mask
  const slot = slotAt(segment, position)
  store<u32>(slot, tag)
  store<u32>(slot, entry, 4)
  store<u32>(segment, segmentCount(segment) + 1, SEGMENT_COUNT)
}

/** Replaces a full segment by one twice as large or, when it has its full size, by two. */
function makeRoom(directory: usize, segment: usize, tag: u32): void {
  const slots = segmentMask(segment) + 1
  const depth = segmentDepth(segment)
  // Beyond MAX_DEPTH only keys with the same tag are left together: no split would part them.
  const splits = slots >= MAX_SLOTS && depth < MAX_DEPTH
  const left = newSegment(splits ? slots : slots << 1, splits ? depth + 1 : depth)
  const right = splits ? newSegment(slots, depth + 1) : left
  for (let position: u32 = 0; position < slots; position++) {
    const slot = slotAt(segment, position)
    const entry = load<u32>(slot, 4)
    if (!entry) continue
    const entryTag = load<u32>(slot)
    insertSlot((entryTag >> (31 - depth)) & 1 ? right : left, entryTag, entry)
  }
  directoryPut(directory, tag, depth, left, right)
  release(segment, SEGMENT_HEADER + <usize>(slots * SLOT_SIZE))
}

/** Backward-shift deletion (Knuth, vol. 3, 6.4, algorithm R): empties a slot without leaving a tombstone. */
function closeGap(segment: usize, mask: u32, removed: u32): void {
  let gap = removed
  let position = removed
  while (true) {
    position = (position + 1) & mask
    const slot = slotAt(segment, position)
    if (!load<u32>(slot, 4)) break
    const home = load<u32>(slot) & mask
    // An entry may move back only as far as its home.
    if (((position - home) & mask) >= ((position - gap) & mask)) {
      store<u64>(slotAt(segment, gap), load<u64>(slot))
      gap = position
    }
  }
  store<u64>(slotAt(segment, gap), 0)
}
