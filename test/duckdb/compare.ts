/** Rows of both, made alike and compared as multisets. */
import type { TypeName } from '../../src/table/index.js'

/** A row by the order of its columns: integers as bigint, times as epoch milliseconds. */
export type PlainRow = readonly (string | bigint | number | boolean | null)[]

/** What a double may differ by, for its size: DuckDB rounds at every step of a sum. */
const RELATIVE = 1e-9
/** And near zero. */
const ABSOLUTE = 1e-6

const MEMBER = /"(?:[^"\\]|\\.)*":("(?:[^"\\]|\\.)*"|[^,}]+)/g

/** The row of a flat JSON object, without the loss of digits that JSON.parse has. */
export function rowOfJson(json: string, types: readonly TypeName[]): PlainRow {
  const texts = [...json.matchAll(MEMBER)].map(([, text = '']) => text)
  if (texts.length !== types.length)
    throw new Error(`the row ${json} has not ${String(types.length)} columns`)
  return texts.map((text, i) => {
    if (text === 'null') return null
    if (types[i] === 'BIGINT') return BigInt(text)
    const value = JSON.parse(text) as string | number | boolean
    return types[i] === 'TIMESTAMP' ? BigInt(Date.parse(String(value).replace(' ', 'T'))) : value
  })
}

/** What differs, or null. */
export function differenceOf(
  found: readonly PlainRow[],
  expected: readonly PlainRow[],
  types: readonly TypeName[]
): string | null {
  if (found.length !== expected.length) {
    return `${String(found.length)} rows, DuckDB has ${String(expected.length)}\n${firstOf(found, expected, types)}`
  }
  const sorted = sortRows(expected, types)
  const wrong = sortRows(found, types).flatMap((row, i) => {
    const other = sorted[i] ?? []
    return row.every((value, column) => isAlike(value, other[column] ?? null)) ? [] : [[row, other] as const]
  })
  return wrong[0] === undefined ? null : `${textOf(wrong[0][0])}\nis in DuckDB ${textOf(wrong[0][1])}`
}

/** The first row of one that the other has not, as far as exact columns tell. */
function firstOf(
  found: readonly PlainRow[],
  expected: readonly PlainRow[],
  types: readonly TypeName[]
): string {
  const keys = (rows: readonly PlainRow[]) => new Map(rows.map((row) => [exactKey(row, types), row] as const))
  const [ours, theirs] = [keys(found), keys(expected)]
  const only = [...ours].find(([key]) => !theirs.has(key))?.[1]
  const missing = [...theirs].find(([key]) => !ours.has(key))?.[1]
  return `only here: ${only === undefined ? '-' : textOf(only)}\nonly in DuckDB: ${missing === undefined ? '-' : textOf(missing)}`
}

function isAlike(a: PlainRow[number], b: PlainRow[number]): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b
  return Math.abs(a - b) <= ABSOLUTE + RELATIVE * Math.max(Math.abs(a), Math.abs(b))
}

/** By the columns that are exact, then by the doubles. */
function sortRows(rows: readonly PlainRow[], types: readonly TypeName[]): PlainRow[] {
  const keyed = rows.map((row) => ({ row, key: exactKey(row, types) }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : compareDoubles(a.row, b.row)))
  return keyed.map(({ row }) => row)
}

function exactKey(row: PlainRow, types: readonly TypeName[]): string {
  return JSON.stringify(row.map((value, i) => (types[i] === 'DOUBLE' ? value === null : textOf([value]))))
}

function compareDoubles(a: PlainRow, b: PlainRow): number {
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? null
    if (typeof value === 'number' && typeof other === 'number' && !isAlike(value, other)) return value - other
  }
  return 0
}

function textOf(row: PlainRow): string {
  return JSON.stringify(row.map((value) => (typeof value === 'bigint' ? String(value) : value)))
}
