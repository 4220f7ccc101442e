/** What the operators around a window lower to: HAVING, expressions of groups, no window at all, unions. */
import { describe, expect, it } from 'vitest'
import { abs, avg, bigint, boolean, caseWhen, coalesce, count, double } from '../../src/table/index.js'
import { lit, max, min, sinkTable, sourceTable, string, sum, timestamp } from '../../src/table/index.js'
import { cumulate, tumble, union, windowDuration, windowEnd, windowStart } from '../../src/table/index.js'
import {
  aggregateJob,
  col,
  countWhere,
  lower,
  mergeJob,
  mergeLines,
  rowsJob,
  scanLines,
  scanOf,
  source
} from './fixtures.js'

const byName = source.window(tumble(1000)).groupBy(col('name'))
const named = sinkTable('named', { name: string(), n: bigint() })

describe('HAVING', () => {
  it('is a selection of the groups, over what they fill', () => {
    const table = byName
      .having(count().gt(5).and(col('name').ne('x')))
      .select({ name: col('name'), n: count() })
    const plan = lower([{ sink: named, table }])
    expect(mergeLines(plan)).toEqual([
      'r1 = GT_K BIGINT AGGREGATE0 5 on s0',
      's1 = FILTER r1 on s0',
      "r3 = NE_K STRING KEY0 'x' on s1",
      's2 = FILTER r3 on s1'
    ])
    expect(mergeJob(plan)).toMatchObject({
      allRows: 0,
      selection: 2,
      firstInstruction: 0,
      instructionCount: 4
    })
    expect(mergeJob(plan).columns.map(({ register }) => register)).toEqual([2, 0])
  })

  it('may ask for aggregates that are not written, and shares those that are', () => {
    const table = byName
      .having(sum(col('level')).gt(0))
      .having(max(col('level')).lt(9))
      .select({ name: col('name'), n: sum(col('level')) })
    const plan = lower([{ sink: named, table }])
    expect(aggregateJob(plan).aggregates.map(({ code }) => code)).toEqual([3, 6])
    expect(mergeJob(plan).groupColumns.map(({ source: from, index }) => [from, index])).toEqual([
      ['AGGREGATE', 0],
      ['AGGREGATE', 1],
      ['KEY', 0]
    ])
  })

  it('leaves the scan as it is', () => {
    const plain = byName.select({ name: col('name'), n: count() })
    const having = byName.having(count().gt(5)).select({ name: col('name'), n: count() })
    expect(scanOf(lower([{ sink: named, table: having }]))).toEqual(
      scanOf(lower([{ sink: named, table: plain }]))
    )
  })
})

