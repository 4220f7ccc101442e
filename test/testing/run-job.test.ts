import { describe, expect, it } from 'vitest'
import {
  array,
  bigint,
  count,
  defineJob,
  defineSource,
  double,
  epochMicros,
  epochMillis,
  epochSeconds,
  iso8601,
  json,
  minutes,
  recordTimestamp,
  sinkTable,
  string,
  timestamp,
  tumble,
  windowStart
} from 'millrace'
import type { EventTime } from 'millrace'
import { clock, epoch, record, runJob, watermark } from 'millrace/testing'

const schema = { page: string(), at: string(), n: bigint(), x: double(), t: timestamp() }
const perMinute = sinkTable('per_minute', { minute: timestamp(), page: string(), views: bigint() })
const T = Date.UTC(2026, 0, 1)

function counting(eventTime: EventTime<typeof schema>) {
  const visits = defineSource('visits', { schema, eventTime, watermarkDelaySeconds: 10 })
  return defineJob({
    name: 'PerMinute',
    sink: perMinute,
    pipeline: () =>
      visits
        .window(tumble(minutes(1)))
        .groupBy(visits.col('page'))
        .select({ minute: windowStart(), page: visits.col('page'), views: count() })
  })
}

const times = sinkTable('times', { time: timestamp() })
function showing(eventTime: EventTime<typeof schema>) {
  const visits = defineSource('visits', { schema, eventTime })
  return defineJob({
    name: 'Times',
    sink: times,
    pipeline: () => visits.select({ time: visits.record.time })
  })
}

const shown = async (eventTime: EventTime<typeof schema>, events: readonly object[]) => {
  const { rows, undated } = await runJob(showing(eventTime), { events })
  return [...rows.map(({ time }) => time), ...(undated > 0 ? [`${undated} undated`] : [])]
}

describe('runJob', () => {
  const views = (at: number, page = '/') => ({ page, t: T + at * 1000 })

  it('fires all windows at the end, within milliseconds', async () => {
    const job = counting('t')
    const events = [views(0), views(59), views(60), views(61, '/a')]
    await runJob(job, { events })
    const before = performance.now()
    const { rows, late } = await runJob(job, { events })
    expect(performance.now() - before).toBeLessThan(500)
    expect(rows).toHaveLength(3)
    expect(rows).toEqual(
      expect.arrayContaining([
        { minute: '2026-01-01 00:00:00Z', page: '/', views: 2 },
        { minute: '2026-01-01 00:01:00Z', page: '/', views: 1 },
        { minute: '2026-01-01 00:01:00Z', page: '/a', views: 1 }
      ])
    )
    expect(late).toBe(0)
  })

  it('has watermarks where the test says, and what comes behind them is late', async () => {
    const events = [views(0), watermark('2026-01-01T00:01:00Z'), views(30), views(70)]
    const { epochs, late } = await runJob(counting('t'), { events })
    expect(epochs[0]).toEqual([{ minute: '2026-01-01 00:00:00Z', page: '/', views: 1 }])
    expect(epochs.flat()).toHaveLength(2)
    expect(late).toBe(1)
  })

  it('has lateness by one option: an epoch an event', async () => {
    const events = [views(0), views(75), views(30), views(130)]
    expect((await runJob(counting('t'), { events })).late).toBe(0)
    const { late, rows } = await runJob(counting('t'), { events, epochSize: 1 })
    expect(late).toBe(1)
    expect(rows.map(({ views }) => views)).toEqual([1, 1, 1])
    expect((await runJob(counting('t'), { events, epochSize: 1, watermarkDelayMs: 60_000 })).late).toBe(0)
  })

  it('leaves windows open at the end where it is told so', async () => {
    const events = [views(0), views(75), epoch(), views(76)]
    expect((await runJob(counting('t'), { events, hold: true })).rows).toHaveLength(1)
  })

  it('has a clock for processing time', async () => {
    const events = [
      clock('2026-01-01T00:00:10Z'),
      { page: '/' },
      clock('2026-01-01T00:01:00Z'),
      { page: '/' }
    ]
    const { rows } = await runJob(counting('t'), { events, processingTime: true })
    expect(rows.map(({ minute }) => minute)).toEqual(['2026-01-01 00:00:00Z', '2026-01-01 00:01:00Z'])
  })

  it('counts what cannot be used, and refuses sources that the job has not', async () => {
    const events = [record({ value: 'no document' }), { page: '/' }, views(1)]
    expect(await runJob(counting('t'), { events })).toMatchObject({ malformed: 1, undated: 1 })
    await expect(runJob(counting('t'), { events: { visit: [] } })).rejects.toThrow('it reads visits')
  })
})

