/** Spans of time in milliseconds, the unit of all window sizes. */

/** A number of seconds in milliseconds. */
export function seconds(count: number): number {
  return Math.round(count * 1000)
}

/** A number of minutes in milliseconds. */
export function minutes(count: number): number {
  return seconds(count * 60)
}

/** A number of hours in milliseconds. */
export function hours(count: number): number {
  return minutes(count * 60)
}
