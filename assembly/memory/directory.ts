import { allocate, release } from './allocator'

/**
 * Directory of an extendible hash table: 2^depth pointers to segments, chosen by the upper `depth` bits of a
 * 32-bit tag. A segment of local depth l is pointed to by 2^(depth - l) neighbouring places.
 *
 *     directory (inside its owner)  | depth u32 | places u32 |
 *                                   depth 0: `places` is the one segment itself; else the address of u32[2^depth]
 *     segment                       | mask u32 (slots - 1) | depth u32 | owner's word u32 | - u32 | slots… |
 */
export const SEGMENT_HEADER: usize = 16
/** Tag bits that may choose a segment; the others choose a slot in it. */
export const MAX_DEPTH: u32 = 20

/** Slots of a segment - 1. */
// @ts-ignore: decorator
@inline
export function segmentMask(segment: usize): u32 {
  return load<u32>(segment)
}

/** Local depth of a segment. */
// @ts-ignore: decorator
@inline
export function segmentDepth(segment: usize): u32 {
  return load<u32>(segment, 4)
}

/** Starts a directory with one segment of depth 0. */
// @ts-ignore: decorator
@inline
export function directoryCreate(directory: usize, segment: usize): void {
  store<u32>(directory, 0)
  store<u32>(directory, <u32>segment, 4)
}

/** The segment of a tag. */
// @ts-ignore: decorator
@inline
export function directorySegment(directory: usize, tag: u32): usize {
  const depth = load<u32>(directory)
  const places = <usize>load<u32>(directory, 4)
  if (!depth) return places
  return <usize>load<u32>(places + (<usize>(tag >> (32 - depth)) << 2))
}

/** The segment at place `at`, 0 past the last one. */
// @ts-ignore: decorator
@inline
export function directoryAt(directory: usize, at: u32): usize {
  const depth = load<u32>(directory)
  if (at >= <u32>1 << depth) return 0
  const places = <usize>load<u32>(directory, 4)
  return depth ? <usize>load<u32>(places + (<usize>at << 2)) : places
}

/** The first place after `at` of another segment. */
// @ts-ignore: decorator
@inline
export function directoryNextSegment(directory: usize, at: u32): u32 {
  return at + ((<u32>1) << (load<u32>(directory) - segmentDepth(directoryAt(directory, at))))
}

/**
 * Puts `left` and `right` in place of the segment of local depth `depth` that holds `tag`; `left` and `right` are
 * the same segment when it was not split. The directory doubles when the split is deeper than it.
 */
export function directoryPut(directory: usize, tag: u32, depth: u32, left: usize, right: usize): void {
  if (left != right && load<u32>(directory) == depth) doublePlaces(directory)
  const globalDepth = load<u32>(directory)
  if (!globalDepth) {
    store<u32>(directory, <u32>left, 4)
    return
  }
  const span = <u32>1 << (globalDepth - depth)
  const first = (tag >> (32 - globalDepth)) & ~(span - 1)
  const places = <usize>load<u32>(directory, 4) + (<usize>first << 2)
  for (let i: u32 = 0; i < span; i++) {
    store<u32>(places + (<usize>i << 2), <u32>(i < span >> 1 ? left : right))
  }
}

/** Releases the places and every segment, whose slots are of `slotSize` bytes. */
export function directoryFree(directory: usize, slotSize: u32): void {
  const places = <u32>1 << load<u32>(directory)
  let at: u32 = 0
  while (at < places) {
    const segment = directoryAt(directory, at)
    at = directoryNextSegment(directory, at)
    release(segment, SEGMENT_HEADER + <usize>((segmentMask(segment) + 1) * slotSize))
  }
  if (places > 1) release(<usize>load<u32>(directory, 4), <usize>places << 2)
}

function doublePlaces(directory: usize): void {
  const depth = load<u32>(directory)
  const old = <usize>load<u32>(directory, 4)
  const count = <usize>1 << depth
  const places = allocate(count << 3)
  for (let i: usize = 0; i < count; i++) {
    const segment = depth ? load<u32>(old + (i << 2)) : <u32>old
    store<u64>(places + (i << 3), (<u64>segment << 32) | segment)
  }
  if (depth) release(old, count << 2)
  store<u32>(directory, depth + 1)
  store<u32>(directory, <u32>places, 4)
}
