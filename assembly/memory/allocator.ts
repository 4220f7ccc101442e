import { pagesAllocate, pagesFor, pagesRelease, setPageLimit } from './pages'

/**
 * General allocator. Blocks of up to 64 KiB come from size classes, four to a doubling, each with a free list
 * and slabs of 64 KiB to 1 MiB that are carved as needed; larger blocks are runs of whole pages.
 *
 *     state   | live u64 | - u64 | class[44] |
 *     class   | free u32 (first free block, 0 = none) | carve u32 | carveEnd u32 | slabPages u32 (of the last slab) |
 *     a free block holds the address of the next one
 * Blocks carry no header: who releases one says its size.
 */
const STATE: usize = memory.data(16 + 44 * 16, 16)
const CLASSES: usize = 16
const LARGEST_CLASS: usize = 65536
const MAX_SLAB_PAGES: u32 = 16

/** Most pages of 64 KiB that the memory may grow to, at most 65,535. */
export function setMemoryLimit(pages: i32): void {
  setPageLimit(<u32>pages)
}

/** Live bytes: what is allocated and not released, each block rounded up to its class. */
export function allocatedBytes(): f64 {
  return <f64>liveBytes()
}

/** The same as an integer. */
// @ts-ignore: decorator
@inline
export function liveBytes(): u64 {
  return load<u64>(STATE)
}

/**
 * Allocates `size` bytes, 16-byte aligned, not cleared.
 * At the memory limit it calls `fail(FAIL_OUT_OF_MEMORY, currentJob)`.
 */
export function allocate(size: usize): usize {
  if (size > LARGEST_CLASS) {
    const pages = pagesFor(size)
    store<u64>(STATE, load<u64>(STATE) + (<u64>pages << 16))
    return pagesAllocate(pages)
  }
  const cls = sizeClass(size)
  store<u64>(STATE, load<u64>(STATE) + classSize(cls))
  const state = STATE + CLASSES + (<usize>cls << 4)
  const block = <usize>load<u32>(state)
  if (!block) return carve(state, classSize(cls))
  store<u32>(state, load<u32>(block))
  return block
}

/** Allocates `size` bytes, cleared. */
export function allocateZeroed(size: usize): usize {
  const block = allocate(size)
  memory.fill(block, 0, size)
  return block
}

/** Releases the block at `ptr`, for which `size` bytes were asked. A null pointer is ignored. */
export function release(ptr: usize, size: usize): void {
  if (!ptr) return
  if (size > LARGEST_CLASS) {
    const pages = pagesFor(size)
    store<u64>(STATE, load<u64>(STATE) - (<u64>pages << 16))
    pagesRelease(ptr, pages)
    return
  }
  const cls = sizeClass(size)
  store<u64>(STATE, load<u64>(STATE) - classSize(cls))
  const state = STATE + CLASSES + (<usize>cls << 4)
  store<u32>(ptr, load<u32>(state))
  store<u32>(state, <u32>ptr)
}

/** Moves a block to one of `newSize` bytes, unless its class has room; the lesser of both sizes is kept. */
export function reallocate(ptr: usize, oldSize: usize, newSize: usize): usize {
  if (ptr != 0 && roundedSize(oldSize) == roundedSize(newSize)) return ptr
  const block = allocate(newSize)
  if (ptr) {
    memory.copy(block, ptr, min(oldSize, newSize))
    release(ptr, oldSize)
  }
  return block
}

/** What a block of `size` bytes takes. */
export function roundedSize(size: usize): usize {
  return size > LARGEST_CLASS ? <usize>pagesFor(size) << 16 : classSize(sizeClass(size))
}

/** 16, 32, 48, 64, then 80, 96, 112, 128, 160, … 65536. */
// @ts-ignore: decorator
@inline
function sizeClass(size: usize): u32 {
  if (size <= 64) return <u32>((max<usize>(size, 1) - 1) >> 4)
  const last = <u32>size - 1
  const k = 31 - clz(last)
  return ((k - 5) << 2) + ((last >> (k - 2)) & 3)
}

// @ts-ignore: decorator
@inline
function classSize(cls: u32): u32 {
  return cls < 4 ? (cls + 1) << 4 : (5 + (cls & 3)) << (3 + (cls >> 2))
}

/** Cuts a block off the class's slab, which is replaced by a new one, twice as large, when it is used up. */
function carve(state: usize, size: u32): usize {
  let block = <usize>load<u32>(state, 4)
  if (load<u32>(state, 8) - <u32>block < size) {
    const pages = slabPages(load<u32>(state, 12), size)
    block = pagesAllocate(pages)
    store<u32>(state, <u32>(block + (<usize>pages << 16)), 8)
    store<u32>(state, pages, 12)
  }
  store<u32>(state, <u32>block + size, 4)
  return block
}

/** Length of the slab after one of `previous` pages: doubled, and so that no more than 1/8 of it is lost. */
function slabPages(previous: u32, size: u32): u32 {
  let pages = previous ? min(previous << 1, MAX_SLAB_PAGES) : 1
  while ((pages << 16) % size > pages << 13) pages++
  return pages
}
