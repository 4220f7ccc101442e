/**
 * The watermarks of the jobs as the host hands them over: it writes an f64 a job to where `watermarksPointer` says,
 * -Infinity while there is none, Infinity for the end of time, and then calls what reads them.
 */
import { allocate } from './memory/allocator'
import { timeFromBorder } from './window/times'

let watermarks: usize = 0

/** Makes room for the watermarks of `jobs` jobs, none of which there is yet. */
export function watermarksCreate(jobs: u32): void {
  watermarks = allocate(max<usize>(<usize>jobs << 3, 8))
  for (let job: u32 = 0; job < jobs; job++) store<f64>(watermarks + (<usize>job << 3), -Infinity)
}

/** f64[jobs], written by the host before scanBegin (a hint) and closeEpoch. */
export function watermarksPointer(): usize {
  return watermarks
}

/** The watermark that the host has written for a job, in ms. */
export function givenWatermark(job: u32): i64 {
  return timeFromBorder(load<f64>(watermarks + (<usize>job << 3)))
}
