/**
 * Cumulating windows: [start, start + step), [start, start + 2 step) … [start, start + size), start being a multiple
 * of size and `slide` the step. Panes are as wide as a step. What has been fired lies in one group, that of the
 * first pane: a pane is combined once, and late records of an open window go where the fired ones are.
 */
import { emit, finished } from '../fire'
import { assignPanes } from '../fold'
import {
  bytesOf,
  dropKey,
  dropOldest,
  dropPane,
  enlist,
  findPane,
  findSlots,
  Key,
  keyedPaneAt,
  KeyedPanes,
  keyedPanes,
  keyedPanesCreate,
  keyedPanesNext,
  Pane,
  slotsOf,
  unlist
} from '../keyed-panes'
import { defineWindowKind, WindowKind } from '../kind'
import { lateAdd, lateFlush } from '../late-groups'
import { ScanJob } from '../local-table'
import { failCorrupt, MergeJob } from '../merge-job'
import { panePosition, paneRemove, paneStartAt } from '../pane-list'
import { partialAggregates, partialBytes, partialRecords, partialStart } from '../partial-row'
import { JobShape } from '../shape'
import { slotsAbsorb, slotsMergePartial } from '../slots'
import { floorTime, isClosed, NO_END } from '../times'
import { Walk } from '../walk'

const cumulate = changetype<WindowKind>(memory.data(offsetof<WindowKind>(), 8))

cumulate.paneWidth = (shape: JobShape): i64 => (shape.size % shape.slide == 0 ? shape.slide : 0)
cumulate.assign = assignPanes
cumulate.openEnd = (job: ScanJob, start: i64, end: i64, watermark: i64): i64 => openEnd(job, start, watermark)
cumulate.create = keyedPanesCreate
cumulate.merge = merge
cumulate.fire = fire
cumulate.nextEnd = nextEnd
cumulate.next = next
cumulate.isRow = isRow
cumulate.restore = restore

/** Defines the kind under its code. */
export function define(code: u32): void {
  defineWindowKind(code, cumulate)
}

/** Start of the windows that hold a pane. */
// @ts-ignore: decorator
@inline
function startOf(shape: JobShape, pane: i64): i64 {
  return floorTime(pane, shape.size)
}

/** How far the windows that begin at `start` are closed: the end of the last one; `start` when none is. */
function closedEnd(shape: JobShape, start: i64, watermark: i64): i64 {
  if (!isClosed(start + shape.slide, watermark)) return start
  if (isClosed(start + shape.size, watermark)) return start + shape.size
  return start + floorTime(watermark + 1 - start, shape.slide)
}

/** End of the earliest open window that holds a pane, NO_END when none is open. */
function openEnd(shape: JobShape, pane: i64, watermark: i64): i64 {
  const start = startOf(shape, pane)
  const closed = closedEnd(shape, start, watermark)
  if (closed == start + shape.size) return NO_END
  return max(pane, closed) + shape.slide
}

function merge(job: MergeJob, rows: usize, count: u32, end: usize): usize {
  let row = rows
  for (let i: u32 = 0; i < count; i++) {
    if (row >= end) failCorrupt(job)
    const pane = partialStart(row)
    const start = startOf(job, pane)
    const closed = closedEnd(job, start, job.watermark)
    if (closed < start + job.size) {
      const slots = findSlots(job, pane < closed ? start : pane, row)
      row = slotsMergePartial(job, slots, partialAggregates(row))
    } else {
      job.lateRecords += partialRecords(row)
      lateAdd(job, start, start + job.size, row)
      row += <usize>partialBytes(row)
    }
  }
  return row
}

/** A row is that of a pane whose windows are all open, or holds what has been fired. */
function isRow(job: MergeJob, start: i64, end: i64): bool {
  if (floorTime(start, job.slide) != start) return false
  const first = startOf(job, start)
  const closed = closedEnd(job, first, job.watermark)
  if (closed == first + job.size) return false
  return start == first ? end == max(closed, first + job.slide) : start >= closed && end == start + job.slide
}

function restore(job: MergeJob, row: usize): void {
  slotsMergePartial(job, findSlots(job, partialStart(row), row), partialAggregates(row))
}

function next(job: MergeJob, walk: Walk): bool {
  if (!keyedPanesNext(job, walk)) return false
  const start = walk.start
  walk.end = start + job.slide
  if (startOf(job, start) == start) walk.end = max(walk.end, closedEnd(job, start, job.watermark))
  return true
}

function fire(job: MergeJob, watermark: i64): void {
  lateFlush(job)
  const panes = keyedPanes(job)
  let fired = job.watermark
  while (panes.count > 0) {
    const pane = paneStartAt(panes, 0)
    const end = openEnd(job, pane, fired)
    if (!isClosed(end, watermark)) return
    fireWindow(job, panes, startOf(job, pane), end)
    fired = end - 1
  }
}

function nextEnd(job: MergeJob): i64 {
  const panes = keyedPanes(job)
  return panes.count == 0 ? NO_END : openEnd(job, paneStartAt(panes, 0), job.watermark)
}

/** Writes [start, end); what it holds lies in the first pane then, or is given up with the last window. */
function fireWindow(job: MergeJob, panes: KeyedPanes, start: i64, end: i64): void {
  finished.start = start
  finished.end = end
  const isLast = end == start + job.size
  const first = findPane(panes, start)
  const count = panePosition(panes, end)
  for (let position: u32 = 0; position < count; position++) {
    let key = keyedPaneAt(panes, position).firstKey
    while (key !== null) {
      const next = key.next
      fireKey(job, key, first, end, isLast)
      key = next
    }
  }
  const kept: u32 = isLast ? 0 : 1
  for (let position = kept; position < count; position++) dropPane(keyedPaneAt(panes, position))
  paneRemove(panes, kept, count - kept)
}

/** Moves all that the key has before `end` to the first pane, and writes it. */
function fireKey(job: MergeJob, key: Key, first: Pane, end: i64, isLast: bool): void {
  unlist(key, key.oldest!.pane)
  let newer = key.oldest!.newer
  while (newer !== null && newer.pane.start < end) {
    slotsAbsorb(job, slotsOf(newer), slotsOf(key.oldest!))
    newer = dropOldest(job, key)!.newer
  }
  finished.key = bytesOf(key)
  finished.slots = slotsOf(key.oldest!)
  emit(job)
  if (!isLast) key.oldest!.pane = first
  else if (dropOldest(job, key) === null) {
    dropKey(job, key)
    return
  }
  enlist(key)
}
