/** Expressions through the whole engine: what a job says is what the kernels compute. */
import { expect, it } from 'vitest'
import { runPipelines } from '../support/run-pipelines.js'
import {
  abs,
  avg,
  bigint,
  boolean,
  caseWhen,
  coalesce,
  count,
  countDistinct,
  double,
  lit
} from '../../src/table/index.js'
import { max, min, minutes, percentile, sinkTable, string, sum } from '../../src/table/index.js'
import { timestamp, tumble, windowDuration, windowStart } from '../../src/table/index.js'
import { col, source } from './fixtures.js'
import type { Reading } from './fixtures.js'

const documents = [
  {
    at: 1,
    name: 'abc',
    level: 5,
    limit: 5,
    degrees: 1.5,
    place: { indoors: true },
    labels: { n: ' 12 ', t: 'x' }
  },
  {
    at: 2,
    name: 'b',
    level: -7,
    limit: 3,
    degrees: -2.5,
    place: { indoors: false },
    labels: { n: 'no', t: ['y'] }
  },
  { at: 3, name: '', level: 0, limit: null, degrees: 1e300, seen: 86_400_000 },
  { at: 4 }
]

const level = col('level')
const name = col('name')
const indoors = col('place.indoors')

/** Each expression with its value for each of the documents, as text. */
const cases: readonly [string, Reading, readonly (string | null)[]][] = [
  ['comparison with a constant', level.ge(0), ['TRUE', 'FALSE', 'TRUE', null]],
  ['comparison the other way round', lit(0n).lt(level), ['TRUE', 'FALSE', 'FALSE', null]],
  ['comparison of columns', level.eq(col('limit')), ['TRUE', 'FALSE', null, null]],
  ['order of text', name.lt('abd'), ['TRUE', 'FALSE', 'TRUE', null]],
  ['comparison of times', col('seen').gt(new Date(1000)), [null, null, 'TRUE', null]],
  ['comparison of truths', indoors.eq(true), ['TRUE', 'FALSE', null, null]],
  ['IN of text', name.in(['b', '']), ['FALSE', 'TRUE', 'TRUE', null]],
  ['IN of numbers', level.in([5, 0n]), ['TRUE', 'FALSE', 'TRUE', null]],
  ['IN of nothing', name.in([]), ['FALSE', 'FALSE', 'FALSE', null]],
  ['LIKE, open', name.like('%b%'), ['TRUE', 'TRUE', 'FALSE', null]],
  ['LIKE, anchored', name.like('a%c'), ['TRUE', 'FALSE', 'FALSE', null]],
  ['LIKE, anything', name.like('%'), ['TRUE', 'TRUE', 'TRUE', null]],
  ['LIKE, the same', name.like('b'), ['FALSE', 'TRUE', 'FALSE', null]],
  ['AND', indoors.and(level.gt(0)), ['TRUE', 'FALSE', 'FALSE', null]],
  ['AND with a false', indoors.and(level.gt(100)), ['FALSE', 'FALSE', 'FALSE', null]],
  ['OR', indoors.or(level.eq(0)), ['TRUE', 'FALSE', 'TRUE', null]],
  ['NOT', indoors.not(), ['FALSE', 'TRUE', null, null]],
  ['IS NULL', col('limit').isNull(), ['FALSE', 'FALSE', 'TRUE', 'TRUE']],
  ['IS NOT NULL', name.isNotNull(), ['TRUE', 'TRUE', 'TRUE', 'FALSE']],
  [
    'CASE',
    caseWhen(
      [
        [level.gt(0), 'up'],
        [level.lt(0), name]
      ],
      null
    ),
    ['up', 'b', null, null]
  ],
  ['CASE of numbers', caseWhen([[indoors, level]], -1), ['5', '-1', '-1', '-1']],
  ['COALESCE', coalesce(col('limit'), level, 9), ['5', '3', '0', '9']],
  ['text to integer', col('labels.n').cast(bigint()), ['12', null, null, null]],
  ['text to truth', col('labels.t').cast(boolean()), [null, null, null, null]],
  ['integer to double', level.cast(double()).lt(0.5), ['FALSE', 'TRUE', 'TRUE', null]],
  ['double to integer', col('degrees').cast(bigint()), ['1', '-2', null, null]],
  ['truth to integer', indoors.cast(bigint()), ['1', '0', null, null]],
  ['ABS of integers', abs(level), ['5', '7', '0', null]],
  ['ABS of doubles', abs(col('degrees')).cast(bigint()), ['1', '2', null, null]],
  ['an array as text', col('labels.t'), ['x', '["y"]', null, null]],
  ['an object as text', col('labels'), ['{"n":" 12 ","t":"x"}', '{"n":"no","t":["y"]}', null, null]]
]

