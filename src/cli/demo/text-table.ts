/** A row of a sink, as its JSON says. */
export type Row = Readonly<Record<string, unknown>>

const TIMESTAMP = /^\d{4}-\d\d-\d\d (\d\d:\d\d:\d\d(?:\.\d+)?)Z$/
const LONGEST_TEXT = 24

/** A value for people: the time of day of a timestamp, thousands with commas, long texts cut. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 1 })
  if (typeof value !== 'string') return JSON.stringify(value)
  const text = TIMESTAMP.exec(value)?.[1] ?? value
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text
}

/**
 * Rows below a line of column names, as lines of text: numbers to the right, everything else to the left.
 * All rows have the columns of the first one.
 */
export function formatTable(rows: readonly Row[]): string[] {
  const columns = Object.keys(rows[0] ?? {})
  const cells = rows.map((row) => columns.map((column) => formatValue(row[column])))
  const toRight = columns.map((column) => rows.every((row) => typeof row[column] === 'number'))
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((line) => line[index]?.length ?? 0))
  )
  const pad = (texts: readonly string[]): string =>
    texts
      .map((text, index) =>
        toRight[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0)
      )
      .join('  ')
      .trimEnd()
  return columns.length === 0 ? [] : [pad(columns), ...cells.map(pad)]
}
