import { expect } from 'vitest'
import { diffRows, type Row } from '../../src/cli/bench/rows.js'
import { SINKS, type Rows } from '../../bench/baseline/rows.js'

export { diffRows, SINKS, type Row, type Rows }

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

/** Fails with {@link diffRows} when the multisets differ. */
export function expectSameRows(actual: readonly Row[], expected: readonly Row[], where = 'rows'): void {
  const difference = diffRows(expected, actual)
  if (difference !== '') expect.fail(`${where}: ${difference}`)
}
