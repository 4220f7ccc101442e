/**
 * Hopping windows: [start, start + size) for every multiple of `slide`. Panes are as wide as the greatest common
 * divisor of both, a window that fires combines those that it is made of, and a pane goes with the last window that
 * it is part of.
 */
import { greatestCommonDivisor } from '../../memory/integers'
import { emit, finished } from '../fire'
import { assignPanes } from '../fold'
import { firstOpenEnd, firstOpenStart, isInWindow, lastWindowStart } from '../hop-times'
import {
  bytesOf,
  dropKey,
  dropOldest,
  dropPane,
  enlist,
  findSlots,
  Group,
  Key,
  keyedPaneAt,
  KeyedPanes,
  keyedPanes,
  keyedPanesCreate,
  keyedPanesNext,
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
import { slotsAbsorb, slotsAdd, slotsFree, slotsInit, slotsMergePartial } from '../slots'
import { floorTime, isClosed, NO_END } from '../times'
import { Walk } from '../walk'

const hop = changetype<WindowKind>(memory.data(offsetof<WindowKind>(), 8))

hop.paneWidth = (shape: JobShape): i64 => greatestCommonDivisor(shape.size, shape.slide)
hop.assign = assignPanes
hop.openEnd = (job: ScanJob, start: i64, end: i64, watermark: i64): i64 => firstOpenEnd(job, start, watermark)
hop.create = keyedPanesCreate
hop.merge = merge
hop.fire = fire
hop.nextEnd = nextEnd
hop.next = next
hop.isRow = isRow
hop.restore = restore

/** Defines the kind under its code. */
export function define(code: u32): void {
  defineWindowKind(code, hop)
}

function merge(job: MergeJob, rows: usize, count: u32, end: usize): usize {
  let row = rows
  for (let i: u32 = 0; i < count; i++) {
    if (row >= end) failCorrupt(job)
    const pane = partialStart(row)
    if (firstOpenEnd(job, pane, job.watermark) != NO_END) {
      row = slotsMergePartial(job, findSlots(job, pane, row), partialAggregates(row))
      continue
    }
    if (isInWindow(job, pane)) {
      const last = lastWindowStart(job, pane)
      job.lateRecords += partialRecords(row)
      lateAdd(job, last, last + job.size, row)
    }
    row += <usize>partialBytes(row)
  }
  return row
}

/** A row is a pane's, and one of the pane's windows is open. */
function isRow(job: MergeJob, start: i64, end: i64): bool {
  if (end != start + job.paneWidth || floorTime(start, job.paneWidth) != start) return false
  return firstOpenEnd(job, start, job.watermark) != NO_END
}

function restore(job: MergeJob, row: usize): void {
  slotsMergePartial(job, findSlots(job, partialStart(row), row), partialAggregates(row))
}

function next(job: MergeJob, walk: Walk): bool {
  if (!keyedPanesNext(job, walk)) return false
  walk.end = walk.start + job.paneWidth
  return true
}

function fire(job: MergeJob, watermark: i64): void {
  lateFlush(job)
  const panes = keyedPanes(job)
  // Windows are fired up to here: panes of which all are fired are gone.
  let fired = job.watermark
  while (panes.count > 0) {
    const start = firstOpenStart(job, paneStartAt(panes, 0), fired)
    if (!isClosed(start + job.size, watermark)) return
    fireWindow(job, panes, start)
    fired = start + job.size - 1
  }
}

function nextEnd(job: MergeJob): i64 {
  const panes = keyedPanes(job)
  if (panes.count == 0) return NO_END
  return firstOpenStart(job, paneStartAt(panes, 0), job.watermark) + job.size
}

/** Writes the window that begins at `start`, no pane of an earlier one being left, and gives up its first panes. */
function fireWindow(job: MergeJob, panes: KeyedPanes, start: i64): void {
  const end = start + job.size
  const border = start + job.slide
  finished.start = start
  finished.end = end
  // Backwards, for a key that has been written is listed in a later pane now.
  for (let position = panePosition(panes, end); position > 0; position--) {
    let key = keyedPaneAt(panes, position - 1).firstKey
    while (key !== null) {
      const next = key.next
      fireKey(job, key, end, border)
      key = next
    }
  }
  const gone = panePosition(panes, border)
  for (let position: u32 = 0; position < gone; position++) dropPane(keyedPaneAt(panes, position))
  paneRemove(panes, 0, gone)
}

/** Combines the key's groups in panes before `end`, writes them, and gives up those in panes before `border`. */
function fireKey(job: MergeJob, key: Key, end: i64, border: i64): void {
  const oldest = key.oldest!
  const second = oldest.newer
  const isAlone = second === null || second.pane.start >= end
  // What goes with this window is where the others are added to.
  const isGoing = oldest.pane.start < border
  finished.key = bytesOf(key)
  finished.slots = isAlone || isGoing ? slotsOf(oldest) : job.spare
  if (!isAlone) combine(job, isGoing ? second : oldest, end, border)
  emit(job)
  if (!isAlone && !isGoing) slotsFree(job, job.spare)
  if (isGoing) dropBefore(job, key, border)
}

/** Adds a key's groups in panes before `end`, from `first` on, to the slots of `finished`. */
function combine(job: MergeJob, first: Group | null, end: i64, border: i64): void {
  if (finished.slots == job.spare) slotsInit(job, job.spare)
  let group = first
  while (group !== null && group.pane.start < end) {
    if (group.pane.start < border) slotsAbsorb(job, finished.slots, slotsOf(group))
    else slotsAdd(job, finished.slots, slotsOf(group))
    group = group.newer
  }
}

function dropBefore(job: MergeJob, key: Key, border: i64): void {
  unlist(key, key.oldest!.pane)
  let group: Group | null = key.oldest
  while (group !== null && group.pane.start < border) group = dropOldest(job, key)
  if (group === null) dropKey(job, key)
  else enlist(key)
}
