/**
 * Arithmetic on times. Instants and watermarks are i64 epoch milliseconds; at the kernel's border they are
 * f64, with ±Infinity for "none yet" and "the end of time". Inside, ±2^62 stand for these, so that no sum of
 * an instant and a window's length overflows.
 */
import { floorDivide } from '../memory/integers'

const FOREVER: i64 = 1 << 62
/** Watermark before there is one. */
export const NEVER: i64 = -FOREVER
/** In place of the end of a window: there is none. */
export const NO_END: i64 = i64.MAX_VALUE

/** Watermark or instant from the border. NaN counts as "none yet". */
export function timeFromBorder(value: f64): i64 {
  if (value >= <f64>FOREVER) return FOREVER
  if (value > <f64>NEVER) return <i64>value
  return NEVER
}

/** The multiple of `width` at or before a time. */
// @ts-ignore: decorator
@inline
export function floorTime(time: i64, width: i64): i64 {
  return floorDivide(time, width) * width
}

/** A window [start, end) is closed once the watermark reaches its last millisecond. */
// @ts-ignore: decorator
@inline
export function isClosed(end: i64, watermark: i64): bool {
  return end - 1 <= watermark
}