describe('event times', () => {
  const text = '2026-01-01 00:00:01.5Z'
  const seconds = T / 1000 + 1

  it('are seconds, milliseconds or microseconds', async () => {
    expect(await shown(epochSeconds('n'), [{ n: seconds }, { n: String(seconds) }, { n: null }])).toEqual([
      '2026-01-01 00:00:01Z',
      '2026-01-01 00:00:01Z',
      '1 undated'
    ])
    expect(
      await shown(epochSeconds('x'), [{ x: seconds + 0.5 }, { x: 1767225601.001 }, { x: 1e300 }])
    ).toEqual([text, '2026-01-01 00:00:01.001Z', '1 undated'])
    expect(await shown(epochMillis('n'), [{ n: T + 1500 }])).toEqual([text])
    expect(await shown(epochMicros('n'), [{ n: (T + 1500) * 1000 + 999 }, { n: -1 }])).toEqual([
      text,
      '1969-12-31 23:59:59.999Z'
    ])
  })

  it.each([
    ['2026-01-01T00:00:01.5Z', text],
    ['2026-01-01 00:00:01.500999', text],
    ['2026-01-01T02:00:01.5+02:00', text],
    ['2026-01-01T02:00:01.5+0200', text],
    ['2025-12-31T19:00:01.5-05', text],
    ['2026-01-01', '2026-01-01 00:00:00Z'],
    ['01/01/2026', '1 undated'],
    ['2026-01-01T00:00:01+2', '1 undated']
  ])('are ISO-8601 text: %s', async (at, expected) => {
    expect(await shown(iso8601('at'), [{ at }])).toEqual([expected])
  })

  it('are in the zone that the source says where the text names none', async () => {
    const time = iso8601('at', { zone: '+01:00' })
    const events = [{ at: '2026-01-01T01:00:01.5' }, { at: '2026-01-01T00:00:01.5Z' }]
    expect(await shown(time, events)).toEqual([text, text])
    expect(() => iso8601('at', { zone: 'Europe/Vienna' })).toThrow('summer time')
  })

  it('are those of the records', async () => {
    const events = [
      record({ value: {}, timestamp: T + 1500 }),
      record({ value: {}, timestamp: T }),
      { page: '/' }
    ]
    expect(await shown(recordTimestamp(), events)).toEqual([text, '2026-01-01 00:00:00Z', '1 undated'])
  })

  it('are of columns that can say them', () => {
    const wrong = (time: unknown) => () => defineSource('visits', { schema, eventTime: time as 't' })
    expect(wrong(epochSeconds('at'))).toThrow('at is STRING; seconds are read from BIGINT or DOUBLE')
    expect(wrong(iso8601('nothing'))).toThrow('nothing is not a column of it')
    expect(wrong('page')).toThrow('page is not a TIMESTAMP column')
  })
})

describe('records around documents', () => {
  const around = sinkTable('around', {
    key: string(),
    trace: string(),
    partition: bigint(),
    offset: bigint(),
    at: timestamp(),
    page: string()
  })
  const visits = defineSource('visits', { schema, eventTime: 't' })
  const job = defineJob({
    name: 'Around',
    sink: around,
    pipeline: () =>
      visits.select({
        key: visits.record.key,
        trace: visits.record.header('trace.id'),
        partition: visits.record.partition,
        offset: visits.record.offset,
        at: visits.record.timestamp,
        page: visits.col('page')
      })
  })

  it('are columns', async () => {
    const value = { page: '/', t: T }
    const { rows } = await runJob(job, {
      events: [
        record({ value, key: 'k', headers: { other: 'x', 'trace.id': 'ü' }, timestamp: T, partition: 3 }),
        record({ value, key: '', headers: { 'trace.i': 'x' }, timestamp: T + 1, partition: 3 }),
        value
      ]
    })
    expect(rows).toEqual(
      [
        { key: null, trace: null, partition: 0, offset: 0, at: null, page: '/' },
        { key: 'k', trace: 'ü', partition: 3, offset: 0, at: '2026-01-01 00:00:00Z', page: '/' },
        { key: '', trace: null, partition: 3, offset: 1, at: '2026-01-01 00:00:00.001Z', page: '/' }
      ].sort((a, b) => b.partition - a.partition)
    )
  })
})

describe('values as they came, and elements of arrays', () => {
  const carts = defineSource('carts', {
    schema: { t: timestamp(), items: array({ price: double(), tags: array(string()) }), more: json() },
    eventTime: 't'
  })
  const job = defineJob({
    name: 'Carts',
    sink: sinkTable('priced', {
      value: string(),
      items: string(),
      first: double(),
      second: double(),
      tag: string(),
      deep: string()
    }),
    pipeline: () =>
      carts.select({
        value: carts.record.value,
        items: carts.col('items'),
        first: carts.col('items[1].price'),
        second: carts.col('items[2].price'),
        tag: carts.col('items[2].tags[1]'),
        deep: carts.col('more.list[2].name')
      })
  })

  it('are columns', async () => {
    const value = `{ "t":${T}, "items": [{"price":1.5} , {"tags":["ü", 7],"price":"2"}],"more":{"list":[1,{"name":true}]}, "x":"\\u00fc" }`
    const none = { first: null, second: null, tag: null, deep: null }
    const { rows } = await runJob(job, {
      events: [value, { t: T, items: { price: 1 } }, { t: T, items: [] }].map((each) =>
        record({ value: each })
      )
    })
    expect(rows).toEqual([
      {
        value,
        items: '[{"price":1.5},{"tags":["ü",7],"price":"2"}]',
        first: 1.5,
        second: 2,
        tag: 'ü',
        deep: 'true'
      },
      { value: `{"t":${T},"items":{"price":1}}`, items: '{"price":1}', ...none },
      { value: `{"t":${T},"items":[]}`, items: '[]', ...none }
    ])
  })

  it('refuse members that could be elements', () => {
    const wrong = { 'a[1]': string(), t: timestamp() }
    expect(() => defineSource('wrong', { schema: wrong, eventTime: 't' })).toThrow('an element of an array')
  })
})
