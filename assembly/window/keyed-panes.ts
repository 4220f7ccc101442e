/**
 * The open panes of windows that are made of several: one group for each key and pane, and for each key a chain of
 * its groups, so that combining a key's panes is a walk and needs no second table.
 *
 *     key     Key | key bytes |
 *     group   Group | aggregate slots |
 *
 * A key stands in the list of the pane in which its oldest group lies: the panes of a window that fires, one after
 * the other, lead to the keys that have something in it, and to no others.
 */
import { allocate, allocateZeroed, release } from '../memory/allocator'
import { indexCreate, indexFind, indexInsert, indexRemove } from '../memory/hash-index'
import { MergeJob } from './merge-job'
import { paneAt, paneInsert, paneIsAt, PaneList, paneListCreate, panePosition } from './pane-list'
import { partialHash, partialKey, partialKeyLength } from './partial-row'
import { slotsFree, slotsInit } from './slots'
import { Walk } from './walk'

/** The panes of a job, and the index of its keys. */
// @ts-ignore: decorator
@unmanaged
export class KeyedPanes extends PaneList {
  /** Of all keys. */
  index: usize
}

/** A stretch of time that several windows share. */
// @ts-ignore: decorator
@unmanaged
export class Pane {
  start: i64
  /** Keys whose oldest group lies here. */
  firstKey: Key | null
}

/** A key with something in an open pane. */
// @ts-ignore: decorator
@unmanaged
export class Key {
  hash: u64
  keyLength: u32
  oldest: Group | null
  newest: Group | null
  /** Neighbours in the list of the pane of `oldest`. */
  next: Key | null
  previous: Key | null
}

/** What a key has in one pane. */
// @ts-ignore: decorator
@unmanaged
export class Group {
  pane: Pane
  older: Group | null
  newer: Group | null
}

const KEY_BYTES: usize = (offsetof<Key>() + 7) & ~7
const GROUP_SLOTS: usize = (offsetof<Group>() + 7) & ~7

/** WindowKind.create. */
export function keyedPanesCreate(job: MergeJob): void {
  const panes = changetype<KeyedPanes>(allocateZeroed(offsetof<KeyedPanes>()))
  paneListCreate(panes)
  panes.index = indexCreate(<u32>KEY_BYTES)
  job.windows = changetype<usize>(panes)
}

/** The panes of a job. */
// @ts-ignore: decorator
@inline
export function keyedPanes(job: MergeJob): KeyedPanes {
  return changetype<KeyedPanes>(job.windows)
}

/** The pane at a position. */
// @ts-ignore: decorator
@inline
export function keyedPaneAt(panes: KeyedPanes, position: u32): Pane {
  return changetype<Pane>(paneAt(panes, position))
}

/** Address of a group’s slots. */
// @ts-ignore: decorator
@inline
export function slotsOf(group: Group): usize {
  return changetype<usize>(group) + GROUP_SLOTS
}

/** Address of a key’s bytes. */
// @ts-ignore: decorator
@inline
export function bytesOf(key: Key): usize {
  return changetype<usize>(key) + KEY_BYTES
}

/** The pane that begins at `start`; made when it is not open yet. */
export function findPane(panes: KeyedPanes, start: i64): Pane {
  const position = panePosition(panes, start)
  if (paneIsAt(panes, position, start)) return keyedPaneAt(panes, position)
  const pane = changetype<Pane>(allocate(offsetof<Pane>()))
  pane.start = start
  pane.firstKey = null
  paneInsert(panes, position, changetype<usize>(pane))
  return pane
}

/** Slots of the group that a partial row's key has in the pane at `start`; made when there is none. */
export function findSlots(job: MergeJob, start: i64, row: usize): usize {
  const panes = keyedPanes(job)
  const pane = findPane(panes, start)
  const key = findKey(panes, row)
  // Events come roughly in order: it is nearly always the newest one.
  let newer: Group | null = null
  let group = key.newest
  while (group !== null && group.pane.start > start) {
    newer = group
    group = group.older
  }
  if (group !== null && group.pane === pane) return slotsOf(group)
  return slotsOf(addGroup(job, key, pane, group, newer))
}

