/** Times of the rows of the current vector: i64 by row number, the event times or, in processing time, the arrival's. */
export let rowTimes: usize = 0

/** Sets them, before the rows of a vector are folded. */
// @ts-ignore: decorator
@inline
export function setRowTimes(times: usize): void {
  rowTimes = times
}
