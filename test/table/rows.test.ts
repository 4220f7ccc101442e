/** Rows of operators around a window, through the whole engine, against rows computed by hand. */
import { describe, expect, it } from 'vitest'
import { abs, avg, bigint, boolean, caseWhen, coalesce, count, double } from '../../src/table/index.js'
import { cumulate, max, seconds, sinkTable, sourceTable, string, sum } from '../../src/table/index.js'
import { timestamp, tumble, union, windowEnd, windowStart } from '../../src/table/index.js'
import { runPipelines } from '../support/run-pipelines.js'

const orders = sourceTable(
  'orders',
  { placed: timestamp(), shop: { city: string() }, cents: bigint(), express: boolean() },
  { eventTime: 'placed' }
)
const returns = sourceTable(
  'returns',
  { at: timestamp(), city: string(), refund: string() },
  { eventTime: 'at' }
)
const { col } = orders

const START = Date.UTC(2026, 0, 1)
const at = (second: number) => START + second * 1000
const text = (second: number) => new Date(at(second)).toISOString().replace('T', ' ').replace('.000Z', 'Z')

/** [second, city, cents, express] */
type Order = readonly [number, string | null, number | null, boolean]
const order = ([second, city, cents, express]: Order) => ({
  placed: at(second),
  shop: { city },
  cents,
  express
})

const placed: readonly Order[] = [
  [0, 'Bern', 500, false],
  [1, 'Bern', -200, true],
  [2, 'Rome', 900, false],
  [9, null, 100, true],
  [10, 'Bern', 300, false],
  [12, 'Rome', null, false],
  [13, 'Rome', 50, true],
  [19, 'Rome', 70, false],
  [25, 'Oslo', 1, false]
]
const both = [placed.slice(0, 5).map(order), placed.slice(5).map(order)]
const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort()

const PARALLELISM = ['1', '2']

describe.each(PARALLELISM)('parallelism %s', (flink_parallelism) => {
  const run = (pipelines: Parameters<typeof runPipelines>[1]) =>
    runPipelines([{ table: orders, partitions: both }], pipelines, { flink_parallelism })
  const grouped = orders.window(tumble(seconds(10))).groupBy(col('shop.city'))

  it('HAVING leaves out groups, by aggregates that are written and others', async () => {
    const sink = sinkTable('busy', { start: timestamp(), city: string(), n: bigint() })
    const table = grouped
      .having(count().ge(2))
      .having(max(col('cents')).gt(60).and(col('shop.city').isNotNull()))
      .select({ start: windowStart(), city: col('shop.city'), n: count() })
    expect(sorted((await run([{ sink, table }])).rows('busy'))).toEqual(
      sorted([
        { start: text(0), city: 'Bern', n: 2 },
        { start: text(10), city: 'Rome', n: 3 }
      ])
    )
  })

  it('expressions of keys, aggregates and the window', async () => {
    const sink = sinkTable('labels', {
      label: string(),
      size: string(),
      turnover: bigint(),
      mean: double(),
      until: string()
    })
    const table = grouped.select({
      label: coalesce(col('shop.city'), 'online'),
      size: caseWhen(
        [
          [count().gt(2), 'large'],
          [count().gt(1), 'middling']
        ],
        'small'
      ),
      turnover: abs(sum(col('cents'))),
      mean: coalesce(avg(col('cents')), -1),
      until: windowEnd().cast(string())
    })
    expect(sorted((await run([{ sink, table }])).rows('labels'))).toEqual(
      sorted([
        { label: 'Bern', size: 'middling', turnover: 300, mean: 150, until: text(10).replace('Z', '.000') },
        { label: 'Rome', size: 'small', turnover: 900, mean: 900, until: text(10).replace('Z', '.000') },
        { label: 'online', size: 'small', turnover: 100, mean: 100, until: text(10).replace('Z', '.000') },
        { label: 'Bern', size: 'small', turnover: 300, mean: 300, until: text(20).replace('Z', '.000') },
        { label: 'Rome', size: 'large', turnover: 120, mean: 60, until: text(20).replace('Z', '.000') },
        { label: 'Oslo', size: 'small', turnover: 1, mean: 1, until: text(30).replace('Z', '.000') }
      ])
    )
  })

  it('a pipeline without a window writes a row a record, in the order of each partition', async () => {
    const sink = sinkTable('express', {
      placed: timestamp(),
      city: string(),
      euros: double(),
      kind: string()
    })
    const table = orders.filter(col('express')).select({
      placed: col('placed'),
      city: coalesce(col('shop.city'), 'online'),
      euros: abs(col('cents')).cast(double()),
      kind: caseWhen([[col('cents').lt(0), 'refund']], 'sale')
    })
    const rows = (await run([{ sink, table }])).rows('express')
    expect(rows.filter(({ placed: time }) => String(time) < text(12))).toEqual([
      { placed: text(1), city: 'Bern', euros: 200, kind: 'refund' },
      { placed: text(9), city: 'online', euros: 100, kind: 'sale' }
    ])
    expect(rows.filter(({ placed: time }) => String(time) >= text(12))).toEqual([
      { placed: text(13), city: 'Rome', euros: 50, kind: 'sale' }
    ])
  })

  it('cumulating windows grow by steps and begin anew', async () => {
    const sink = sinkTable('growing', {
      start: timestamp(),
      until: timestamp(),
      n: bigint(),
      cents: bigint()
    })
    const table = orders
      .window(cumulate(seconds(20), seconds(5)))
      .groupBy()
      .select({ start: windowStart(), until: windowEnd(), n: count(), cents: sum(col('cents')) })
    expect(sorted((await run([{ sink, table }])).rows('growing'))).toEqual(
      sorted([
        { start: text(0), until: text(5), n: 3, cents: 1200 },
        { start: text(0), until: text(10), n: 4, cents: 1300 },
        { start: text(0), until: text(15), n: 7, cents: 1650 },
        { start: text(0), until: text(20), n: 8, cents: 1720 },
        { start: text(20), until: text(30), n: 1, cents: 1 },
        { start: text(20), until: text(35), n: 1, cents: 1 },
        { start: text(20), until: text(40), n: 1, cents: 1 }
      ])
    )
  })
})