function findKey(panes: KeyedPanes, row: usize): Key {
  const hash = partialHash(row)
  const keyLength = partialKeyLength(row)
  const found = indexFind(panes.index, hash, partialKey(row), keyLength)
  if (found != 0) return changetype<Key>(found)
  const key = changetype<Key>(allocateZeroed(KEY_BYTES + <usize>keyLength))
  key.hash = hash
  key.keyLength = keyLength
  memory.copy(bytesOf(key), partialKey(row), keyLength)
  indexInsert(panes.index, changetype<usize>(key))
  return key
}

function addGroup(job: MergeJob, key: Key, pane: Pane, older: Group | null, newer: Group | null): Group {
  const group = changetype<Group>(allocate(GROUP_SLOTS + <usize>job.slotsBytes))
  group.pane = pane
  group.older = older
  group.newer = newer
  if (newer === null) key.newest = group
  else newer.older = group
  if (older === null) {
    if (newer !== null) unlist(key, newer.pane)
    key.oldest = group
    enlist(key)
  } else {
    older.newer = group
  }
  slotsInit(job, slotsOf(group))
  job.open++
  return group
}

/** Enters a key in the list of the pane of its oldest group. */
export function enlist(key: Key): void {
  const pane = key.oldest!.pane
  const next = pane.firstKey
  key.next = next
  key.previous = null
  if (next !== null) next.previous = key
  pane.firstKey = key
}

/** Takes a key out of the list of a pane. */
export function unlist(key: Key, pane: Pane): void {
  const next = key.next
  const previous = key.previous
  if (next !== null) next.previous = previous
  if (previous !== null) previous.next = next
  else pane.firstKey = next
}

/** Gives up a key's oldest group, which is not listed any more, and what it holds; returns the next one. */
export function dropOldest(job: MergeJob, key: Key): Group | null {
  const group = key.oldest!
  const newer = group.newer
  key.oldest = newer
  if (newer === null) key.newest = null
  else newer.older = null
  slotsFree(job, slotsOf(group))
  release(changetype<usize>(group), GROUP_SLOTS + <usize>job.slotsBytes)
  job.open--
  return newer
}

/** Gives up a key that has no groups any more. */
export function dropKey(job: MergeJob, key: Key): void {
  indexRemove(keyedPanes(job).index, changetype<usize>(key))
  release(changetype<usize>(key), KEY_BYTES + <usize>key.keyLength)
}

/** Gives up a pane that has no groups any more, and is out of the list. */
export function dropPane(pane: Pane): void {
  release(changetype<usize>(pane), offsetof<Pane>())
}

/**
 * Steps to the next group: by the panes of the keys' oldest groups, key by key, those of one from the oldest on.
 * `walk.start` is its pane's.
 */
export function keyedPanesNext(job: MergeJob, walk: Walk): bool {
  if (walk.group == 0 && !nextKey(keyedPanes(job), walk)) return false
  const key = changetype<Key>(walk.entry)
  const group = changetype<Group>(walk.group)
  walk.group = changetype<usize>(group.newer)
  walk.hash = key.hash
  walk.records = 0
  walk.keyLength = key.keyLength
  walk.key = bytesOf(key)
  walk.slots = slotsOf(group)
  walk.start = group.pane.start
  return true
}

function nextKey(panes: KeyedPanes, walk: Walk): bool {
  let key: usize = walk.entry == 0 ? 0 : changetype<usize>(changetype<Key>(walk.entry).next)
  while (key == 0) {
    if (walk.position == panes.count) return false
    key = changetype<usize>(keyedPaneAt(panes, walk.position++).firstKey)
  }
  walk.entry = key
  walk.group = changetype<usize>(changetype<Key>(key).oldest)
  return true
}
