/**
 * Rows of a vector: one compact JSON object each, its columns in the plan's order, from column registers. What comes
 * before each value (`{"name":` or `,"name":`) is ready-made in the plan.
 */
import { BOOLEAN, NULL_LENGTH, STRING } from '../contract'
import { selectionCount, selectionRows } from '../column/registers'
import { NULL_BOOLEAN } from '../column/vector'
import { copyBytes } from '../memory/bytes'
import { jobSelection } from '../plan'
import { ColumnOutput, columnOutput, JobOutput } from './job-output'
import { finishRow, reserveRow, rowEnd } from './row-buffer'
import { cellRoom, writeCell } from './values'

/**
 * Writes the rows of the job's selection to its segments, in their order. A null in a NOT NULL column drops the row,
 * when the plan says so; all are counted.
 */
export function writeRows(output: JobOutput): void {
  const selection = jobSelection(output.entry)
  const count = selectionCount(selection)
  const rows = selectionRows(selection)
  for (let i = 0; i < count; i++) {
    const row = <usize>load<u16>(rows + (<usize>i << 1))
    if (output.hasNotNull && hasForbiddenNull(output, row)) {
      if (output.dropsNulls) {
        output.rowsDropped++
        continue
      }
      output.rowsWithNull++
    }
    writeRow(output, row)
  }
}

function writeRow(output: JobOutput, row: usize): void {
  let length: u32 = 0
  for (let c: u32 = 0; c < output.columnCount; c++) {
    const column = columnOutput(output, c)
    const prefixLength = column.prefixLength
    const out = reserveRow(length, prefixLength + cellRoom(column.type, column.aux, row))
    copyBytes(out, column.prefix, prefixLength)
    length = rowEnd(writeCell(out + prefixLength, column.type, column.data, column.aux, row))
  }
  finishRow(output.number, length)
  output.rowsWritten++
}

function hasForbiddenNull(output: JobOutput, row: usize): bool {
  for (let c: u32 = 0; c < output.columnCount; c++) {
    const column = columnOutput(output, c)
    if (column.isNotNull && isNull(column, row)) return true
  }
  return false
}

function isNull(column: ColumnOutput, row: usize): bool {
  if (column.type == STRING) return load<u32>(column.aux + (row << 2)) == NULL_LENGTH
  if (column.type == BOOLEAN) return load<u8>(column.data + row) == NULL_BOOLEAN
  return load<u8>(column.aux + row) != 0
}
