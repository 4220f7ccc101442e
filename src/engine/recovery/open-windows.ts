import {
  BLOCK_AT_BYTES,
  BLOCK_AT_JOB,
  BLOCK_AT_ROWS,
  BLOCK_HEADER_WORDS
} from '../../plan/contract/blocks.js'
import type { SnapshotContents } from '../../state/snapshot.js'

/** In a partial row, as assembly/window/partial-row.ts draws it. */
const START_AT = 8
const ROW_BYTES_AT = 32
const WORD = 4

/**
 * The starts of the earliest open windows in a snapshot, ms since 1970, by the name of the job; jobs without one are
 * left out.
 */
export function earliestStarts({ groups, jobs }: SnapshotContents): Map<string, number> {
  const starts = new Map<string, number>()
  for (const { blocks } of groups) {
    const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength)
    const header = BLOCK_HEADER_WORDS * WORD
    for (let at = 0; at < blocks.byteLength;) {
      const name = jobs[view.getUint32(at + BLOCK_AT_JOB * WORD, true)]?.[0] ?? ''
      const rows = view.getUint32(at + BLOCK_AT_ROWS * WORD, true)
      const start = earliestOf(view, at + header, rows)
      starts.set(name, Math.min(start, starts.get(name) ?? Number.POSITIVE_INFINITY))
      at += header + view.getUint32(at + BLOCK_AT_BYTES * WORD, true)
    }
  }
  return starts
}

function earliestOf(view: DataView, rows: number, count: number): number {
  let earliest = Number.POSITIVE_INFINITY
  let at = rows
  for (let row = 0; row < count; row++) {
    earliest = Math.min(earliest, Number(view.getBigInt64(at + START_AT, true)))
    at += view.getUint32(at + ROW_BYTES_AT, true)
  }
  return earliest
}
