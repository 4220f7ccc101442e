/**
 * Tumbling windows: a pane is a window, and has its groups to itself.
 *
 *     window   Window
 *     group    | hash u64 | keyLength u32 | next group u32 | aggregate slots | key bytes |
 */
import { allocate, allocateZeroed, release } from '../../memory/allocator'
import { indexCreate, indexFind, indexFree, indexInsert } from '../../memory/hash-index'
import { emit, finished } from '../fire'
import { assignPanes } from '../fold'
import { defineWindowKind, WindowKind } from '../kind'
import { lateAdd, lateFlush } from '../late-groups'
import { ScanJob } from '../local-table'
import { failCorrupt, MergeJob } from '../merge-job'
import { paneAt, paneInsert, paneIsAt, PaneList, paneListCreate, panePosition, paneRemove } from '../pane-list'
import {
  partialAggregates,
  partialBytes,
  partialHash,
  partialKey,
  partialKeyLength,
  partialRecords,
  partialStart
} from '../partial-row'
import { JobShape } from '../shape'
import { slotsFree, slotsInit, slotsMergePartial } from '../slots'
import { floorTime, isClosed, NO_END } from '../times'
import { Walk } from '../walk'

// @ts-ignore: decorator
@unmanaged
class Window {
  start: i64
  index: usize
  /** The groups in the order in which they came. */
  first: usize
  last: usize
}

const GROUP_KEY_LENGTH: usize = 8
const GROUP_NEXT: usize = 12
const GROUP_SLOTS: usize = 16

const tumble = changetype<WindowKind>(memory.data(offsetof<WindowKind>(), 8))

tumble.paneWidth = (shape: JobShape): i64 => (shape.slide == shape.size ? shape.size : 0)
tumble.assign = assignPanes
tumble.openEnd = openEnd
tumble.create = create
tumble.merge = merge
tumble.fire = fire
tumble.nextEnd = nextEnd
tumble.next = next
tumble.isRow = isRow
tumble.restore = restore

/** Defines the kind under its code. */
export function define(code: u32): void {
  defineWindowKind(code, tumble)
}

function openEnd(job: ScanJob, start: i64, end: i64, watermark: i64): i64 {
  return isClosed(end, watermark) ? NO_END : end
}

function create(job: MergeJob): void {
  const windows = changetype<PaneList>(allocateZeroed(offsetof<PaneList>()))
  paneListCreate(windows)
  job.windows = changetype<usize>(windows)
}

function merge(job: MergeJob, rows: usize, count: u32, end: usize): usize {
  let row = rows
  for (let i: u32 = 0; i < count; i++) {
    if (row >= end) failCorrupt(job)
    const start = partialStart(row)
    if (isClosed(start + job.size, job.watermark)) {
      job.lateRecords += partialRecords(row)
      lateAdd(job, start, start + job.size, row)
      row += <usize>partialBytes(row)
    } else {
      const group = findGroup(job, findWindow(job, start), row)
      row = slotsMergePartial(job, group + GROUP_SLOTS, partialAggregates(row))
    }
  }
  return row
}

function isRow(job: MergeJob, start: i64, end: i64): bool {
  return end == start + job.size && floorTime(start, job.size) == start
}

function restore(job: MergeJob, row: usize): void {
  const group = findGroup(job, findWindow(job, partialStart(row)), row)
  slotsMergePartial(job, group + GROUP_SLOTS, partialAggregates(row))
}

/** Window by window, the groups of one in the order in which they came. */
function next(job: MergeJob, walk: Walk): bool {
  const windows = openWindows(job)
  let group = walk.group
  while (group == 0) {
    if (walk.position == windows.count) return false
    const window = windowAt(windows, walk.position++)
    walk.start = window.start
    walk.end = window.start + job.size
    group = window.first
  }
  walk.hash = load<u64>(group)
  walk.records = 0
  walk.keyLength = load<u32>(group, GROUP_KEY_LENGTH)
  walk.key = groupKey(job, group)
  walk.slots = group + GROUP_SLOTS
  walk.group = <usize>load<u32>(group, GROUP_NEXT)
  return true
}

function fire(job: MergeJob, watermark: i64): void {
  lateFlush(job)
  const windows = openWindows(job)
  while (windows.count > 0) {
    const window = windowAt(windows, 0)
    if (!isClosed(window.start + job.size, watermark)) return
    paneRemove(windows, 0, 1)
    fireWindow(job, window)
  }
}

function nextEnd(job: MergeJob): i64 {
  const windows = openWindows(job)
  return windows.count == 0 ? NO_END : windowAt(windows, 0).start + job.size
}

function fireWindow(job: MergeJob, window: Window): void {
  finished.start = window.start
  finished.end = window.start + job.size
  let group = window.first
  while (group != 0) {
    const next = <usize>load<u32>(group, GROUP_NEXT)
    finished.slots = group + GROUP_SLOTS
    finished.key = groupKey(job, group)
    emit(job)
    slotsFree(job, group + GROUP_SLOTS)
    release(group, groupBytes(job, load<u32>(group, GROUP_KEY_LENGTH)))
    job.open--
    group = next
  }
  indexFree(window.index)
  release(changetype<usize>(window), offsetof<Window>())
}

function findGroup(job: MergeJob, window: Window, row: usize): usize {
  const hash = partialHash(row)
  const keyLength = partialKeyLength(row)
  const found = indexFind(window.index, hash, partialKey(row), keyLength)
  if (found != 0) return found
  const group = allocate(groupBytes(job, keyLength))
  store<u64>(group, hash)
  store<u32>(group, keyLength, GROUP_KEY_LENGTH)
  store<u32>(group, 0, GROUP_NEXT)
  slotsInit(job, group + GROUP_SLOTS)
  memory.copy(groupKey(job, group), partialKey(row), keyLength)
  indexInsert(window.index, group)
  if (window.first == 0) window.first = group
  else store<u32>(window.last, <u32>group, GROUP_NEXT)
  window.last = group
  job.open++
  return group
}

// @ts-ignore: decorator
@inline
function groupBytes(job: MergeJob, keyLength: u32): usize {
  return GROUP_SLOTS + <usize>job.slotsBytes + <usize>keyLength
}

// @ts-ignore: decorator
@inline
function groupKey(job: MergeJob, group: usize): usize {
  return group + GROUP_SLOTS + <usize>job.slotsBytes
}

// @ts-ignore: decorator
@inline
function openWindows(job: MergeJob): PaneList {
  return changetype<PaneList>(job.windows)
}

// @ts-ignore: decorator
@inline
function windowAt(windows: PaneList, position: u32): Window {
  return changetype<Window>(paneAt(windows, position))
}

/** The window that begins at `start`; made when it is not open yet. */
function findWindow(job: MergeJob, start: i64): Window {
  const windows = openWindows(job)
  const position = panePosition(windows, start)
  if (paneIsAt(windows, position, start)) return windowAt(windows, position)
  const window = changetype<Window>(allocate(offsetof<Window>()))
  window.start = start
  window.index = indexCreate(<u32>GROUP_SLOTS + job.slotsBytes)
  window.first = 0
  window.last = 0
  paneInsert(windows, position, changetype<usize>(window))
  return window
}
