/**
 * Merge for tumbling and hopping windows: the open windows of one job, each with the groups of its keys.
 *
 *     state    AlignedWindows
 *     list     capacity × | window u32 |, the open ones at [head, head + count), by ascending start
 *     window   Window
 *     group    | hash u64 | keyLength u32 | next group u32 | aggregate slots | key bytes |
 *
 * Windows of a job are few and come and go at the ends of the list: a sorted array is map, queue and clock in
 * one.
 */
import { allocate, release } from '../memory/allocator'
import { indexCreate, indexFind, indexFree, indexInsert } from '../memory/hash-index'
import { emitGroup, FinishedGroup } from '../output/groups'
import { firstOpenStart, isInWindow, lastWindowStart, isClosed } from './aligned-times'
import { JobState } from './job-state'
import { lateAdd, lateFlush } from './late-groups'
import {
  partialAggregates,
  partialHash,
  partialKey,
  partialKeyLength,
  partialRecords,
  partialStart
} from './partials'
import { slotsFree, slotsInit, slotsMergePartial } from './slots'
import { Walk } from './walk'

// @ts-ignore: decorator
@unmanaged
class AlignedWindows {
  list: usize
  capacity: u32
  head: u32
  count: u32
  /** Slots that the partials of late rows are read into, to get past them. */
  discarded: usize
}

// @ts-ignore: decorator
@unmanaged
class Window {
  start: i64
  end: i64
  index: usize
  /** The groups in the order in which they came. */
  first: usize
  last: usize
}

const GROUP_KEY_LENGTH: usize = 8
const GROUP_NEXT: usize = 12
const GROUP_SLOTS: usize = 16
const FIRST_CAPACITY: u32 = 16

const finished = changetype<FinishedGroup>(memory.data(offsetof<FinishedGroup>(), 16))

export function alignedCreate(state: JobState): void {
  const windows = changetype<AlignedWindows>(allocate(offsetof<AlignedWindows>()))
  windows.capacity = FIRST_CAPACITY
  windows.list = allocate(<usize>FIRST_CAPACITY << 2)
  windows.head = 0
  windows.count = 0
  windows.discarded = allocate(max<usize>(state.slotsBytes, 8))
  state.windows = changetype<usize>(windows)
}

/**
 * Folds a partial row into every window of its pane that is not closed; when there is none its records are
 * late. Returns one past the row.
 */
export function alignedMerge(state: JobState, row: usize, watermark: i64): usize {
  const pane = partialStart(row)
  const last = lastWindowStart(state, pane)
  let start = firstOpenStart(state, pane, watermark)
  if (start > last) {
    if (isInWindow(state, pane)) {
      state.lateRecords += partialRecords(row)
      lateAdd(state, last, last + state.size, row)
    }
    return discard(state, row)
  }
  let end: usize = 0
  for (; start <= last; start += state.slide) {
    const slots = findGroup(state, findWindow(state, start), row) + GROUP_SLOTS
    end = slotsMergePartial(state, slots, partialAggregates(row))
  }
  return end
}

/** Takes back a row of a snapshot: a group of the window that begins when the row does. */
export function alignedRestore(state: JobState, row: usize): void {
  const group = findGroup(state, findWindow(state, partialStart(row)), row)
  slotsMergePartial(state, group + GROUP_SLOTS, partialAggregates(row))
}

/** Steps to the next group: window by window, those of one in the order in which they came. */
export function alignedNext(state: JobState, walk: Walk): bool {
  const windows = openWindows(state)
  let group = walk.group
  while (group == 0) {
    if (walk.position == windows.count) return false
    const window = windowAt(windows, walk.position++)
    walk.start = window.start
    walk.end = window.end
    group = window.first
  }
  walk.hash = load<u64>(group)
  walk.records = 0
  walk.keyLength = load<u32>(group, GROUP_KEY_LENGTH)
  walk.key = groupKey(state, group)
  walk.slots = group + GROUP_SLOTS
  walk.group = <usize>load<u32>(group, GROUP_NEXT)
  return true
}

/** Ends an epoch: writes and forgets every window that the watermark has passed, by ascending end. */
export function alignedFire(state: JobState, watermark: i64): void {
  lateFlush(state)
  const windows = openWindows(state)
  while (windows.count > 0) {
    const window = windowAt(windows, 0)
    if (!isClosed(window.end, watermark)) return
    windows.head++
    windows.count--
    fireWindow(state, window)
  }
}

