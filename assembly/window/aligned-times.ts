/**
 * Which windows a pane of a tumbling or hopping window is part of. Windows start at the multiples of `slide`;
 * a pane is part of those that start at or before it and end after it: size / slide of them, one when
 * tumbling, none when slide is greater than size and the pane lies between two windows.
 */
import { JobState } from './job-state'
import { floorDivide } from './times'

/** Start of the earliest window that could hold the pane. */
export function firstWindowStart(state: JobState, pane: i64): i64 {
  return (floorDivide(pane - state.size, state.slide) + 1) * state.slide
}

/** Start of the latest window that begins at or before the pane; it holds it when it ends after it. */
export function lastWindowStart(state: JobState, pane: i64): i64 {
  return floorDivide(pane, state.slide) * state.slide
}

/** Does any window hold the pane? */
export function isInWindow(state: JobState, pane: i64): bool {
  return lastWindowStart(state, pane) + state.size > pane
}

/** A window [start, end) is closed once the watermark reaches its last millisecond. */
export function isClosed(end: i64, watermark: i64): bool {
  return end - 1 <= watermark
}

/**
 * Start of the earliest window of the pane that is not closed yet; above {@link lastWindowStart} when all
 * are.
 */
export function firstOpenStart(state: JobState, pane: i64, watermark: i64): i64 {
  const first = firstWindowStart(state, pane)
  if (!isClosed(first + state.size, watermark)) return first
  // The least multiple of slide whose end - 1 lies past the watermark.
  return (floorDivide(watermark - state.size + 1, state.slide) + 1) * state.slide
}
