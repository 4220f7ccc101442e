import { allocate, release } from './allocator'

/**
 * Min-heap of (key i64, payload u32) in pages: 4-ary, so that the four children of an item share a cache line.
 * It grows a page at a time; only the directory of pages is ever copied.
 *
 *     heap       | size u32 | pages u32 | directory u32 | capacity u32 (pages that the directory has room for) |
 *     directory  u32[capacity], addresses of pages
 *     page       64 KiB, items of 16 bytes: | key i64 | payload u32 | - u32 |
 * The root is item ROOT, so the children of item i are 4(i - 2) … 4(i - 2) + 3: four that start at a multiple of 4.
 */
const PAGES: usize = 4
const DIRECTORY: usize = 8
const CAPACITY: usize = 12
const HEADER_SIZE: usize = 16
const PAGE_SIZE: usize = 65536
const ITEMS_SHIFT: u32 = 12
const ITEMS_MASK: u32 = 4095
const ROOT: u32 = 3
const FIRST_CAPACITY: u32 = 4

/** Makes an empty heap. */
export function heapCreate(): usize {
  const heap = allocate(HEADER_SIZE)
  store<u64>(heap, 0)
  store<u32>(heap, <u32>allocate(<usize>FIRST_CAPACITY << 2), DIRECTORY)
  store<u32>(heap, FIRST_CAPACITY, CAPACITY)
  return heap
}

/** Releases the heap. */
export function heapFree(heap: usize): void {
  const pages = load<u32>(heap, PAGES)
  const directory = <usize>load<u32>(heap, DIRECTORY)
  for (let i: u32 = 0; i < pages; i++) release(<usize>load<u32>(directory + (<usize>i << 2)), PAGE_SIZE)
  release(directory, <usize>load<u32>(heap, CAPACITY) << 2)
  release(heap, HEADER_SIZE)
}

/** How many items the heap holds. */
// @ts-ignore: decorator
@inline
export function heapSize(heap: usize): u32 {
  return load<u32>(heap)
}

/** The least key; the heap must not be empty. */
// @ts-ignore: decorator
@inline
export function heapPeekKey(heap: usize): i64 {
  return load<i64>(itemAt(heap, ROOT))
}

/** The payload of an item with the least key; the heap must not be empty. */
// @ts-ignore: decorator
@inline
export function heapPeekPayload(heap: usize): u32 {
  return load<u32>(itemAt(heap, ROOT), 8)
}

/** The payload of the item at `position`, 0 to heapSize - 1: all items are there, in the order in which they lie. */
// @ts-ignore: decorator
@inline
export function heapPayloadAt(heap: usize, position: u32): u32 {
  return load<u32>(itemAt(heap, ROOT + position), 8)
}

/** Adds an item. */
export function heapPush(heap: usize, key: i64, payload: u32): void {
  const size = load<u32>(heap)
  let at = ROOT + size
  if (at >> ITEMS_SHIFT >= load<u32>(heap, PAGES)) addPage(heap)
  store<u32>(heap, size + 1)
  while (at > ROOT) {
    const parent = (at >> 2) + 2
    const item = itemAt(heap, parent)
    if (load<i64>(item) <= key) break
    moveItem(item, itemAt(heap, at))
    at = parent
  }
  putItem(itemAt(heap, at), key, payload)
}

/** Takes out an item with the least key; the heap must not be empty. Pages that fall empty are released but one. */
export function heapPop(heap: usize): void {
  const size = load<u32>(heap) - 1
  store<u32>(heap, size)
  if (size) {
    const last = itemAt(heap, ROOT + size)
    siftDown(heap, load<i64>(last), load<u32>(last, 8))
  }
  if (((ROOT + size) >> ITEMS_SHIFT) + 2 < load<u32>(heap, PAGES)) dropPage(heap)
}

/** Puts another item in the place of the one with the least key: a pop and a push at the price of one. */
export function heapReplaceTop(heap: usize, key: i64, payload: u32): void {
  siftDown(heap, key, payload)
}

function siftDown(heap: usize, key: i64, payload: u32): void {
  const end = ROOT + load<u32>(heap)
  let at = ROOT
  while (true) {
    const first = (at - 2) << 2
    if (first >= end) break
    const child = leastChild(heap, first, min(first + 4, end))
    const item = itemAt(heap, child)
    if (load<i64>(item) >= key) break
    moveItem(item, itemAt(heap, at))
    at = child
  }
  putItem(itemAt(heap, at), key, payload)
}

// @ts-ignore: decorator
@inline
function leastChild(heap: usize, first: u32, end: u32): u32 {
  // Siblings never straddle a page, for a page holds a multiple of four items.
  const siblings = itemAt(heap, first)
  let least = first
  let leastKey = load<i64>(siblings)
  for (let child = first + 1; child < end; child++) {
    const key = load<i64>(siblings + (<usize>(child - first) << 4))
    if (key < leastKey) {
      leastKey = key
      least = child
    }
  }
  return least
}

// @ts-ignore: decorator
@inline
function itemAt(heap: usize, index: u32): usize {
  const page = load<u32>(<usize>load<u32>(heap, DIRECTORY) + (<usize>(index >> ITEMS_SHIFT) << 2))
  return <usize>page + (<usize>(index & ITEMS_MASK) << 4)
}

// @ts-ignore: decorator
@inline
function putItem(item: usize, key: i64, payload: u32): void {
  store<i64>(item, key)
  store<u32>(item, payload, 8)
}

// @ts-ignore: decorator
@inline
function moveItem(from: usize, to: usize): void {
  v128.store(to, v128.load(from))
}

function addPage(heap: usize): void {
  const pages = load<u32>(heap, PAGES)
  const capacity = load<u32>(heap, CAPACITY)
  const page = allocate(PAGE_SIZE)
  if (pages == capacity) {
    const old = <usize>load<u32>(heap, DIRECTORY)
    const directory = allocate(<usize>capacity << 3)
    memory.copy(directory, old, <usize>capacity << 2)
    release(old, <usize>capacity << 2)
    store<u32>(heap, <u32>directory, DIRECTORY)
    store<u32>(heap, capacity << 1, CAPACITY)
  }
  store<u32>(<usize>load<u32>(heap, DIRECTORY) + (<usize>pages << 2), <u32>page)
  store<u32>(heap, pages + 1, PAGES)
}

function dropPage(heap: usize): void {
  const pages = load<u32>(heap, PAGES) - 1
  release(<usize>load<u32>(<usize>load<u32>(heap, DIRECTORY) + (<usize>pages << 2)), PAGE_SIZE)
  store<u32>(heap, pages, PAGES)
}
