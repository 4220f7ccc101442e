import { expect } from 'vitest'

/** One output row as parsed JSON. */
export type Row = Readonly<Record<string, unknown>>

export const SINKS = ['event_metrics', 'session_metrics', 'performance_metrics'] as const

/** Rows by sink. */
export type Rows = Readonly<Record<(typeof SINKS)[number], readonly Row[]>>

/** Rows of JSON lines. */
export function parseRows(lines: string | Uint8Array): Row[] {
  return Buffer.from(lines as Uint8Array)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}

/**
 * Rows of the default mode as the reference would have written them: avg_load_time truncated toward zero, duration
 * floored to the second.
 */
export function normaliseRow(row: Row): Row {
  const { avg_load_time: average, duration } = row
  return {
    ...row,
    ...(typeof average === 'number' ? { avg_load_time: Math.trunc(average) } : {}),
    ...(typeof duration === 'number' ? { duration: Math.floor(duration / 1000) * 1000 } : {})
  }
}

/** How two multisets of rows differ, with the first five missing and extra ones; empty when they do not. */
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
      .slice(0, 5)
      .map((key) => `  ${key}`)
  ]
  const counts = `expected ${expected.length} rows, found ${actual.length}`
  return [counts, ...list('missing', missing), ...list('extra', extra)].join('\n')
}

/** Fails with {@link diffRows} when the multisets differ. */
export function expectSameRows(actual: readonly Row[], expected: readonly Row[], where = 'rows'): void {
  const difference = diffRows(expected, actual)
  if (difference !== '') expect.fail(`${where}: ${difference}`)
}

function canonical(row: Row): string {
  return JSON.stringify(row, Object.keys(row).sort())
}
