/**
 * Rows of a vector: one compact JSON object each, its columns in the plan's order, from column registers. What comes
 * before each value (`{"name":` or `,"name":`) is ready-made in the plan.
 */
import { BOOLEAN, NONE, NULL_LENGTH, STRING, TIMESTAMP } from '../contract'
import { selectionCount, selectionRows } from '../column/registers'
import { NULL_BOOLEAN } from '../column/vector'
import { copyBytes } from '../memory/bytes'
import { jobSelection } from '../plan'
import { isPrintable } from '../text/timestamp-text'
import { collectsDroppedRows, finishDroppedRow } from './dropped-rows'
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
    const column = output.hasNotNull ? forbiddenNull(output, row) : NONE
    if (column != NONE && output.dropsNulls) {
      dropRow(output, row, column)
      continue
    }
    if (column != NONE) output.rowsWithNull++
    finishRow(output.number, putRow(output, row))
    output.rowsWritten++
  }
}

function dropRow(output: JobOutput, row: usize, column: u32): void {
  output.rowsDropped++
  if (collectsDroppedRows(output.number)) finishDroppedRow(output.number, column, putRow(output, row))
}

/** Writes the columns of a row; returns its length. */
function putRow(output: JobOutput, row: usize): u32 {
  let length: u32 = 0
  for (let c: u32 = 0; c < output.columnCount; c++) {
    const column = columnOutput(output, c)
    const prefixLength = column.prefixLength
    const out = reserveRow(length, prefixLength + cellRoom(column.type, column.aux, row))
    copyBytes(out, column.prefix, prefixLength)
    length = rowEnd(writeCell(out + prefixLength, column.type, column.data, column.aux, row))
  }
  return length
}

/** The first column with a null that must have none; NONE: there is no such column. */
function forbiddenNull(output: JobOutput, row: usize): u32 {
  for (let c: u32 = 0; c < output.columnCount; c++) {
    const column = columnOutput(output, c)
    if (column.isNotNull && isNull(column, row)) return c
  }
  return NONE
}

function isNull(column: ColumnOutput, row: usize): bool {
  if (column.type == STRING) return load<u32>(column.aux + (row << 2)) == NULL_LENGTH
  if (column.type == BOOLEAN) return load<u8>(column.data + row) == NULL_BOOLEAN
  if (load<u8>(column.aux + row) != 0) return true
  return column.type == TIMESTAMP && !isPrintable(load<i64>(column.data + (row << 3)))
}