describe('the result of a window', () => {
  const sink = sinkTable('results', {
    label: string(),
    mean: double(),
    spread: bigint(),
    long: boolean(),
    from: string(),
    kind: string()
  })
  const table = byName.select({
    label: coalesce(col('name'), 'nobody'),
    mean: avg(col('level')),
    spread: abs(min(col('level'))),
    long: windowDuration().gt(500),
    from: windowStart().cast(string()),
    kind: caseWhen([[count().gt(1), lit('many')]], 'one')
  })

  it('is computed of keys, aggregates, window functions and constants', () => {
    const plan = lower([{ sink, table }])
    expect(mergeLines(plan)).toEqual([
      "r1 = CONST STRING 'nobody' on s0",
      'r2 = COALESCE STRING KEY0 r1 on s0',
      'r5 = ABS AGGREGATE1 on s0',
      'r7 = GT_K BIGINT WINDOW_DURATION 500 on s0',
      'r9 = CAST WINDOW_START TIMESTAMP to STRING on s0',
      'r11 = GT_K BIGINT AGGREGATE2 1 on s0',
      "r12 = CONST STRING 'many' on s0",
      "r13 = CONST STRING 'one' on s0",
      'r14 = CASE STRING r11:r12 else r13 on s0'
    ])
    expect(mergeJob(plan).columns.map(({ register, type }) => `${String(register)} ${type}`)).toEqual([
      '2 STRING',
      '3 DOUBLE',
      '5 BIGINT',
      '7 BOOLEAN',
      '9 STRING',
      '14 STRING'
    ])
    expect(plan.merge.program.selectionCount).toBe(1)
  })

  it('is computed job by job, with registers, selections and instructions of their own', () => {
    const counting = byName.having(count().gt(1)).select({ name: col('name'), n: count() })
    const plan = lower([{ sink, table }, { sink: named, table: counting }, { table: countWhere() }])
    expect(mergeJob(plan, 1)).toMatchObject({
      firstInstruction: 9,
      instructionCount: 2,
      allRows: 1,
      selection: 2
    })
    expect(mergeJob(plan, 2)).toMatchObject({
      firstInstruction: 11,
      instructionCount: 0,
      allRows: 3,
      selection: 3
    })
    const registers = [0, 1, 2].flatMap((job) =>
      mergeJob(plan, job).groupColumns.map(({ register }) => register)
    )
    expect(new Set(registers).size).toBe(registers.length)
    expect(plan.merge.program.selectionCount).toBe(4)
  })

  it('takes a key as a whole, however it is computed', () => {
    const key = coalesce(col('labels.kind'), col('name'))
    const sinkOf = sinkTable('kinds', { kind: string(), n: bigint() })
    const result = source
      .window(tumble(1000))
      .groupBy(key)
      .select({ kind: caseWhen([[key.eq('a'), 'A']], key), n: count() })
    expect(mergeLines(lower([{ sink: sinkOf, table: result }]))).toEqual([
      "r1 = EQ_K STRING KEY0 'a' on s0",
      "r2 = CONST STRING 'A' on s0",
      'r3 = CASE STRING r1:r2 else KEY0 on s0'
    ])
  })
})

describe('a pipeline without a window', () => {
  const sink = sinkTable('warm', { name: string({ notNull: true }), level: bigint(), kind: string() })
  const table = source
    .filter(col('degrees').gt(30))
    .select({ name: col('name'), level: abs(col('level')), kind: lit('warm') })

  it('writes the rows of its selection from the registers of the scan', () => {
    const plan = lower([{ sink, table }])
    expect(scanLines(plan)).toEqual([
      'r4 = GT_K DOUBLE degrees 30 on s0',
      's1 = FILTER r4 on s0',
      'r5 = ABS level on s1',
      "r6 = CONST STRING 'warm' on s1"
    ])
    expect(rowsJob(plan)).toEqual({
      kind: 'rows',
      selection: 1,
      columns: [
        { name: 'name', register: 2, type: 'STRING', notNull: true },
        { name: 'level', register: 5, type: 'BIGINT', notNull: false },
        { name: 'kind', register: 6, type: 'STRING', notNull: false }
      ]
    })
    expect(plan.merge.jobs).toEqual([{ kind: 'none' }])
    expect(plan.merge.program.selectionCount).toBe(1)
  })

  it('shares filters and expressions with jobs that have one', () => {
    const windowed = source
      .filter(col('degrees').gt(30))
      .window(tumble(1000))
      .groupBy()
      .select({ n: sum(abs(col('level'))) })
    const plan = lower([{ sink, table }, { table: windowed }])
    expect(scanLines(plan)).toHaveLength(4)
    expect(aggregateJob(plan, 1).selection).toBe(1)
    expect(plan.merge.jobs.map(({ kind }) => kind)).toEqual(['none', 'aggregate'])
  })
})

