/**
 * Scan's half of two-phase aggregation: folds the rows that a job's filters let through into the groups of
 * the chunk, one for each key and pane.
 */
import { setRowTimes } from '../aggregate/row-times'
import { selectionCount, selectionRows } from '../column/registers'
import { scratchAllocate } from '../memory/scratch'
import { jobSelection } from '../plan'
import { handOnRows } from './hand-on'
import { keyHash } from './keys'
import { kindOf } from './kind'
import { LocalGroup, localGroup, LOCAL_SLOTS, ScanJob } from './local-table'
import { slotsGather } from './slots'
import { floorTime } from './times'

/**
 * Folds the current vector; `times` are the i64 times of its rows. Returns how many rows the job took.
 */
export function foldVector(job: ScanJob, times: usize): i32 {
  const selection = jobSelection(job.entry)
  const count = selectionCount(selection)
  if (count == 0) return 0
  const rows = selectionRows(selection)
  job.rows += <u32>count
  setRowTimes(times)
  if (job.chunksToHandOn > 0) {
    handOnRows(job, rows, count, times)
    return count
  }
  const groups = scratchAllocate(<usize>count << 2)
  kindOf(job).assign(job, rows, count, times, groups)
  slotsGather(job, groups, <u32>LOCAL_SLOTS, rows, count)
  return count
}

/** WindowKind.assign of kinds whose groups are those of their panes. */
export function assignPanes(job: ScanJob, rows: usize, count: i32, times: usize, groups: usize): void {
  const width = job.paneWidth
  let pane = floorTime(load<i64>(times + (<usize>load<u16>(rows) << 3)), width)
  for (let i = 0; i < count; i++) {
    const row = <u32>load<u16>(rows + (<usize>i << 1))
    const time = load<i64>(times + (<usize>row << 3))
    if (<u64>(time - pane) >= <u64>width) pane = floorTime(time, width)
    const group = groupOf(job, pane, row)
    if (group.records++ == 0) {
      group.start = pane
      group.end = pane + width
    }
    store<u32>(groups + (<usize>i << 2), <u32>changetype<usize>(group))
  }
}

/**
 * WindowKind.assign of sessions. A session's pane is [n × gap, (n + 1) × gap). Events of one pane lie closer than
 * the gap, so they are in one session whatever else arrives: its group is the interval [first, last + gap), and no
 * two groups of a chunk need to be merged while it is scanned. Merge, which must merge intervals anyway, does the
 * rest.
 */
export function assignSessions(job: ScanJob, rows: usize, count: i32, times: usize, groups: usize): void {
  const gap = job.gap
  let pane = floorTime(load<i64>(times + (<usize>load<u16>(rows) << 3)), gap)
  for (let i = 0; i < count; i++) {
    const row = <u32>load<u16>(rows + (<usize>i << 1))
    const time = load<i64>(times + (<usize>row << 3))
    if (<u64>(time - pane) >= <u64>gap) pane = floorTime(time, gap)
    const group = groupOf(job, pane, row)
    if (group.records++ == 0) {
      group.start = time
      group.end = time + gap
    } else {
      group.start = min(group.start, time)
      group.end = max(group.end, time + gap)
    }
    store<u32>(groups + (<usize>i << 2), <u32>changetype<usize>(group))
  }
}

// @ts-ignore: decorator
@inline
function groupOf(job: ScanJob, pane: i64, row: u32): LocalGroup {
  return localGroup(job, pane, keyHash(job, row), row)
}
