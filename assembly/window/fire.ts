/** The way out of a job's windows. What the output takes is no state of the job. */
import { liveBytes } from '../memory/allocator'
import { emitGroup, FinishedGroup } from '../output/groups'
import { writeLateRow } from '../output/late-rows'
import { MergeJob } from './merge-job'

/** The group that is on its way. */
export const finished = changetype<FinishedGroup>(memory.data(offsetof<FinishedGroup>(), 16))

/** Hands `finished` over to the output; it may go once this returns. */
export function emit(job: MergeJob): void {
  const before = liveBytes()
  emitGroup(job.number, finished)
  job.stateBytes -= <i64>(liveBytes() - before)
}

/** Writes the row of `records` records that came late for the window of `finished`. */
export function emitLate(job: MergeJob, records: u64): void {
  const before = liveBytes()
  writeLateRow(job.number, finished, records)
  job.stateBytes -= <i64>(liveBytes() - before)
}