describe('two sources', () => {
  const gone = [
    { at: at(3), city: 'Bern', refund: '120' },
    { at: at(4), city: 'Rome', refund: 'unknown' },
    { at: at(11), city: 'Rome', refund: '20' },
    { at: at(31), city: 'Rome', refund: '5' }
  ]
  const inputs = [
    { table: orders, partitions: both },
    { table: returns, partitions: [gone] }
  ]
  const cityAndCents = union(
    'balance',
    orders.filter(col('cents').gt(0)).select({ city: col('shop.city'), cents: col('cents') }),
    returns.select({ city: returns.col('city'), cents: returns.col('refund').cast(bigint()) })
  )

  it.each(PARALLELISM)('in one window aggregate, parallelism %s', async (flink_parallelism) => {
    const sink = sinkTable('balance', { start: timestamp(), city: string(), n: bigint(), cents: bigint() })
    const city = cityAndCents.col('city')
    const table = cityAndCents
      .filter(city.ne('Oslo'))
      .window(tumble(seconds(10)))
      .groupBy(city)
      .select({ start: windowStart(), city, n: count(), cents: sum(cityAndCents.col('cents')) })
    const rows = (await runPipelines(inputs, [{ sink, table }], { flink_parallelism })).rows('balance')
    expect(sorted(rows)).toEqual(
      sorted([
        { start: text(0), city: 'Bern', n: 2, cents: 620 },
        { start: text(0), city: 'Rome', n: 2, cents: 900 },
        { start: text(10), city: 'Bern', n: 1, cents: 300 },
        { start: text(10), city: 'Rome', n: 3, cents: 140 },
        { start: text(30), city: 'Rome', n: 1, cents: 5 }
      ])
    )
  })

  it('without a window, each in the order of its partitions', async () => {
    const sink = sinkTable('all', { city: string(), cents: bigint() })
    const rows = (await runPipelines(inputs, [{ sink, table: cityAndCents }])).rows('all')
    const expected = [
      ...placed
        .filter(([, , cents]) => cents !== null && cents > 0)
        .map(([, city, cents]) => ({ city, cents })),
      ...[120, null, 20, 5].map((cents, i) => ({ city: gone[i]?.city, cents }))
    ]
    expect(sorted(rows)).toEqual(sorted(expected))
  })

  it('with a job on each', async () => {
    const orderSink = sinkTable('orders_by_city', { start: timestamp(), city: string(), n: bigint() })
    const returnSink = sinkTable('returns_by_city', { start: timestamp(), city: string(), n: bigint() })
    const rows = await runPipelines(inputs, [
      {
        sink: orderSink,
        table: orders
          .window(tumble(seconds(20)))
          .groupBy(col('shop.city'))
          .select({ start: windowStart(), city: col('shop.city'), n: count() })
      },
      {
        sink: returnSink,
        table: returns
          .window(tumble(seconds(20)))
          .groupBy(returns.col('city'))
          .select({ start: windowStart(), city: returns.col('city'), n: count() })
      }
    ])
    expect(sorted(rows.rows('orders_by_city'))).toEqual(
      sorted([
        { start: text(0), city: 'Bern', n: 3 },
        { start: text(0), city: 'Rome', n: 4 },
        { start: text(0), city: null, n: 1 },
        { start: text(20), city: 'Oslo', n: 1 }
      ])
    )
    expect(sorted(rows.rows('returns_by_city'))).toEqual(
      sorted([
        { start: text(0), city: 'Bern', n: 1 },
        { start: text(0), city: 'Rome', n: 2 },
        { start: text(20), city: 'Rome', n: 1 }
      ])
    )
  })
})
