import { describe, expect, it } from 'vitest'
import {
  bigint,
  boolean,
  count,
  double,
  max,
  session,
  sinkTable,
  sourceTable,
  string,
  timestamp,
  tumble,
  windowDuration,
  windowEnd,
  windowStart
} from '../../../src/table/index.js'
import { compilePlan } from '../../../src/plan/compile.js'
import type { CompileOptions } from '../../../src/plan/lower/plan.js'
import type { Pipeline, SinkTable } from '../../../src/table/index.js'
import { timestampText } from '../window/pipelines.js'
import { Random } from '../window/random-epochs.js'
import { rowsOf, TestKernel } from '../window/test-kernel.js'

const source = sourceTable(
  'readings',
  { text: string(), whole: bigint(), real: double(), flag: boolean(), seen: timestamp(), at: timestamp() },
  { eventTime: 'at' }
)
const { col } = source

function kernelFor(sink: SinkTable, table: Pipeline, options: Partial<CompileOptions> = {}): TestKernel {
  const plan = compilePlan([{ name: 'job', sink, table }], {
    processingTime: false,
    notNullEnforcer: 'keep',
    keyGroups: 128,
    ...options
  })
  return new TestKernel(plan)
}

/** Rows of one epoch. */
function rows(kernel: TestKernel, values: readonly object[]): string[] {
  kernel.merge(kernel.scan(values)[0]!)
  return kernel.close(Infinity)
}

const texts = sinkTable('texts', { text: string(), n: bigint() })
const byText = source
  .window(session(1))
  .groupBy(col('text'))
  .select({ text: col('text'), n: count() })

describe('strings', () => {
  const kernel = kernelFor(texts, byText)
  let clock = 0

  /** The row of a key, as it stands. */
  function written(text: string): string {
    clock += 10
    kernel.merge(kernel.scan([{ text, at: clock }])[0]!)
    return kernel.close(clock)[0]!
  }

  it('escape no more than JSON must', () => {
    for (let code = 0; code < 0x100; code++) {
      const text = `a${String.fromCharCode(code)}b`
      expect(written(text)).toBe(`{"text":${JSON.stringify(text)},"n":1}`)
    }
  })

  it.each(['"', '\\', '\n', '\u0000', '\u001f', '\u007f', 'é', '€', '😀', '/', '\u2028'])(
    'hold %j wherever it stands',
    (piece) => {
      for (let before = 0; before < 36; before += 3) {
        for (let after = 0; after < 36; after += 5) {
          const text = 'x'.repeat(before) + piece + 'y'.repeat(after) + piece
          expect(written(text)).toBe(`{"text":${JSON.stringify(text)},"n":1}`)
        }
      }
    }
  )

  it('hold random text', () => {
    const random = new Random(7)
    const pieces = ['a', '"', '\\', '\t', '\u0001', 'ß', '漢', '🚀', ' ', '0123456789abcdef', '{', ',']
    for (let i = 0; i < 300; i++) {
      const text = Array.from({ length: random.below(60) }, () => random.pick(pieces)).join('')
      expect(written(text)).toBe(`{"text":${JSON.stringify(text)},"n":1}`)
    }
  })
})

describe('timestamps', () => {
  const sink = sinkTable('times', { start: timestamp(), end: timestamp(), duration: bigint() })
  const table = source
    .window(session(1))
    .groupBy()
    .select({ start: windowStart(), end: windowEnd(), duration: windowDuration() })

  function starts(times: readonly number[]): string[] {
    return rows(
      kernelFor(sink, table),
      times.map((at) => ({ at }))
    ).map((row) => (JSON.parse(row) as { start: string }).start)
  }

  it('print the fraction without trailing zeros, and none when it is zero', () => {
    expect(starts([0, 100, 120, 123, 203, 230, 1000, 1001])).toEqual([
      '1970-01-01 00:00:00Z',
      '1970-01-01 00:00:00.1Z',
      '1970-01-01 00:00:00.12Z',
      '1970-01-01 00:00:00.123Z',
      '1970-01-01 00:00:00.203Z',
      '1970-01-01 00:00:00.23Z',
      '1970-01-01 00:00:01Z'
    ])
  })

  it('print every part of the calendar', () => {
    const random = new Random(3)
    const least = -62_135_596_800_000
    const greatest = 253_402_300_799_999
    const times = [
      '2000-02-29',
      '1900-03-01',
      '2100-02-28',
      '2024-12-31',
      '0004-02-29',
      '1600-02-29',
      '1969-12-31'
    ]
      .map((day) => Date.parse(`${day}T23:59:59.999Z`))
      .concat([least, -1, -1000, greatest])
    for (let i = 0; i < 3000; i++) times.push(least + Math.floor(random.next() * (greatest - least)))
    const distinct = [...new Set(times)].sort((a, b) => a - b)
    expect(starts(distinct)).toEqual(distinct.map(timestampText))
  })

  it('floor durations to their unit', () => {
    const kernel = kernelFor(
      sinkTable('durations', { exact: bigint(), floored: bigint() }),
      source
        .window(session(1500))
        .groupBy()
        .select({ exact: windowDuration(), floored: windowDuration({ floorTo: 'second' }) })
    )
    expect(rows(kernel, [{ at: 0 }, { at: 499 }, { at: 5000 }])).toEqual([
      '{"exact":1999,"floored":1000}',
      '{"exact":1500,"floored":1000}'
    ])
  })
})

