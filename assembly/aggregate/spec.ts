/**
 * An aggregate of a plan: 8 words at `agg`,
 *
 *     | code u32 | input register u32 | input type u32 | flags u32 | param f64 | by register u32 | by type u32 |
 *
 * What flags and param mean is the aggregate's.
 */
/** An AVG of integers drops its fraction, toward zero. */
const FLAG_TRUNCATE: u32 = 1

/** Code of its entry in the table of functions. */
// @ts-ignore: decorator
@inline
export function aggregateCode(agg: usize): u32 {
  return load<u32>(agg)
}

/** Register of the operand; scan only. */
// @ts-ignore: decorator
@inline
export function inputRegister(agg: usize): i32 {
  return load<i32>(agg, 4)
}

/** Type of the operand, NONE when there is none. */
// @ts-ignore: decorator
@inline
export function inputType(agg: usize): i32 {
  return load<i32>(agg, 8)
}

/** Does an AVG of integers drop its fraction? */
// @ts-ignore: decorator
@inline
export function truncates(agg: usize): bool {
  return (load<u32>(agg, 12) & FLAG_TRUNCATE) != 0
}

/** What it means is the aggregate’s. */
// @ts-ignore: decorator
@inline
export function flagsOf(agg: usize): u32 {
  return load<u32>(agg, 12)
}

/** Register of what the operand is chosen by; scan only. */
// @ts-ignore: decorator
@inline
export function byRegister(agg: usize): i32 {
  return load<i32>(agg, 24)
}

/** Its type, NONE when it is the time of the row. */
// @ts-ignore: decorator
@inline
export function byType(agg: usize): u32 {
  return load<u32>(agg, 28)
}

/** What it means is the aggregate’s. */
// @ts-ignore: decorator
@inline
export function parameter(agg: usize): f64 {
  return load<f64>(agg, 16)
}

/** The slot of the i-th row of an update: `slots` holds addresses of group rows, u32 each. */
// @ts-ignore: decorator
@inline
export function slotOf(slots: usize, offset: usize, i: i32): usize {
  return <usize>load<u32>(slots + (<usize>i << 2)) + offset
}

/** The row number of the i-th row of an update: `rows` holds u16. */
// @ts-ignore: decorator
@inline
export function rowOf(rows: usize, i: i32): usize {
  return <usize>load<u16>(rows + (<usize>i << 1))
}
