/**
 * Partial rows: what scan hands to merge, and what a snapshot holds. Unaligned.
 *
 * They come in blocks of one job, whose header src/plan/contract/blocks.ts draws.
 *
 *     row    | hash u64 | start i64 | end i64 | records u32 | keyLength u32 | bytes u32 | key bytes | partials … |
 *
 * bytes are those of the whole row, so that a reader may look ahead.
 * start and end are the pane's for aligned windows and [first event, last event + gap) for sessions.
 */
import * as contract from '../contract'

export const BLOCK_HEADER: u32 = contract.BLOCK_HEADER_WORDS << 2
export const ROW_HEADER: u32 = 36

/** NONE in a scan’s block. */
// @ts-ignore: decorator
@inline
export function blockKeyGroup(block: usize): u32 {
  return load<u32>(block, contract.BLOCK_AT_KEY_GROUP << 2)
}
/** Number of the job. */
// @ts-ignore: decorator
@inline
export function blockJob(block: usize): u32 {
  return load<u32>(block, contract.BLOCK_AT_JOB << 2)
}
/** How many rows follow. */
// @ts-ignore: decorator
@inline
export function blockRows(block: usize): u32 {
  return load<u32>(block, contract.BLOCK_AT_ROWS << 2)
}
/** How many bytes they are. */
// @ts-ignore: decorator
@inline
export function blockBytes(block: usize): u32 {
  return load<u32>(block, contract.BLOCK_AT_BYTES << 2)
}
/** Writes the header of a block. */
export function writeBlockHeader(block: usize, keyGroup: u32, job: u32, rows: u32, bytes: u32): void {
  store<u32>(block, keyGroup, contract.BLOCK_AT_KEY_GROUP << 2)
  store<u32>(block, job, contract.BLOCK_AT_JOB << 2)
  store<u32>(block, rows, contract.BLOCK_AT_ROWS << 2)
  store<u32>(block, bytes, contract.BLOCK_AT_BYTES << 2)
}

/** Hash of the key. */
// @ts-ignore: decorator
@inline
export function partialHash(row: usize): u64 {
  return load<u64>(row)
}
/** Start of the pane or session. */
// @ts-ignore: decorator
@inline
export function partialStart(row: usize): i64 {
  return load<i64>(row, 8)
}
/** Its end. */
// @ts-ignore: decorator
@inline
export function partialEnd(row: usize): i64 {
  return load<i64>(row, 16)
}
/** Records that the row is made of. */
// @ts-ignore: decorator
@inline
export function partialRecords(row: usize): u32 {
  return load<u32>(row, 24)
}
/** Bytes of the key. */
// @ts-ignore: decorator
@inline
export function partialKeyLength(row: usize): u32 {
  return load<u32>(row, 28)
}
/** Bytes of the whole row. */
// @ts-ignore: decorator
@inline
export function partialBytes(row: usize): u32 {
  return load<u32>(row, 32)
}
/** Address of the key. */
// @ts-ignore: decorator
@inline
export function partialKey(row: usize): usize {
  return row + ROW_HEADER
}
/** Where the partials of the row's aggregates begin. */
// @ts-ignore: decorator
@inline
export function partialAggregates(row: usize): usize {
  return row + ROW_HEADER + partialKeyLength(row)
}

/** Writes the fields of a row before its key. */
// @ts-ignore: decorator
@inline
export function writePartialHeader(
  row: usize,
  hash: u64,
  start: i64,
  end: i64,
  records: u32,
  keyLength: u32
): void {
  store<u64>(row, hash)
  store<i64>(row, start, 8)
  store<i64>(row, end, 16)
  store<u32>(row, records, 24)
  store<u32>(row, keyLength, 28)
}
/** Writes how many bytes the row has, once that is known. */
// @ts-ignore: decorator
@inline
export function writePartialBytes(row: usize, bytes: u32): void {
  store<u32>(row, bytes, 32)
}
