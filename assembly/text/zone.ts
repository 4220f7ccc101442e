/**
 * Time zones: what the clocks show at an instant, and when they show it. src/table/time/zone-table.ts makes the table,
 * little endian, at any address:
 *
 *     | count u32 | - u32 | count x (from this instant on i64, the clocks are ahead of UTC by i32, - u32) |
 *
 * The first entry begins at the least instant. All times are milliseconds.
 */

// @ts-ignore: decorator
@inline
const HEADER: usize = 8
// @ts-ignore: decorator
@inline
const ENTRY: usize = 16
// @ts-ignore: decorator
@inline
const DAY: i64 = 86_400_000

/** Bytes of a table of `count` entries. */
export function zoneBytes(count: u32): u64 {
  return <u64>HEADER + <u64>count * ENTRY
}

/** How far the clocks are ahead of UTC at an instant. */
export function zoneOffset(table: usize, instant: i64): i64 {
  return <i64>load<i32>(entryAt(table, instant), 8)
}

/**
 * When the clocks show a time: at first, where they show it twice; at once after they are changed, where they skip it.
 * They are changed once in two days at the most.
 */
export function zoneInstant(table: usize, local: i64): i64 {
  const before = local - zoneOffset(table, local - DAY)
  if (before + zoneOffset(table, before) == local) return before
  const after = local - zoneOffset(table, local + DAY)
  if (after + zoneOffset(table, after) == local) return after
  return load<i64>(entryAt(table, before))
}

function entryAt(table: usize, instant: i64): usize {
  let low: u32 = 0
  let high = load<u32>(table)
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (instant < load<i64>(table + HEADER + <usize>middle * ENTRY)) high = middle
    else low = middle
  }
  return table + HEADER + <usize>low * ENTRY
}