describe('keys', () => {
  const sink = sinkTable('keys', {
    whole: bigint(),
    real: double(),
    flag: boolean(),
    seen: timestamp(),
    text: string(),
    n: bigint()
  })
  const table = source
    .window(tumble(1000))
    .groupBy(col('text'), col('whole'), col('real'), col('flag'), col('seen'))
    .select({
      whole: col('whole'),
      real: col('real'),
      flag: col('flag'),
      seen: col('seen'),
      text: col('text'),
      n: count()
    })

  it('of every type are printed, nulls too', () => {
    expect(
      rows(kernelFor(sink, table), [
        { at: 1, whole: -5, real: 1.5, flag: true, seen: 1500, text: 'a' },
        { at: 2, whole: 5, real: -2, flag: false, seen: -1, text: '' },
        { at: 3 }
      ])
    ).toEqual([
      '{"whole":-5,"real":1.5,"flag":true,"seen":"1970-01-01 00:00:01.5Z","text":"a","n":1}',
      '{"whole":5,"real":-2.0,"flag":false,"seen":"1969-12-31 23:59:59.999Z","text":"","n":1}',
      '{"whole":null,"real":null,"flag":null,"seen":null,"text":null,"n":1}'
    ])
  })

  it('tell nulls from zeros and empty text, but not -0 from 0', () => {
    const values = [
      { at: 1, whole: 0 },
      { at: 1, whole: null },
      { at: 1, real: 0 },
      { at: 1, flag: false },
      { at: 1, seen: 0 },
      { at: 1, text: '' },
      { at: 1, text: 'null' }
    ]
    const raw = ['{"at":1,"real":-0}', '{"at":1,"real":-0.0}'].map((text) => Buffer.from(text))
    const found = rows(kernelFor(sink, table), [...values, ...raw]).map(
      (row) => (JSON.parse(row) as { n: number }).n
    )
    expect(found).toEqual([1, 1, 3, 1, 1, 1, 1])
  })
})

describe('NOT NULL columns', () => {
  const sink = sinkTable('strict', {
    text: string({ notNull: true }),
    greatest: bigint({ notNull: true }),
    n: bigint()
  })
  const table = source
    .window(tumble(1000))
    .groupBy(col('text'))
    .select({ text: col('text'), greatest: max(col('whole')), n: count() })
  const values = [
    { at: 1, text: 'a', whole: 1 },
    { at: 2, whole: 2 },
    { at: 3, text: 'b' }
  ]

  it('keep nulls when they are told to', () => {
    const kernel = kernelFor(sink, table)
    expect(rows(kernel, values)).toEqual([
      '{"text":"a","greatest":1,"n":1}',
      '{"text":null,"greatest":2,"n":1}',
      '{"text":"b","greatest":null,"n":1}'
    ])
    expect(kernel.mergeStats().jobs[0]).toMatchObject({ rowsOut: 3, dropped: 0 })
  })

  it('drop and count rows with nulls when they are told to', () => {
    const kernel = kernelFor(sink, table, { notNullEnforcer: 'drop' })
    expect(rows(kernel, values)).toEqual(['{"text":"a","greatest":1,"n":1}'])
    expect(kernel.mergeStats().jobs[0]).toMatchObject({ rowsOut: 1, dropped: 2, open: 0 })
  })
})

describe('segments', () => {
  it('stay under 900,000 bytes, and hold all rows in order', () => {
    const kernel = kernelFor(texts, byText)
    for (let round = 0; round < 3; round++) {
      const keys = Array.from({ length: 30_000 }, (_, i) => `${String(i).padStart(6, '0')}-${'x'.repeat(60)}`)
      kernel.merge(kernel.scan(keys.map((text, i) => ({ text, at: round * 1e6 + i })))[0]!)
      kernel.closeEpoch(round * 1e6 + 500_000)
      const segments = kernel.takeSegments()
      expect(segments.length).toBeGreaterThan(2)
      expect(Math.max(...segments.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(900_000)
      expect(Math.min(...segments.slice(0, -1).map(({ bytes }) => bytes.length))).toBeGreaterThan(899_000)
      const found = segments.flatMap((segment) =>
        rowsOf(segment).map((row) => (JSON.parse(row) as { text: string }).text)
      )
      expect(found).toEqual(keys)
      expect(kernel.exports.outputSegmentCount()).toBe(0)
    }
  })

  it('hold one row that is larger alone', () => {
    const kernel = kernelFor(texts, byText)
    const keys = ['small', 'L'.repeat(2_000_000), 'after', '"'.repeat(500_000), 'end']
    kernel.merge(kernel.scan(keys.map((text, i) => ({ text, at: i })))[0]!)
    kernel.closeEpoch(Infinity)
    const segments = kernel.takeSegments()
    expect(segments.map(({ count: records }) => records)).toEqual([1, 1, 1, 1, 1])
    const found = segments.flatMap(rowsOf).map((row) => (JSON.parse(row) as { text: string }).text)
    expect(found).toEqual(keys)
  })

  it('collect several epochs until they are released, a job apart from the others', () => {
    const table = source
      .window(tumble(10))
      .groupBy(col('text'))
      .select({ text: col('text'), n: count() })
    const jobs = ['one', 'two'].map((name) => ({ name, sink: texts, table }))
    const kernel = new TestKernel(
      compilePlan(jobs, { processingTime: false, notNullEnforcer: 'keep', keyGroups: 128 })
    )
    for (const at of [0, 10, 20]) {
      kernel.merge(kernel.scan([{ text: `t${at}`, at }])[0]!)
      kernel.closeEpoch(at + 9)
    }
    const segments = kernel.takeSegments()
    expect(segments.map(({ job, count: records }) => [job, records])).toEqual([
      [0, 3],
      [1, 3]
    ])
    expect(rowsOf(segments[1]!)).toEqual([
      '{"text":"t0","n":1}',
      '{"text":"t10","n":1}',
      '{"text":"t20","n":1}'
    ])
  })
})
