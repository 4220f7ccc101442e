/**
 * The open panes of a job, by ascending start: a sorted array of addresses of structs that begin with their start
 * (i64). Panes are few and come and go at the ends: a sorted array is map, queue and clock in one.
 *
 *     list    capacity × | pane u32 |, the open ones at [head, head + count)
 */
import { allocate, release } from '../memory/allocator'

/** The list. */
// @ts-ignore: decorator
@unmanaged
export class PaneList {
  list: usize
  capacity: u32
  head: u32
  count: u32
}

const FIRST_CAPACITY: u32 = 16

/** Makes a list of zeros an empty one. */
export function paneListCreate(panes: PaneList): void {
  panes.capacity = FIRST_CAPACITY
  panes.list = allocate(<usize>FIRST_CAPACITY << 2)
  panes.head = 0
  panes.count = 0
}

/** Address of the pane at a position. */
// @ts-ignore: decorator
@inline
export function paneAt(panes: PaneList, position: u32): usize {
  return <usize>load<u32>(panes.list + (<usize>(panes.head + position) << 2))
}

/** Start of the pane at a position. */
// @ts-ignore: decorator
@inline
export function paneStartAt(panes: PaneList, position: u32): i64 {
  return load<i64>(paneAt(panes, position))
}

/** Position of the first pane that begins at `start` or later. The newest panes are looked at first. */
export function panePosition(panes: PaneList, start: i64): u32 {
  let high = panes.count
  if (high == 0) return 0
  const newest = paneStartAt(panes, high - 1)
  if (newest <= start) return newest == start ? high - 1 : high
  let low: u32 = 0
  while (low < high) {
    const middle = (low + high) >> 1
    if (paneStartAt(panes, middle) < start) low = middle + 1
    else high = middle
  }
  return low
}

/** Is there a pane at `position`, and does it begin at `start`? */
// @ts-ignore: decorator
@inline
export function paneIsAt(panes: PaneList, position: u32, start: i64): bool {
  return position < panes.count && paneStartAt(panes, position) == start
}

/** Puts a pane before the one at `position`. */
export function paneInsert(panes: PaneList, position: u32, pane: usize): void {
  if (panes.head + panes.count == panes.capacity) makeRoom(panes)
  const at = panes.list + (<usize>(panes.head + position) << 2)
  memory.copy(at + 4, at, <usize>(panes.count - position) << 2)
  store<u32>(at, <u32>pane)
  panes.count++
}

/** Takes `count` panes out, the first of them at `position`. */
export function paneRemove(panes: PaneList, position: u32, count: u32): void {
  if (position == 0) {
    panes.head += count
  } else {
    const at = panes.list + (<usize>(panes.head + position) << 2)
    memory.copy(at, at + (<usize>count << 2), <usize>(panes.count - position - count) << 2)
  }
  panes.count -= count
}

/** Moves the list to its beginning, or to twice the room when less than half of it would be free. */
function makeRoom(panes: PaneList): void {
  const old = panes.list
  const oldCapacity = panes.capacity
  if (panes.head < oldCapacity >> 1) {
    panes.capacity = oldCapacity << 1
    panes.list = allocate(<usize>panes.capacity << 2)
  }
  memory.copy(panes.list, old + (<usize>panes.head << 2), <usize>panes.count << 2)
  panes.head = 0
  if (panes.list != old) release(old, <usize>oldCapacity << 2)
}
