import { registerData, selectionCount, selectionRows, selectionSetCount } from './registers'
import { TRUE } from './vector'

/**
 * Selection dst := the rows of selection `from` where BOOLEAN a is true, in their order. Every row number is
 * written and the end moves on only past those that stay: no branch to mispredict. dst may be `from`.
 */
export function filterRun(dst: i32, a: i32, from: i32): void {
  const x = registerData(a)
  const out = selectionRows(dst)
  let rows = selectionRows(from)
  let to = out
  for (const end = rows + (selectionCount(from) << 1); rows < end; rows += 2) {
    const row = load<u16>(rows)
    store<u16>(to, row)
    to += (<usize>(load<u8>(x + row) == TRUE)) << 1
  }
  selectionSetCount(dst, <i32>((to - out) >> 1))
}
