/**
 * Rows that a null in a NOT NULL column has cost, where the host wants them: as they would have been written, with
 * headers that say why. They go to segments of their own, numbered like a second job behind the last one.
 *
 * The headers are the host's, for each job:
 *
 *     lengths   columnCount × u32, 0 for a column that may be null
 *     bytes     for each other column: | number of headers varint | headers |
 */
import { allocate, allocateZeroed } from '../memory/allocator'
import { jobColumnCount, planJob, planJobCount } from '../plan'
import { finishRowWithHeaders } from './row-buffer'

let plan: usize = 0
/** Address of the headers of each job, u32; 0: its dropped rows are only counted. */
let headers: usize = 0

/** Makes ready for the jobs of a plan; none of their dropped rows are written yet. */
export function droppedRowsCreate(planAddress: usize): void {
  plan = planAddress
  headers = allocateZeroed(max<usize>(<usize>planJobCount(plan) << 2, 4))
}

/** From now on dropped rows of the job are written. Returns the place for its headers, which the host writes. */
export function collectDroppedRows(job: u32, bytes: u32): usize {
  const place = allocate(bytes)
  store<u32>(headers + (<usize>job << 2), <u32>place)
  return place
}

/** Are dropped rows of the job written? */
export function collectsDroppedRows(job: u32): bool {
  return headersOf(job) != 0
}

/** Closes the row that has been written so far, of the job that a null in `column` keeps from writing it. */
export function finishDroppedRow(job: u32, column: u32, length: u32): void {
  const lengths = headersOf(job)
  let from = lengths + (<usize>jobColumnCount(planJob(plan, job)) << 2)
  for (let before: u32 = 0; before < column; before++) from += load<u32>(lengths + (<usize>before << 2))
  finishRowWithHeaders(planJobCount(plan) + 1, length, from, load<u32>(lengths + (<usize>column << 2)))
}

function headersOf(job: u32): usize {
  return <usize>load<u32>(headers + (<usize>job << 2))
}
