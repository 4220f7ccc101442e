import { FAIL_OUT_OF_MEMORY, currentJob, fail } from './failure'

/**
 * Runs of whole 64 KiB pages: what slabs and large blocks are made of. Free runs are coalesced with their
 * neighbours at once, so a run is always as long as it can be.
 *
 * All bookkeeping lies in linear memory, none in WebAssembly globals: a copy of the memory is a whole snapshot.
 *
 *     state        | firstPage u32 | endPage u32 | limit u32 | - | nonEmpty u64 (bit per class) | heads u32[64] |
 *     tags         u16[65536], one a page, after the static data:
 *                  a free run holds its length at its first and its last page; every other page holds 0
 *     free run     | next u32 | previous u32 | pages u32 |   (addresses of runs, 0 = none)
 */
const STATE: usize = memory.data(24 + 64 * 4, 16)
const END_PAGE: usize = 4
const LIMIT: usize = 8
const NON_EMPTY: usize = 16
const HEADS: usize = 24
const TAGS_SIZE: usize = 65536 * 2
/** The last page stays unused, so that the end of a block never wraps around to address 0. */
const MAX_PAGES: u32 = 65535
const MIN_GROWTH_PAGES: u32 = 16
/** How many runs of the asked class are tried for a fit before one of a larger class is split. */
const MAX_TRIES: i32 = 64

/** Pages for `bytes` bytes. */
// @ts-ignore: decorator
@inline
export function pagesFor(bytes: usize): u32 {
  return <u32>((<u64>bytes + 65535) >> 16)
}

/** Sets the most pages that the memory may have (those below the heap included). */
export function setPageLimit(pages: u32): void {
  store<u32>(STATE, min(pages, MAX_PAGES), LIMIT)
}

/** Allocates a run of `count` pages. @returns its address; fails with FAIL_OUT_OF_MEMORY at the limit */
export function pagesAllocate(count: u32): usize {
  let run = takeRun(count)
  if (!run) {
    growMemory(count)
    run = takeRun(count)
  }
  return run
}

/** Gives back the run of `count` pages at `run`. */
export function pagesRelease(run: usize, count: u32): void {
  let page = <u32>(run >>> 16)
  let pages = count
  const before = page > load<u32>(STATE) ? tag(page - 1) : 0
  if (before) {
    unlinkRun(<usize>(page - before) << 16)
    page -= before
    pages += before
  }
  const next = page + pages
  const after = next < load<u32>(STATE, END_PAGE) ? tag(next) : 0
  if (after) {
    unlinkRun(<usize>next << 16)
    pages += after
  }
  linkRun(page, pages)
}

// @ts-ignore: decorator
@inline
function tagAddress(page: u32): usize {
  return ((__heap_base + 15) & ~15) + (<usize>page << 1)
}

// @ts-ignore: decorator
@inline
function tag(page: u32): u32 {
  return load<u16>(tagAddress(page))
}

/** Classes of run lengths, four to a doubling: the class whose least length is the greatest <= pages. */
function runClass(pages: u32): u32 {
  if (pages < 4) return pages - 1
  const k = 31 - clz(pages)
  return 4 * (k - 2) + ((pages >> (k - 2)) & 3) + 3
}

function linkRun(page: u32, pages: u32): void {
  const run = <usize>page << 16
  const cls = runClass(pages)
  const head = STATE + HEADS + (<usize>cls << 2)
  const next = <usize>load<u32>(head)
  store<u32>(run, <u32>next)
  store<u32>(run, 0, 4)
  store<u32>(run, pages, 8)
  if (next) store<u32>(next, <u32>run, 4)
  store<u32>(head, <u32>run)
  store<u64>(STATE, load<u64>(STATE, NON_EMPTY) | (<u64>1 << cls), NON_EMPTY)
  store<u16>(tagAddress(page), <u16>pages)
  store<u16>(tagAddress(page + pages - 1), <u16>pages)
}

function unlinkRun(run: usize): void {
  const next = <usize>load<u32>(run)
  const previous = <usize>load<u32>(run, 4)
  const pages = load<u32>(run, 8)
  if (next) store<u32>(next, <u32>previous, 4)
  if (previous) {
    store<u32>(previous, <u32>next)
  } else {
    const cls = runClass(pages)
    store<u32>(STATE + HEADS + (<usize>cls << 2), <u32>next)
    if (!next) store<u64>(STATE, load<u64>(STATE, NON_EMPTY) & ~(<u64>1 << cls), NON_EMPTY)
  }
  const page = <u32>(run >>> 16)
  store<u16>(tagAddress(page), 0)
  store<u16>(tagAddress(page + pages - 1), 0)
}

/** Finds a free run of at least `count` pages: a fit in the same class, else the head of a larger class. */
function findRun(count: u32): usize {
  const cls = runClass(count)
  let run = <usize>load<u32>(STATE + HEADS + (<usize>cls << 2))
  for (let tries = 0; run != 0 && tries < MAX_TRIES; tries++) {
    if (load<u32>(run, 8) >= count) return run
    run = <usize>load<u32>(run)
  }
  const larger = load<u64>(STATE, NON_EMPTY) & (<u64>-2 << cls)
  return larger ? <usize>load<u32>(STATE + HEADS + (<usize>ctz(larger) << 2)) : 0
}

function takeRun(count: u32): usize {
  const run = findRun(count)
  if (!run) return 0
  const pages = load<u32>(run, 8)
  unlinkRun(run)
  if (pages > count) linkRun(<u32>(run >>> 16) + count, pages - count)
  return run
}

/** Adds pages to the heap so that a run of `count` exists: in big steps, for each one detaches the host's views. */
function growMemory(count: u32): void {
  if (!load<u32>(STATE)) startHeap()
  const end = load<u32>(STATE, END_PAGE)
  const tail = end > load<u32>(STATE) ? tag(end - 1) : 0
  const least = count - min(tail, count)
  const size = <u32>memory.size()
  // Pages that the host has added itself (to restore a snapshot) are taken first.
  if (size < end + least) growBy(end + least - size)
  const grown = min(<u32>memory.size(), MAX_PAGES) - end
  store<u32>(STATE, end + grown, END_PAGE)
  if (grown) pagesRelease(<usize>end << 16, grown)
}

function growBy(least: u32): void {
  const size = <u32>memory.size()
  const limit = load<u32>(STATE, LIMIT)
  const available = limit > size ? limit - size : 0
  if (least > available) fail(FAIL_OUT_OF_MEMORY, currentJob)
  const step = min(max(max(least, size >> 3), MIN_GROWTH_PAGES), available)
  if (memory.grow(step) >= 0) return
  if (memory.grow(least) < 0) fail(FAIL_OUT_OF_MEMORY, currentJob)
}

function startHeap(): void {
  if (!load<u32>(STATE, LIMIT)) setPageLimit(MAX_PAGES)
  const first = pagesFor(tagAddress(0) + TAGS_SIZE)
  if (<u32>memory.size() < first) growBy(first - <u32>memory.size())
  store<u32>(STATE, first)
  store<u32>(STATE, first, END_PAGE)
}
