/** FILTER, DISTINCT and the aggregates of spread and truth, through the whole engine, against rows computed by hand. */
import { describe, expect, it } from 'vitest'
import {
  avg,
  bigint,
  boolean,
  boolAnd,
  boolOr,
  count,
  countDistinct,
  cumulate
} from '../../src/table/index.js'
import { double, hop, max, min, percentile, seconds, session, sinkTable } from '../../src/table/index.js'
import { sourceTable, stddevPop, stddevSamp, string, sum, timestamp, tumble } from '../../src/table/index.js'
import { varPop, varSamp, windowStart } from '../../src/table/index.js'
import type { Aggregate, Pipeline } from '../../src/table/index.js'
import { runPipelines } from '../support/run-pipelines.js'
import { col as reading, lower, scanLines, source } from './fixtures.js'

const calls = sourceTable(
  'calls',
  { at: timestamp(), route: string(), status: bigint(), seconds: double(), cached: boolean() },
  { eventTime: 'at' }
)
const { col } = calls
const START = Date.UTC(2026, 0, 1)

/** [second, route, status, seconds, cached] */
type Call = readonly [number, string, number | null, number | null, boolean | null]
const made: readonly Call[] = [
  [0, '/a', 200, 0.5, true],
  [1, '/a', 500, 1.5, false],
  [2, '/a', 200, 0.5, null],
  [3, '/a', 404, null, true],
  [4, '/b', 200, 2, true],
  [5, '/b', null, 2, null],
  [11, '/a', 500, 8, false]
]
const documents = made.map(([second, route, status, took, cached]) => ({
  at: START + second * 1000,
  route,
  status,
  seconds: took,
  cached
}))

async function rowsOf(sink: Parameters<typeof runPipelines>[1][number]['sink'], table: Pipeline) {
  const run = async (partitions: readonly object[][], flink_parallelism: string) =>
    (await runPipelines([{ table: calls, partitions }], [{ sink, table }], { flink_parallelism }))
      .rows(sink.name)
      .map((row) => JSON.stringify(row))
      .sort()
  const rows = await run([documents], '1')
  const spread = [0, 1, 2].map((partition) => documents.filter((_, i) => i % 3 === partition).reverse())
  expect(await run(spread, '2')).toEqual(rows)
  return rows.map((row) => JSON.parse(row) as Record<string, unknown>)
}

const byRoute = calls.window(tumble(seconds(10))).groupBy(col('route'))
const failed = col('status').ge(500)

it('FILTER: each aggregate takes the rows for which its own condition is true', async () => {
  const sink = sinkTable('filtered', {
    route: string(),
    n: bigint(),
    errors: bigint(),
    statuses: bigint(),
    kinds: bigint(),
    slow: double(),
    most: string(),
    rate: double()
  })
  const table = byRoute.select({
    route: col('route'),
    n: count(),
    errors: count().filter(failed),
    statuses: count(col('status')).filter(failed.not()),
    kinds: countDistinct(col('status')).filter(col('status').lt(500)),
    slow: sum(col('seconds')).filter(col('seconds').gt(1)),
    most: max(col('route')).filter(failed),
    rate: avg(col('seconds')).filter(col('cached')).filter(col('status').eq(200))
  })
  expect(await rowsOf(sink, table)).toEqual([
    { route: '/a', n: 1, errors: 1, statuses: 0, kinds: 0, slow: 8, most: '/a', rate: null },
    { route: '/a', n: 4, errors: 1, statuses: 3, kinds: 2, slow: 1.5, most: '/a', rate: 0.5 },
    { route: '/b', n: 2, errors: 0, statuses: 1, kinds: 1, slow: 4, most: null, rate: 2 }
  ])
})

it('FILTER stands in HAVING and in expressions', async () => {
  const sink = sinkTable('alerts', { route: string(), quiet: boolean() })
  const table = byRoute
    .having(count().filter(failed).gt(0))
    .select({ route: col('route'), quiet: count().filter(col('cached')).ge(count().filter(failed)) })
  expect(await rowsOf(sink, table)).toEqual([
    { route: '/a', quiet: false },
    { route: '/a', quiet: true }
  ])
})

