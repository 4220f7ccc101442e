/** The row that is being written: a compact JSON object, put together piece by piece. */
import { allocate, release } from '../memory/allocator'
import { CLOSE_BRACE } from '../text/ascii'
import { appendRow, appendRowWithHeaders } from './segments'

const FIRST_BYTES: u32 = 4096

let buffer: usize = 0
let capacity: u32 = 0

/** Room for `bytes` more after the row's first `length`; returns where they begin. */
export function reserveRow(length: u32, bytes: u32): usize {
  const needed = length + bytes
  if (needed > capacity) {
    const size = max<u32>(max<u32>(needed, capacity << 1), FIRST_BYTES)
    const moved = allocate(size)
    memory.copy(moved, buffer, length)
    release(buffer, capacity)
    buffer = moved
    capacity = size
  }
  return buffer + length
}

/** Length of the row that ends at `end`. */
export function rowEnd(end: usize): u32 {
  return <u32>(end - buffer)
}

/** Closes the row that has been written so far and adds it to the segments of a job. */
export function finishRow(job: u32, length: u32): void {
  store<u8>(reserveRow(length, 1), CLOSE_BRACE)
  appendRow(job, buffer, length + 1)
}

/** Closes the row that has been written so far and adds it, with headers, to the segments of a job. */
export function finishRowWithHeaders(job: u32, length: u32, headers: usize, headersLength: u32): void {
  store<u8>(reserveRow(length, 1), CLOSE_BRACE)
  appendRowWithHeaders(job, buffer, length + 1, headers, headersLength)
}