/** Least end of an open window, i64.MAX_VALUE when there is none. */
export function alignedNextEnd(state: JobState): i64 {
  const windows = openWindows(state)
  return windows.count == 0 ? i64.MAX_VALUE : windowAt(windows, 0).end
}

function discard(state: JobState, row: usize): usize {
  const slots = openWindows(state).discarded
  slotsInit(state, slots)
  const end = slotsMergePartial(state, slots, partialAggregates(row))
  slotsFree(state, slots)
  return end
}

function fireWindow(state: JobState, window: Window): void {
  finished.start = window.start
  finished.end = window.end
  let group = window.first
  while (group != 0) {
    const next = <usize>load<u32>(group, GROUP_NEXT)
    finished.slots = group + GROUP_SLOTS
    finished.key = groupKey(state, group)
    emitGroup(state.number, finished)
    slotsFree(state, finished.slots)
    release(group, groupBytes(state, load<u32>(group, GROUP_KEY_LENGTH)))
    state.open--
    group = next
  }
  indexFree(window.index)
  release(changetype<usize>(window), offsetof<Window>())
}

function findGroup(state: JobState, window: Window, row: usize): usize {
  const hash = partialHash(row)
  const keyLength = partialKeyLength(row)
  const found = indexFind(window.index, hash, partialKey(row), keyLength)
  if (found != 0) return found
  const group = allocate(groupBytes(state, keyLength))
  store<u64>(group, hash)
  store<u32>(group, keyLength, GROUP_KEY_LENGTH)
  store<u32>(group, 0, GROUP_NEXT)
  slotsInit(state, group + GROUP_SLOTS)
  memory.copy(groupKey(state, group), partialKey(row), keyLength)
  indexInsert(window.index, group)
  if (window.first == 0) window.first = group
  else store<u32>(window.last, <u32>group, GROUP_NEXT)
  window.last = group
  state.open++
  return group
}

// @ts-ignore: decorator
@inline
function groupBytes(state: JobState, keyLength: u32): usize {
  return GROUP_SLOTS + <usize>state.slotsBytes + <usize>keyLength
}

// @ts-ignore: decorator
@inline
function groupKey(state: JobState, group: usize): usize {
  return group + GROUP_SLOTS + <usize>state.slotsBytes
}

// @ts-ignore: decorator
@inline
function openWindows(state: JobState): AlignedWindows {
  return changetype<AlignedWindows>(state.windows)
}

// @ts-ignore: decorator
@inline
function windowAt(windows: AlignedWindows, position: u32): Window {
  return changetype<Window>(<usize>load<u32>(windows.list + (<usize>(windows.head + position) << 2)))
}

/**
 * The window that begins at `start`; made when it is not open yet. The newest windows are looked at first.
 */
function findWindow(state: JobState, start: i64): Window {
  const windows = openWindows(state)
  let low: u32 = 0
  let high = windows.count
  if (high > 0 && windowAt(windows, high - 1).start < start) low = high
  while (low < high) {
    const middle = (low + high) >> 1
    if (windowAt(windows, middle).start < start) low = middle + 1
    else high = middle
  }
  if (low < windows.count && windowAt(windows, low).start == start) return windowAt(windows, low)
  return insertWindow(state, windows, low, start)
}

function insertWindow(state: JobState, windows: AlignedWindows, position: u32, start: i64): Window {
  const window = changetype<Window>(allocate(offsetof<Window>()))
  window.start = start
  window.end = start + state.size
  window.index = indexCreate(<u32>GROUP_SLOTS + state.slotsBytes)
  window.first = 0
  window.last = 0
  if (windows.head + windows.count == windows.capacity) makeRoom(windows)
  const at = windows.list + (<usize>(windows.head + position) << 2)
  memory.copy(at + 4, at, <usize>(windows.count - position) << 2)
  store<u32>(at, <u32>changetype<usize>(window))
  windows.count++
  return window
}

/** Moves the list to its beginning, or to twice the room when less than half of it would be free. */
function makeRoom(windows: AlignedWindows): void {
  const old = windows.list
  const oldCapacity = windows.capacity
  if (windows.head < oldCapacity >> 1) {
    windows.capacity = oldCapacity << 1
    windows.list = allocate(<usize>windows.capacity << 2)
  }
  memory.copy(windows.list, old + (<usize>windows.head << 2), <usize>windows.count << 2)
  windows.head = 0
  if (windows.list != old) release(old, <usize>oldCapacity << 2)
}