it('DISTINCT: equal values count once', async () => {
  const sink = sinkTable('distinct', {
    route: string(),
    n: bigint(),
    total: bigint(),
    mean: double(),
    middle: double(),
    least: bigint(),
    spread: double(),
    few: bigint()
  })
  const table = byRoute.select({
    route: col('route'),
    n: count(col('status')).distinct(),
    total: sum(col('status')).distinct(),
    mean: avg(col('seconds')).distinct(),
    middle: percentile(col('status'), 0.5).distinct(),
    least: min(col('status')).distinct(),
    spread: varPop(col('seconds')).distinct(),
    few: sum(col('status')).distinct().filter(failed.not())
  })
  expect(await rowsOf(sink, table)).toEqual([
    { route: '/a', n: 1, total: 500, mean: 8, middle: 500, least: 500, spread: 0, few: null },
    { route: '/a', n: 3, total: 1104, mean: 1, middle: 404, least: 200, spread: 0.25, few: 604 },
    { route: '/b', n: 1, total: 200, mean: 2, middle: 200, least: 200, spread: 0, few: 200 }
  ])
})

describe.each([
  ['tumble', tumble(seconds(10)), [0.25, null]],
  ['hop', hop(seconds(20), seconds(10)), [0.25, 12.6875, null]],
  ['cumulate', cumulate(seconds(20), seconds(10)), [0.25, 12.6875]],
  ['session', session(seconds(5)), [0.25, null]]
] as const)('%s windows', (_, window, samples) => {
  it('have spread and truth', async () => {
    const sink = sinkTable('spread', {
      start: timestamp(),
      population: double(),
      sample: double(),
      deviation: double(),
      root: double(),
      all: boolean(),
      any: boolean()
    })
    const table = calls
      .filter(col('route').eq('/a'))
      .window(window)
      .groupBy()
      .select({
        start: windowStart(),
        population: varPop(col('seconds')),
        sample: varSamp(col('seconds')),
        deviation: stddevPop(col('seconds')),
        root: stddevSamp(col('seconds')),
        all: boolAnd(col('cached')),
        any: boolOr(col('cached'))
      })
    const rows = await rowsOf(sink, table)
    expect(rows.map(({ sample }) => sample).sort()).toHaveLength(samples.length)
    for (const row of rows) {
      const { population, sample, deviation, root } = row as Record<string, number | null>
      expect(deviation).toBe(population === null ? null : Math.sqrt(population ?? 0))
      expect(root).toBe(sample === null ? null : Math.sqrt(sample ?? 0))
      expect(row['all']).toBe(false)
    }
  })
})

it('a filter is a null in place of what it leaves out, computed once for all', () => {
  const condition = reading('level').gt(1)
  const table = source
    .window(tumble(1000))
    .groupBy()
    .select({ n: count().filter(condition), m: sum(reading('limit')).filter(condition) })
  const lines = scanLines(lower([{ sink: sinkTable('two', { n: bigint(), m: bigint() }), table }]))
  expect(lines).toEqual([
    'r3 = GT_K BIGINT level 1 on s0',
    'r4 = CONST BOOLEAN true on s0',
    'r5 = CONST BOOLEAN null on s0',
    'r6 = CASE BOOLEAN r3:r4 else r5 on s0',
    'r7 = CONST BIGINT null on s0',
    'r8 = CASE BIGINT r3:limit else r7 on s0'
  ])
})

describe('what cannot be said', () => {
  const one = (n: Aggregate<'BIGINT', 'readings'>) => () =>
    lower([{ table: source.window(tumble(1000)).groupBy().select({ n }) }])

  it('DISTINCT of whole rows', () => {
    expect(one(count().distinct())).toThrow('COUNT(*) has no form over distinct values; leave out distinct()')
  })

  it('a filter of groups', () => {
    expect(one(count().filter(count().gt(1) as never))).toThrow(
      'COUNT(*) FILTER (WHERE (COUNT(*) > 1)) is an aggregate of an aggregate'
    )
  })

  it('a filter that is no condition', () => {
    expect(one(count().filter(reading('name') as never))).toThrow('the filter of COUNT(*)')
  })
})
