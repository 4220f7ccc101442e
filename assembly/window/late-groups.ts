/**
 * What came too late, for hosts that want to see it and not only its number: one row a key and window at each
 * epoch's end, however the epoch was cut into partial rows. Lives for one epoch.
 *
 *     group    | hash u64 | keyLength u32 | next group u32 | end i64 | records u64 | start i64 | key bytes |
 *
 * Its key in the index is start and key bytes.
 */
import { allocate, release } from '../memory/allocator'
import { hashU64 } from '../memory/hash'
import { indexCreate, indexFind, indexFree, indexInsert } from '../memory/hash-index'
import { collectsLateRows, writeLateRow } from '../output/late-rows'
import { FinishedGroup } from '../output/groups'
import { JobState } from './job-state'
import { partialHash, partialKey, partialKeyLength, partialRecords } from './partials'

// @ts-ignore: decorator
@unmanaged
class LateGroups {
  index: usize
  /** In the order in which they came. */
  first: usize
  last: usize
}

const KEY_LENGTH: usize = 8
const NEXT: usize = 12
const END: usize = 16
const RECORDS: usize = 24
const START: usize = 32
const KEY: usize = 40
const START_BYTES: u32 = <u32>(KEY - START)

const finished = changetype<FinishedGroup>(memory.data(offsetof<FinishedGroup>(), 16))

/** Takes in a partial row that is late for the window [start, end), the last that it could have been part of. */
export function lateAdd(state: JobState, start: i64, end: i64, row: usize): void {
  if (!collectsLateRows(state.number)) return
  if (state.late == 0) state.late = createGroups()
  const groups = changetype<LateGroups>(state.late)
  const keyLength = START_BYTES + partialKeyLength(row)
  const group = newGroup(start, row)
  const found = indexFind(groups.index, load<u64>(group), group + START, keyLength)
  if (found != 0) {
    release(group, START + <usize>keyLength)
    addRecords(found, row)
    return
  }
  store<i64>(group, end, END)
  addRecords(group, row)
  indexInsert(groups.index, group)
  if (groups.last == 0) groups.first = group
  else store<u32>(groups.last, <u32>group, NEXT)
  groups.last = group
}

/** Writes and forgets the rows of the epoch that ends. */
export function lateFlush(state: JobState): void {
  if (state.late == 0) return
  const groups = changetype<LateGroups>(state.late)
  let group = groups.first
  while (group != 0) {
    const next = <usize>load<u32>(group, NEXT)
    finished.start = load<i64>(group, START)
    finished.end = load<i64>(group, END)
    finished.key = group + KEY
    writeLateRow(state.number, finished, load<u64>(group, RECORDS))
    release(group, START + <usize>load<u32>(group, KEY_LENGTH))
    group = next
  }
  indexFree(groups.index)
  release(state.late, offsetof<LateGroups>())
  state.late = 0
}

function createGroups(): usize {
  const groups = changetype<LateGroups>(allocate(offsetof<LateGroups>()))
  groups.index = indexCreate(<u32>START)
  groups.first = 0
  groups.last = 0
  return changetype<usize>(groups)
}

/** A group of no records yet. */
function newGroup(start: i64, row: usize): usize {
  const length = partialKeyLength(row)
  const group = allocate(KEY + <usize>length)
  store<u64>(group, partialHash(row) ^ hashU64(<u64>start, 0))
  store<u32>(group, START_BYTES + length, KEY_LENGTH)
  store<u32>(group, 0, NEXT)
  store<u64>(group, 0, RECORDS)
  store<i64>(group, start, START)
  memory.copy(group + KEY, partialKey(row), length)
  return group
}

function addRecords(group: usize, row: usize): void {
  store<u64>(group, load<u64>(group, RECORDS) + <u64>partialRecords(row), RECORDS)
}
