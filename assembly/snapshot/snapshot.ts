/**
 * State out: what every open window holds as partial rows, in blocks of one job and one key group each
 * (window/partial-row.ts).
 *
 * It may be had in pieces, whole blocks of one key group each, so that it takes little memory beside the state: the
 * walk goes by the memory's order, not by key group, and fills a buffer for each group; one that is full is a piece,
 * and at the end those that are not. Between snapshotBegin and snapshotRelease nothing may be merged.
 *
 *     snapshotBegin(pieceBytes)
 *     while (snapshotNext()) take snapshotLength() bytes at snapshotPointer()
 *     snapshotRelease()
 *
 * The state's checksum comes with it: after the last piece it need not be computed again.
 *
 * All state lies in memory, and loading a plan is deterministic: another kernel, made in the same way for the
 * same plan, takes the snapshot from a copy of this one's memory just as well. Copying takes a tenth of the
 * time.
 */
import { allocateZeroed } from '../memory/allocator'
import { setCurrentJob } from '../memory/failure'
import { BlockBuffer, bufferAppend, bufferCloseBlock, bufferFree, bufferReset } from '../window/block-buffer'
import { keyGroupOf } from '../window/key-groups'
import { kindOf } from '../window/kind'
import { MergeJob } from '../window/merge-job'
import { mergeJob, mergeJobCount } from '../window/merge-jobs'
import { Walk, walkReset } from '../window/walk'
import { checksumAdd, checksumReset } from './checksum'

const walk = changetype<Walk>(memory.data(offsetof<Walk>(), 16))
/** keyGroups × BlockBuffer */
let buffers: usize = 0
let keyGroups: u32 = 0
/** The job that the walk is in; the group whose buffer is next, when all jobs are done. */
let job: u32 = 0
let lastGroup: u32 = 0
/** A piece is done when it has as much. */
let pieceLimit: u32 = 0
/** Key group of the piece that is handed out, NO_PIECE when there is none. */
let piece: u32 = 0
const NO_PIECE: u32 = 0xffffffff

/** Makes the buffers of the key groups, which take no memory yet. */
export function snapshotCreate(groups: u32): void {
  keyGroups = groups
  buffers = allocateZeroed(<usize>groups * offsetof<BlockBuffer>())
  piece = NO_PIECE
}

/**
 * Begins a snapshot; one that was under way is given up.
 * @param pieceBytes how long a piece gets, give or take a row; 0: as long as the key group has rows
 */
export function snapshotBegin(pieceBytes: u32): void {
  walkReset(walk)
  checksumReset()
  for (let group: u32 = 0; group < keyGroups; group++) bufferReset(bufferOf(group))
  job = 0
  lastGroup = 0
  piece = NO_PIECE
  pieceLimit = pieceBytes ? pieceBytes : u32.MAX_VALUE
}

/** Makes the next piece, in place of the one before; false when there is nothing left. */
export function snapshotNext(): bool {
  if (piece != NO_PIECE) bufferReset(bufferOf(piece))
  piece = NO_PIECE
  for (; job < mergeJobCount; job++) {
    if (mergeJob(job).kind == 0) continue
    setCurrentJob(job)
    if (appendRows(mergeJob(job))) return hasPiece()
    closeBlocks(job)
    walkReset(walk)
  }
  while (lastGroup < keyGroups && bufferOf(lastGroup).length == 0) lastGroup++
  if (lastGroup < keyGroups) piece = lastGroup
  return hasPiece()
}

/** Address of the piece. */
export function snapshotPointer(): usize {
  return bufferOf(piece).bytes
}

/** Length of the piece in bytes. */
export function snapshotLength(): u32 {
  return bufferOf(piece).length
}

/** Gives the pieces' memory back. */
export function snapshotRelease(): void {
  for (let group: u32 = 0; group < keyGroups; group++) bufferFree(bufferOf(group))
  job = mergeJobCount
  piece = NO_PIECE
}

function hasPiece(): bool {
  setCurrentJob(-1)
  return piece != NO_PIECE
}

/** Appends rows of the job until one key group's are a piece; false when the job has no more rows. */
function appendRows(state: MergeJob): bool {
  while (kindOf(state).next(state, walk)) {
    const group = keyGroupOf(walk.hash, keyGroups)
    const buffer = bufferOf(group)
    bufferAppend(
      buffer,
      state,
      walk.hash,
      walk.start,
      walk.end,
      walk.records,
      walk.key,
      walk.keyLength,
      walk.slots
    )
    checksumAdd(state, walk)
    if (buffer.length < pieceLimit) continue
    bufferCloseBlock(buffer, group, state.number)
    piece = group
    return true
  }
  return false
}

function closeBlocks(number: u32): void {
  for (let group: u32 = 0; group < keyGroups; group++) bufferCloseBlock(bufferOf(group), group, number)
}

// @ts-ignore: decorator
@inline
function bufferOf(group: u32): BlockBuffer {
  return changetype<BlockBuffer>(buffers + <usize>group * offsetof<BlockBuffer>())
}