describe('sources', () => {
  const alarms = sourceTable(
    'alarms',
    { raised: timestamp(), room: string(), severity: string() },
    { eventTime: 'raised' }
  )

  it('have a scan each, with the jobs that they feed by their numbers', () => {
    const ofAlarms = alarms
      .window(tumble(1000))
      .groupBy()
      .select({ n: count(alarms.col('room')) })
    const plan = lower([{ table: countWhere() }, { table: ofAlarms }])
    expect(plan.scans.map(({ source: name, fields }) => [name, ...fields.map(({ path }) => path)])).toEqual([
      ['readings', 'at'],
      ['alarms', 'raised', 'room']
    ])
    expect(plan.scans.map(({ jobs }) => jobs.map(({ kind }) => kind))).toEqual([
      ['aggregate', 'none'],
      ['none', 'aggregate']
    ])
  })

  const activity = union(
    'activity',
    source.filter(col('level').gt(10)).select({ place: col('place.city'), weight: col('level') }),
    alarms.select({
      weight: alarms.col('severity').cast(bigint()),
      place: coalesce(alarms.col('room'), 'hall')
    })
  )
  const { col: of } = activity

  it('come together in one window aggregate: the same job of two scans', () => {
    const sink = sinkTable('activity', { place: string(), until: timestamp(), weight: bigint() })
    const table = activity
      .filter(of('weight').lt(100))
      .window(tumble(1000))
      .groupBy(of('place'))
      .having(count().gt(1))
      .select({ place: of('place'), until: windowEnd(), weight: sum(of('weight')) })
    const plan = lower([{ sink, table }])
    expect(scanLines(plan, 'readings')).toEqual([
      'r3 = GT_K BIGINT level 10 on s0',
      's1 = FILTER r3 on s0',
      'r4 = LT_K BIGINT level 100 on s1',
      's2 = FILTER r4 on s1'
    ])
    expect(scanLines(plan, 'alarms')).toEqual([
      'r3 = CAST severity STRING to BIGINT on s0',
      'r4 = LT_K BIGINT r3 100 on s0',
      's1 = FILTER r4 on s0',
      "r5 = CONST STRING 'hall' on s1",
      'r6 = COALESCE STRING room r5 on s1'
    ])
    const [first, second] = ['readings', 'alarms'].map((name) => aggregateJob(plan, 0, name))
    expect(first?.keys).toEqual([2])
    expect(second?.keys).toEqual([6])
    expect(first?.aggregates.map(({ code, inputType, register }) => [code, inputType, register])).toEqual([
      [3, 'BIGINT', 1],
      [0, null, null]
    ])
    expect(second?.aggregates.map(({ code, inputType, register }) => [code, inputType, register])).toEqual([
      [3, 'BIGINT', 3],
      [0, null, null]
    ])
    expect(mergeJob(plan)).toMatchObject({ keyTypes: ['STRING'], window: { size: 1000 } })
  })

  it('come together without a window', () => {
    const sink = sinkTable('activity', { place: string(), weight: bigint() })
    const plan = lower([
      { sink, table: activity },
      {
        sink,
        table: activity.filter(of('place').ne('attic')).select({ place: of('place'), weight: of('weight') })
      }
    ])
    expect(rowsJob(plan, 0, 'readings').columns.map(({ register }) => register)).toEqual([2, 1])
    expect(rowsJob(plan, 0, 'alarms').columns.map(({ register }) => register)).toEqual([4, 5])
    expect(plan.scans.map(({ jobs }) => jobs.map(({ kind }) => kind))).toEqual([
      ['rows', 'rows'],
      ['rows', 'rows']
    ])
  })
})

it('cumulating windows are hopping ones that begin together', () => {
  const table = source.window(cumulate(60_000, 5000)).groupBy().select({ n: count() })
  const window = { code: 3, size: 60_000, slide: 5000, gap: 0 }
  const plan = lower([{ table }])
  expect(aggregateJob(plan).window).toEqual(window)
  expect(mergeJob(plan).window).toEqual(window)
})

it('ABS is a function of the type of its column', () => {
  const sink = sinkTable('abs', { a: bigint(), b: double(), c: double() })
  const table = source.select({ a: abs(col('level')), b: abs(col('degrees')), c: abs(lit(-1.5)) })
  expect(scanLines(lower([{ sink, table }]))).toEqual([
    'r3 = ABS level on s0',
    'r4 = ABS degrees on s0',
    'r5 = CONST DOUBLE -1.5 on s0',
    'r6 = ABS r5 on s0'
  ])
})
