/**
 * Which windows a pane of a hopping window is part of. Windows start at the multiples of `slide`; a pane is part of
 * those that start at or before it and end after it: size / slide of them, one when tumbling, none when slide is
 * greater than size and the pane lies between two windows.
 */
import { floorDivide } from '../memory/integers'
import { JobShape } from './shape'
import { floorTime, isClosed, NO_END } from './times'

/** Start of the earliest window that could hold the pane. */
function firstWindowStart(shape: JobShape, pane: i64): i64 {
  return (floorDivide(pane - shape.size, shape.slide) + 1) * shape.slide
}

/** Start of the latest window that begins at or before the pane; it holds it when it ends after it. */
export function lastWindowStart(shape: JobShape, pane: i64): i64 {
  return floorTime(pane, shape.slide)
}

/** Does any window hold the pane? */
export function isInWindow(shape: JobShape, pane: i64): bool {
  return lastWindowStart(shape, pane) + shape.size > pane
}

/**
 * Start of the earliest window of the pane that is not closed yet; above {@link lastWindowStart} when all
 * are.
 */
export function firstOpenStart(shape: JobShape, pane: i64, watermark: i64): i64 {
  const first = firstWindowStart(shape, pane)
  if (!isClosed(first + shape.size, watermark)) return first
  // The least multiple of slide whose end - 1 lies past the watermark.
  return (floorDivide(watermark - shape.size + 1, shape.slide) + 1) * shape.slide
}

/** End of the earliest window of the pane that is not closed yet; NO_END when there is none. */
export function firstOpenEnd(shape: JobShape, pane: i64, watermark: i64): i64 {
  if (!isInWindow(shape, pane)) return NO_END
  const start = firstOpenStart(shape, pane, watermark)
  return start <= lastWindowStart(shape, pane) ? start + shape.size : NO_END
}
