/**
 * A second oracle: random jobs over random data give the rows that DuckDB gives. `npm run oracle:duckdb` runs
 * thousands; TEST_SEED replays one run.
 */
import { DuckDBConnection } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { seed } from '../support/random-values.js'
import { JOBS_A_SEED, differencesOf } from './oracle.js'

/** After so many differences it stops. */
const MOST_SHOWN = 5
const count = Number(process.env['DUCKDB_SEEDS'] ?? 50)
const title = `${String(count * JOBS_A_SEED)} random jobs have DuckDB's rows, from seed ${String(seed)}`

it(title, { timeout: 3_600_000 }, async () => {
  const duckdb = await DuckDBConnection.create()
  // Of tables so small more threads are slower.
  await duckdb.run('SET threads = 1')
  const differences: string[] = []
  for (let each = seed; each < seed + count && differences.length < MOST_SHOWN; each++) {
    const difference = await differencesOf(each, duckdb).catch((error: unknown) => String(error))
    if (difference !== null) differences.push(`TEST_SEED=${String(each)}: ${difference}`)
  }
  expect(differences.join('\n\n')).toBe('')
})