/** A job that writes one expression as text, a window of 1 ms for each document. */
function windowed(expression: Reading, index: number) {
  const sink = sinkTable(`windowed_${String(index)}`, { at: timestamp(), value: string() })
  const value = expression.cast(string())
  return { sink, table: source.window(tumble(1)).groupBy(value).select({ at: windowStart(), value }) }
}

/** A job that writes one expression as text, a row for each document. */
function stateless(expression: Reading, index: number) {
  const sink = sinkTable(`stateless_${String(index)}`, { at: timestamp(), value: string() })
  return { sink, table: source.select({ at: col('at'), value: expression.cast(string()) }) }
}

/** A job that writes one expression as text, computed of the keys of a window of 1 ms for each document. */
function ofGroups(expression: Reading, index: number) {
  const sink = sinkTable(`groups_${String(index)}`, { at: timestamp(), value: string() })
  const value = coalesce(expression.cast(string()), 'null')
  const table = source.window(tumble(1)).groupBy(expression).select({ at: windowStart(), value })
  return { sink, table }
}

it.each([
  ['among rows that are grouped', windowed, null],
  ['among rows that are written as they come', stateless, null],
  ['among groups', ofGroups, 'null']
] as const)('expressions mean what SQL says %s', async (_, jobOf, nothing) => {
  const jobs = cases.map(([, expression], i) => jobOf(expression, i))
  const sink = await runPipelines([{ table: source, partitions: [documents] }], jobs)
  for (const [i, [title, , expected]] of cases.entries()) {
    const rows = sink
      .rows(jobs[i]!.sink.name)
      .toSorted((a, b) => (String(a['at']) < String(b['at']) ? -1 : 1))
    expect(
      rows.map(({ value }) => value),
      title
    ).toEqual(expected.map((value) => value ?? nothing))
  }
})

const summary = sinkTable('summary', {
  first: timestamp(),
  indoors: boolean(),
  longest: string(),
  total: bigint(),
  warmth: double(),
  mean: double(),
  whole: double(),
  median: double(),
  names: bigint(),
  seen: bigint(),
  all: bigint(),
  ms: bigint()
})

it('aggregates have the type of their column', async () => {
  const table = source
    .filter(col('degrees').lt(1000))
    .window(tumble(minutes(1)))
    .groupBy()
    .select({
      first: min(col('at')),
      indoors: max(indoors),
      longest: max(name),
      total: sum(level),
      warmth: sum(col('degrees')),
      mean: avg(col('limit')),
      whole: avg(level, { truncate: true }),
      median: percentile(level, 0.5),
      names: countDistinct(name),
      seen: count(col('seen')),
      all: count(),
      ms: windowDuration()
    })
  const sink = await runPipelines([{ table: source, partitions: [documents] }], [{ sink: summary, table }])
  expect(sink.rows('summary')).toEqual([
    {
      first: '1970-01-01 00:00:00.001Z',
      indoors: true,
      longest: 'b',
      total: -2,
      warmth: -1,
      mean: 4,
      whole: -1,
      median: -1,
      names: 2,
      seen: 0,
      all: 2,
      ms: 60_000
    }
  ])
})
