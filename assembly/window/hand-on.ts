/**
 * Rows that go on to merge one by one, a partial row each. Where a chunk holds few rows of one key and pane, as with
 * sessions, grouping them costs more than it saves. Both ways merge comes to the same windows, for its aggregates are
 * associative: which way a chunk goes is a matter of cost alone, and is decided by what grouping saved last.
 */
import { scratchAllocate } from '../memory/scratch'
import { givenWatermark } from '../watermarks'
import { keyHash, keySize, writeKey } from './keys'
import { kindOf } from './kind'
import { ScanJob } from './local-table'
import { closeJobBlocks, reservePartial, finishPartial } from './partials'
import { ROW_HEADER, writePartialHeader } from './partial-row'
import { slotsFree, slotsGather, slotsWrite, slotsWriteSize } from './slots'
import { floorTime, NO_END } from './times'

/** A chunk with fewer rows says nothing of what grouping saves. */
const LEAST_ROWS: u32 = 64
/** Rows are handed on when grouping leaves more than so many of 16. */
const MOST_LEFT: u32 = 12
/** Then so many chunks go by before one is grouped again, to see whether that is still so. */
const CHUNKS: u32 = 15

/** Begins a chunk. */
export function handOnBegin(job: ScanJob): void {
  job.rows = 0
  job.earliestEnd = NO_END
}

/** Ends the chunk of a job whose groups are still there, and decides how the next one goes. */
export function handOnDecide(job: ScanJob): void {
  if (job.rows < LEAST_ROWS) return
  if (job.chunksToHandOn > 0) job.chunksToHandOn--
  else if (job.local.count << 4 > job.rows * MOST_LEFT) job.chunksToHandOn = CHUNKS
}

/** Hands on the `count` rows (u16 `rows`) of the vector, whose i64 times are `times`. */
export function handOnRows(job: ScanJob, rows: usize, count: i32, times: usize): void {
  const slotsBytes = <usize>job.slotsBytes
  const slots = scratchAllocate(<usize>count * slotsBytes)
  memory.fill(slots, 0, <usize>count * slotsBytes)
  const addresses = scratchAllocate(<usize>count << 2)
  for (let i = 0; i < count; i++) store<u32>(addresses + (<usize>i << 2), <u32>(slots + <usize>i * slotsBytes))
  slotsGather(job, addresses, 0, rows, count)
  writeRows(job, rows, count, times, slots)
  closeJobBlocks(job.number)
}

function writeRows(job: ScanJob, rows: usize, count: i32, times: usize, slots: usize): void {
  const kind = kindOf(job)
  const watermark = givenWatermark(job.number)
  const width = job.paneWidth
  const gap = job.gap
  let start: i64 = i64.MIN_VALUE
  let end: i64 = i64.MIN_VALUE
  let earliest = job.earliestEnd
  for (let i = 0; i < count; i++) {
    const row = <u32>load<u16>(rows + (<usize>i << 1))
    const time = load<i64>(times + (<usize>row << 3))
    // Of a session a row is its own interval, of other windows it has that of its pane.
    if (gap > 0 ? time != start : time < start || time >= end) {
      start = gap > 0 ? time : floorTime(time, width)
      end = start + width
      earliest = min(earliest, kind.openEnd(job, start, end, watermark))
    }
    const hash = keyHash(job, row)
    const keyLength = keySize(job, row)
    const partial = reservePartial(hash, keyLength + slotsWriteSize(job, slots))
    writePartialHeader(partial, hash, start, end, 1, keyLength)
    writeKey(job, row, partial + ROW_HEADER)
    finishPartial(partial, slotsWrite(job, slots, partial + ROW_HEADER + keyLength))
    slotsFree(job, slots)
    slots += <usize>job.slotsBytes
  }
  job.earliestEnd = earliest
}
