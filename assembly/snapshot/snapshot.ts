/**
 * State out: every open window's groups and every open session as partial rows, in the blocks that scan hands
 * to merge (window/partials.ts), but that a row of an aligned window has the window's start and end, not a
 * pane's.
 *
 * It may be had in pieces, whole blocks each, so that it takes no memory to speak of beside the state. Between
 * snapshotBegin and snapshotRelease nothing may be merged.
 *
 *     snapshotBegin(pieceBytes)
 *     do take snapshotLength() bytes at snapshotPointer()
 *     while (snapshotNext())
 *     snapshotRelease()
 *
 * The state's checksum comes with it: after the last piece it need not be computed again.
 *
 * All state lies in memory, and loading a plan is deterministic: another kernel, made in the same way for the
 * same plan, takes the snapshot from a copy of this one's memory just as well. Copying takes a tenth of the
 * time.
 */
import { setCurrentJob } from '../memory/failure'
import { WINDOW_SESSION } from '../window/legacy'
import { alignedNext } from '../window/aligned'
import { BlockBuffer, bufferAppend, bufferCloseBlock, bufferFree, bufferReset } from '../window/block-buffer'
import { jobCount, jobState, JobState } from '../window/job-state'
import { sessionsNext } from '../window/sessions'
import { Walk, walkReset } from '../window/walk'
import { checksumAdd, checksumReset } from './checksum'

const buffer = changetype<BlockBuffer>(memory.data(offsetof<BlockBuffer>(), 16))
const walk = changetype<Walk>(memory.data(offsetof<Walk>(), 16))
/** The job that the walk is in. */
let job: u32 = 0
/** A piece is done when it has as much. */
let pieceLimit: u32 = 0

/**
 * Begins a snapshot and makes its first piece; one that was under way is given up.
 * @param pieceBytes how long a piece gets, give or take a row; 0: all is one piece
 */
export function snapshotBegin(pieceBytes: u32): void {
  walkReset(walk)
  checksumReset()
  job = 0
  pieceLimit = pieceBytes ? pieceBytes : u32.MAX_VALUE
  snapshotNext()
}

/** Makes the next piece, in place of the one before; false, and an empty piece, when there is nothing left. */
export function snapshotNext(): bool {
  bufferReset(buffer)
  while (job < jobCount && buffer.length < pieceLimit) {
    setCurrentJob(job)
    if (appendRows(jobState(job))) continue
    job++
    walkReset(walk)
  }
  setCurrentJob(-1)
  return buffer.length > 0
}

/** Address of the piece. */
export function snapshotPointer(): usize {
  return buffer.bytes
}

/** Length of the piece in bytes. */
export function snapshotLength(): u32 {
  return buffer.length
}

/** Gives the piece's memory back. */
export function snapshotRelease(): void {
  bufferFree(buffer)
  job = jobCount
}

/** Appends one block of the job, as much as the piece takes; false when the job has no more rows. */
function appendRows(state: JobState): bool {
  const isSession = state.windowKind == WINDOW_SESSION
  let hasNext = true
  while (buffer.length < pieceLimit) {
    hasNext = isSession ? sessionsNext(state, walk) : alignedNext(state, walk)
    if (!hasNext) break
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
  }
  bufferCloseBlock(buffer, state.number)
  return hasNext
}
