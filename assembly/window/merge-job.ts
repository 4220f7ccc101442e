/** What merge keeps of a job: its shape, its open windows, and what has become of its records. */
import { fail, FAIL_CORRUPT_PARTIAL } from '../memory/failure'
import { JobShape } from './shape'

/** A job as merge knows it. */
// @ts-ignore: decorator
@unmanaged
export class MergeJob extends JobShape {
  /** The open windows, as the window's kind keeps them. */
  windows: usize
  /** The watermark that the last epoch ended with, NEVER before: windows that it has passed have fired. */
  watermark: i64
  /** Least end of an open window when the last epoch ended, i64.MAX_VALUE none. */
  nextEnd: i64
  /** Slots for what is needed for a moment. */
  spare: usize
  /** What came late in this epoch (late-groups), 0 nothing. */
  late: usize
  /** Total since the plan was loaded. */
  lateRecords: u64
  /** Groups of open panes, or open sessions. */
  open: u32
  /** Bytes that the open windows take. */
  stateBytes: i64
}

/** Partial rows of the job do not add up. */
export function failCorrupt(job: MergeJob): void {
  fail(FAIL_CORRUPT_PARTIAL, job.number)
}
