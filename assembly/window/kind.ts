/**
 * What the kernels know of a window kind: one record of functions. Times are i64 epoch milliseconds, a window is
 * [start, end), and it is closed once the watermark reaches its last millisecond.
 */
import { FAIL_BAD_PLAN, currentJob, fail } from '../memory/failure'
import { ScanJob } from './local-table'
import { MergeJob } from './merge-job'
import { JobShape } from './shape'
import { Walk } from './walk'

/** A record of functions over the windows of one kind. */
// @ts-ignore: decorator
@unmanaged
export class WindowKind {
  /** Width of the panes of a job's windows; 0: there are no windows of such sizes. */
  paneWidth: (shape: JobShape) => i64
  /**
   * Scan: gives each of the `count` rows (u16 `rows`) of the vector, whose i64 times are `times`, its group: u32
   * addresses into `groups`.
   */
  assign: (job: ScanJob, rows: usize, count: i32, times: usize, groups: usize) => void
  /** Scan: least end of an open window that a partial row [start, end) is part of; i64.MAX_VALUE none. */
  openEnd: (job: ScanJob, start: i64, end: i64, watermark: i64) => i64
  /** Merge: makes the state of no open windows. */
  create: (job: MergeJob) => void
  /** Folds `count` partial rows at `rows` into the open windows; returns one past them. None begins at `end` or after. */
  merge: (job: MergeJob, rows: usize, count: u32, end: usize) => usize
  /**
   * Ends an epoch: judges what is late against the job's watermark, and writes and forgets the windows that
   * `watermark`, which is no less, has passed, by ascending end.
   */
  fire: (job: MergeJob, watermark: i64) => void
  /** Least end of an open window, i64.MAX_VALUE none. Between epochs only. */
  nextEnd: (job: MergeJob) => i64
  /** Steps to the next row of a snapshot; false at the end. */
  next: (job: MergeJob, walk: Walk) => bool
  /** Can a snapshot that was taken at the job's watermark have a row [start, end)? */
  isRow: (job: MergeJob, start: i64, end: i64) => bool
  /** Takes back a row of a snapshot, which counts as open before this epoch. */
  restore: (job: MergeJob, row: usize) => void
}

const CODES: u32 = 64
/** CODES × | record u32, 0 none | */
const TABLE: usize = memory.data(64 * 4, 16)

/** Defines the kind `code`. */
export function defineWindowKind(code: u32, kind: WindowKind): void {
  store<u32>(TABLE + (<usize>code << 2), <u32>changetype<usize>(kind))
}

/** Gives a job the kind of its code, and its panes. Fails with FAIL_BAD_PLAN when there is none. */
export function kindCreate(shape: JobShape, code: u32): void {
  if (code < CODES) shape.kind = <usize>load<u32>(TABLE + (<usize>code << 2))
  if (shape.kind == 0) fail(FAIL_BAD_PLAN, currentJob)
  shape.paneWidth = kindOf(shape).paneWidth(shape)
  if (shape.paneWidth <= 0) fail(FAIL_BAD_PLAN, currentJob)
}

/** The kind of a job that has a window. */
// @ts-ignore: decorator
@inline
export function kindOf(shape: JobShape): WindowKind {
  return changetype<WindowKind>(shape.kind)
}
