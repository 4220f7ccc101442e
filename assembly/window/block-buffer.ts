/**
 * A growing buffer of partial rows, in blocks (partial-row.ts draws them): what scan writes for a shard, and what a
 * snapshot is written to.
 */
import { reallocate, release } from '../memory/allocator'
import { copyBytes } from '../memory/bytes'
import { BLOCK_HEADER, ROW_HEADER, writeBlockHeader, writePartialBytes, writePartialHeader } from './partial-row'
import { JobShape } from './shape'
import { slotsWrite, slotsWriteSize } from './slots'

/** Aggregates may write whole words past their partials' end. */
const SLACK: u32 = 16
const NO_BLOCK: u32 = 0xffffffff
const LEAST_CAPACITY: u32 = 4096

/** The buffer, and the block that is being written. */
// @ts-ignore: decorator
@unmanaged
export class BlockBuffer {
  bytes: usize
  capacity: u32
  length: u32
  /** Where the open block begins, NO_BLOCK when none is open, and its rows so far. */
  block: u32
  rows: u32
}

/** Forgets what the buffer holds, not its room; a buffer of zeros begins with this. */
export function bufferReset(buffer: BlockBuffer): void {
  buffer.length = 0
  buffer.block = NO_BLOCK
}

/** Gives the buffer's room back. */
export function bufferFree(buffer: BlockBuffer): void {
  release(buffer.bytes, buffer.capacity)
  buffer.bytes = 0
  buffer.capacity = 0
  bufferReset(buffer)
}

/** Appends a row of a job, to the open block or, when there is none, to a new one. */
export function bufferAppend(
  buffer: BlockBuffer,
  shape: JobShape,
  hash: u64,
  start: i64,
  end: i64,
  records: u32,
  key: usize,
  keyLength: u32,
  slots: usize
): void {
  const row = bufferReserveRow(buffer, keyLength + slotsWriteSize(shape, slots))
  writePartialHeader(row, hash, start, end, records, keyLength)
  copyBytes(row + ROW_HEADER, key, keyLength)
  bufferFinishRow(buffer, row, slotsWrite(shape, slots, row + ROW_HEADER + keyLength))
}

/**
 * Room for a row of at most `bytes` bytes behind its header, in the open block or, when there is none, in a new one;
 * {@link bufferFinishRow} ends it.
 */
// @ts-ignore: decorator
@inline
export function bufferReserveRow(buffer: BlockBuffer, bytes: u32): usize {
  reserve(buffer, BLOCK_HEADER + ROW_HEADER + bytes + SLACK)
  if (buffer.block == NO_BLOCK) {
    buffer.block = buffer.length
    buffer.length += BLOCK_HEADER
    buffer.rows = 0
  }
  return buffer.bytes + buffer.length
}

/** Ends the row at `row`, whose bytes but for their number are written, up to `end`. */
// @ts-ignore: decorator
@inline
export function bufferFinishRow(buffer: BlockBuffer, row: usize, end: usize): void {
  writePartialBytes(row, <u32>(end - row))
  buffer.length = <u32>(end - buffer.bytes)
  buffer.rows++
}

/** Ends the open block, if there is one: its header is written. */
export function bufferCloseBlock(buffer: BlockBuffer, keyGroup: u32, job: u32): void {
  if (buffer.block == NO_BLOCK) return
  const bytes = buffer.length - buffer.block - BLOCK_HEADER
  writeBlockHeader(buffer.bytes + buffer.block, keyGroup, job, buffer.rows, bytes)
  buffer.block = NO_BLOCK
}

function reserve(buffer: BlockBuffer, bytes: u32): void {
  const needed = buffer.length + bytes
  if (needed <= buffer.capacity) return
  const capacity = max<u32>(max<u32>(needed, buffer.capacity << 1), LEAST_CAPACITY)
  buffer.bytes = reallocate(buffer.bytes, buffer.capacity, capacity)
  buffer.capacity = capacity
}
