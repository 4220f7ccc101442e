/** Runs random jobs through the engine and through DuckDB. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { forEachRow } from '../../src/connectors/rows.js'
import type { MemorySink } from '../support/memory-connectors.js'
import { RandomValues } from '../support/random-values.js'
import { runPipelines } from '../support/run-pipelines.js'
import { differenceOf, rowOfJson } from './compare.js'
import type { PlainRow } from './compare.js'
import { events, randomEvents } from './data.js'
import { randomJob } from './jobs.js'
import type { TwofoldJob } from './jobs.js'

/** Jobs over the data of one seed. */
export const JOBS_A_SEED = 6

/**
 * Runs the jobs of `seed` in any number of partitions, chunks, epochs and workers.
 *
 * @returns what differs from DuckDB's rows, with the query; null when nothing does
 */
export async function differencesOf(seed: number, duckdb: DuckDBConnection): Promise<string | null> {
  const random = new RandomValues(Math.imul(seed, 0x9e3779b9))
  const data = randomEvents(random)
  const jobs = Array.from({ length: JOBS_A_SEED }, (_, i) =>
    randomJob(random, `job${String(i)}`, data.isWide)
  )
  const chunkSize = random.pick([7, 40, 1000])
  const input = { table: events, partitions: data.partitions, chunkSize }
  const sink = await runPipelines([input], jobs, {
    flink_parallelism: random.pick(['1', '2']),
    table_minibatch_size: random.pick(['1', '30', '999'])
  })
  await duckdb.run(data.sql)
  for (const job of jobs) {
    const expected = await rowsOfDuckdb(duckdb, job)
    const difference = differenceOf(rowsOf(sink, job), expected, job.types)
    if (difference !== null) return `${job.sink.name}: ${difference}\n${job.sql}`
  }
  return null
}

function rowsOf(sink: MemorySink, { sink: { name }, types }: TwofoldJob): PlainRow[] {
  const rows: PlainRow[] = []
  for (const segment of sink.commits.flatMap(({ segments }) => [...segments])) {
    if (segment.sink !== name) continue
    forEachRow(segment, (json) => rows.push(rowOfJson(Buffer.from(json).toString(), types)))
  }
  return rows
}

async function rowsOfDuckdb(duckdb: DuckDBConnection, { sql, types }: TwofoldJob): Promise<PlainRow[]> {
  const result = await duckdb.runAndReadAll(sql)
  return result.getRowsJS().map((row) => row.map((value, i) => plainOf(value, types[i] === 'DOUBLE')))
}

function plainOf(value: unknown, isDouble: boolean): PlainRow[number] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'bigint') return isDouble ? Number(value) : value
  if (typeof value === 'number') return isDouble ? finite(value) : BigInt(value)
  throw new Error(`DuckDB gave a ${typeof value}`)
}

/** A result that is too large is null here. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
