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
import { hashU64 } from './hash'

/**
 * Multiset of 64-bit values: value -> count, extendible hashing like hash-index.ts, with the values in the slots.
 *
 *     map      | distinct u32 | - u32 | directory (see directory.ts) |
 *     segment  | header (see directory.ts) | slots: (value i64, count u64)… |    count 0 = empty slot
 */
const DIRECTORY: usize = 8
const HEADER_SIZE: usize = 16
/** Bytes of a pair (value i64, count u64). */
export const VALUE_PAIR_SIZE: usize = 16
const SLOT_SIZE: u32 = 16
const FIRST_SLOTS: u32 = 4
const MAX_SLOTS: u32 = 1024
/** Count of values in a segment: the word of its header that is left to the segment's owner. */
const SEGMENT_COUNT: usize = 8

/** Makes an empty map. */
export function valueMapCreate(): usize {
  const map = allocate(HEADER_SIZE)
  store<u64>(map, 0)
  directoryCreate(map + DIRECTORY, newSegment(FIRST_SLOTS, 0))
  return map
}

/** Releases the map. */
export function valueMapFree(map: usize): void {
  directoryFree(map + DIRECTORY, SLOT_SIZE)
  release(map, HEADER_SIZE)
}

/** How many different values the map holds. */
// @ts-ignore: decorator
@inline
export function valueMapCount(map: usize): u32 {
  return load<u32>(map)
}

/** Adds `count` (> 0) occurrences of a value. */
export function valueMapAdd(map: usize, value: i64, count: u64): void {
  const tag = tagOf(value)
  const directory = map + DIRECTORY
  let segment = directorySegment(directory, tag)
  let slot = findSlot(segment, tag, value)
  const before = load<u64>(slot, 8)
  store<u64>(slot, before + count, 8)
  if (before) return
  store<i64>(slot, value)
  store<u32>(map, load<u32>(map) + 1)
  const used = load<u32>(segment, SEGMENT_COUNT) + 1
  store<u32>(segment, used, SEGMENT_COUNT)
  // One slot at least stays empty, where a search ends.
  while (isFull(segment)) {
    makeRoom(directory, segment, tag)
    segment = directorySegment(directory, tag)
  }
}

/**
 * Iterates: the cursor of the next value after `cursor` (0 to begin), 0 at the end. Each value is met once, in no
 * order, as long as the map is not changed meanwhile.
 */
export function valueMapNext(map: usize, cursor: u64): u64 {
  const directory = map + DIRECTORY
  let at = <u32>(cursor >> 32)
  let position = <u32>cursor
  let segment = directoryAt(directory, at)
  while (segment) {
    const slots = segmentMask(segment) + 1
    for (; position < slots; position++) {
      if (load<u64>(slotAt(segment, position), 8)) return (<u64>at << 32) | <u64>(position + 1)
    }
    at = directoryNextSegment(directory, at)
    position = 0
    segment = directoryAt(directory, at)
  }
  return 0
}

/** The address of the pair (value i64, count u64) under a cursor that `valueMapNext` gave. */
export function valueMapPair(map: usize, cursor: u64): usize {
  return slotAt(directoryAt(map + DIRECTORY, <u32>(cursor >> 32)), <u32>cursor - 1)
}

/**
 * Iterates by segments, the fast way: the segment at place `at` (0 to begin), 0 at the end; its pairs lie from
 * `segmentBegin` to `segmentEnd`, VALUE_PAIR_SIZE apart, those with count 0 being empty.
 */
// @ts-ignore: decorator
@inline
export function valueMapSegment(map: usize, at: u32): usize {
  return directoryAt(map + DIRECTORY, at)
}

/** The place of the next segment after the one at `at`. */
// @ts-ignore: decorator
@inline
export function valueMapNextSegment(map: usize, at: u32): u32 {
  return directoryNextSegment(map + DIRECTORY, at)
}

/** Where the pairs of a segment begin. */
// @ts-ignore: decorator
@inline
export function segmentBegin(segment: usize): usize {
  return slotAt(segment, 0)
}

/** One past them. */
// @ts-ignore: decorator
@inline
export function segmentEnd(segment: usize): usize {
  return slotAt(segment, segmentMask(segment) + 1)
}

// @ts-ignore: decorator
@inline
function tagOf(value: i64): u32 {
  return <u32>(hashU64(<u64>value, 0) >> 32)
}

// @ts-ignore: decorator
@inline
function slotAt(segment: usize, position: u32): usize {
  return segment + SEGMENT_HEADER + <usize>(position * SLOT_SIZE)
}

// @ts-ignore: decorator
@inline
function isFull(segment: usize): bool {
  const slots = segmentMask(segment) + 1
  return load<u32>(segment, SEGMENT_COUNT) > slots - (slots >> 2)
}

/** The slot of a value or, when it is absent, the empty one where it goes. */
// @ts-ignore: decorator
@inline
function findSlot(segment: usize, tag: u32, value: i64): usize {
  const mask = segmentMask(segment)
  let position = tag & mask
  let slot = slotAt(segment, position)
  while (load<u64>(slot, 8) != 0 && load<i64>(slot) != value) {
    position = (position + 1) & mask
    slot = slotAt(segment, position)
  }
  return slot
}

function newSegment(slots: u32, depth: u32): usize {
  const segment = allocateZeroed(SEGMENT_HEADER + <usize>(slots * SLOT_SIZE))
  store<u32>(segment, slots - 1)
  store<u32>(segment, depth, 4)
  return segment
}

/** Replaces a full segment by one twice as large or, when it has its full size, by two. */
function makeRoom(directory: usize, segment: usize, tag: u32): void {
  const slots = segmentMask(segment) + 1
  const depth = segmentDepth(segment)
  const splits = slots >= MAX_SLOTS && depth < MAX_DEPTH
  const left = newSegment(splits ? slots : slots << 1, splits ? depth + 1 : depth)
  const right = splits ? newSegment(slots, depth + 1) : left
  for (let position: u32 = 0; position < slots; position++) {
    const pair = slotAt(segment, position)
    if (load<u64>(pair, 8)) movePair(pair, left, right, 31 - depth)
  }
  directoryPut(directory, tag, depth, left, right)
  release(segment, SEGMENT_HEADER + <usize>(slots * SLOT_SIZE))
}

function movePair(pair: usize, left: usize, right: usize, tagBit: u32): void {
  const value = load<i64>(pair)
  const tag = tagOf(value)
  const segment = (tag >> tagBit) & 1 ? right : left
  const slot = findSlot(segment, tag, value)
  store<i64>(slot, value)
  store<u64>(slot, load<u64>(pair, 8), 8)
  store<u32>(segment, load<u32>(segment, SEGMENT_COUNT) + 1, SEGMENT_COUNT)
}
