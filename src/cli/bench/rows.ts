/** One output row as parsed JSON. */
export type Row = Readonly<Record<string, unknown>>

/** Rows by sink. */
export type RowsBySink = Readonly<Record<string, readonly Row[]>>

/** How many differences of each kind are told. */
const TOLD = 5

/**
 * How two multisets of rows differ, with the first five missing and extra ones; empty when they do not.
 *
 * @testing rows of one sink are compared everywhere
 */
export function diffRows(expected: readonly Row[], actual: readonly Row[]): string {
  const surplus = new Map<string, number>()
  const add = (rows: readonly Row[], weight: number): void => {
    for (const row of rows) {
      const key = canonical(row)
      surplus.set(key, (surplus.get(key) ?? 0) + weight)
    }
  }
  add(expected, -1)
  add(actual, 1)
  const extra = [...surplus].flatMap(([key, count]) => Array<string>(Math.max(0, count)).fill(key))
  const missing = [...surplus].flatMap(([key, count]) => Array<string>(Math.max(0, -count)).fill(key))
  if (extra.length + missing.length === 0) return ''
  const list = (title: string, keys: string[]): string[] => [
    `${title}: ${keys.length}`,
    ...keys
      .sort()
      .slice(0, TOLD)
      .map((key) => `  ${key}`)
  ]
  const counts = `expected ${expected.length} rows, found ${actual.length}`
  return [counts, ...list('missing', missing), ...list('extra', extra)].join('\n')
}

/** How two sets of results differ, sink by sink of those that rows are expected of; empty when they do not. */
export function diffAllRows(expected: RowsBySink, actual: RowsBySink): string {
  return Object.entries(expected)
    .map(([sink, rows]) => [sink, diffRows(rows, actual[sink] ?? [])] as const)
    .filter(([, difference]) => difference !== '')
    .map(([sink, difference]) => `${sink}: ${difference}`)
    .join('\n')
}

function canonical(row: Row): string {
  return JSON.stringify(row, Object.keys(row).sort())
}
