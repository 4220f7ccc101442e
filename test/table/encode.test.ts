import { describe, expect, it } from 'vitest'
import {
  avg,
  bigint,
  count,
  countDistinct,
  double,
  hop,
  max,
  min,
  minutes,
  percentile,
  seconds
} from '../../src/table/index.js'
import { session, sinkTable, string, sum, timestamp, tumble } from '../../src/table/index.js'
import { windowDuration, windowEnd, windowStart } from '../../src/table/index.js'
import { NONE, PlanReader } from './decode-plan.js'
import { col, compile, countWhere, source } from './fixtures.js'

const everything = sinkTable('everything', {
  from: timestamp(),
  until: timestamp(),
  ms: bigint(),
  s: bigint({ notNull: true }),
  name: string({ notNull: true }),
  n: bigint(),
  named: bigint(),
  names: bigint(),
  total: bigint(),
  warmth: double(),
  mean: double(),
  whole: double(),
  first: timestamp(),
  last: string(),
  p: double(),
  again: bigint()
})

const table = source
  .window(hop(minutes(1), seconds(0.5)))
  .groupBy(col('level'), col('name'))
  .select({
    from: windowStart(),
    until: windowEnd(),
    ms: windowDuration(),
    s: windowDuration({ floorTo: 'second' }),
    name: col('name'),
    n: count(),
    named: count(col('name')),
    names: countDistinct(col('name')),
    total: sum(col('level')),
    warmth: sum(col('degrees')),
    mean: avg(col('level')),
    whole: avg(col('level'), { truncate: true }),
    first: min(col('seen')),
    last: max(col('name')),
    p: percentile(col('degrees'), 0.95),
    again: count()
  })

describe('the binary plan', () => {
  const plan = compile([{ sink: everything, table }])
  const reader = new PlanReader(plan.bytes)

  it('begins with its header', () => {
    const header = reader.header()
    expect(new TextDecoder().decode(plan.bytes.subarray(0, 4))).toBe('MPL1')
    expect(header.slice(1, 4)).toEqual([1, 5, 0])
    expect(header[5]).toBe(5)
    expect(header.slice(7, 9)).toEqual([1, 0])
    expect(header[10]).toBe(1)
    expect(header.slice(12)).toEqual([0, 0, plan.bytes.length, 0])
  })

  it('has the types of the registers, fields first', () => {
    expect(plan.fields).toEqual([
      { path: 'at', type: 'TIMESTAMP' },
      { path: 'level', type: 'BIGINT' },
      { path: 'name', type: 'STRING' },
      { path: 'degrees', type: 'DOUBLE' },
      { path: 'seen', type: 'TIMESTAMP' }
    ])
    expect(reader.registers()).toEqual([4, 1, 3, 2, 4])
  })

  it('aligns what holds 8-byte values', () => {
    expect([reader.headerWord(9) % 8, reader.headerWord(11) % 8]).toEqual([0, 0])
    expect(reader.word(reader.headerWord(11) + 44) % 8).toBe(0)
  })

  it('has window, keys, aggregates and columns of the job', () => {
    const [job] = reader.jobs()
    expect(job).toMatchObject({
      selection: 0,
      windowKind: 0,
      size: 60_000n,
      slide: 500n,
      gap: 0n,
      keys: [1, 2],
      notNullPolicy: 0
    })
    expect(job?.aggregates.map((a) => [a.kind, a.register, a.inputType, a.flags, a.param])).toEqual([
      [0, NONE, 0, 0, 0],
      [1, 2, 3, 0, 0],
      [2, 2, 3, 0, 0],
      [3, 1, 1, 0, 0],
      [3, 3, 2, 0, 0],
      [4, 1, 1, 0, 0],
      [4, 1, 1, 1, 0],
      [5, 4, 4, 0, 0],
      [6, 2, 3, 0, 0],
      [7, 3, 2, 0, 0.95]
    ])
    expect(job?.columns.map((c) => [c.source, c.index, c.type, c.flags, c.prefix, c.param])).toEqual([
      [0, 0, 4, 0, '{"from":', 0],
      [1, 0, 4, 0, ',"until":', 0],
      [2, 0, 1, 0, ',"ms":', 1],
      [2, 0, 1, 1, ',"s":', 1000],
      [3, 1, 3, 1, ',"name":', 0],
      [4, 0, 1, 0, ',"n":', 0],
      [4, 1, 1, 0, ',"named":', 0],
      [4, 2, 1, 0, ',"names":', 0],
      [4, 3, 1, 0, ',"total":', 0],
      [4, 4, 2, 0, ',"warmth":', 0],
      [4, 5, 2, 0, ',"mean":', 0],
      [4, 6, 2, 0, ',"whole":', 0],
      [4, 7, 4, 0, ',"first":', 0],
      [4, 8, 3, 0, ',"last":', 0],
      [4, 9, 2, 0, ',"p":', 0],
      [4, 0, 1, 0, ',"again":', 0]
    ])
  })

  it('has tumbling and session windows', () => {
    const counts = { n: count() }
    const tumbling = source
      .window(tumble(seconds(2)))
      .groupBy()
      .select(counts)
    const sessions = source
      .window(session(minutes(30)))
      .groupBy()
      .select(counts)
    const jobs = new PlanReader(compile([{ table: tumbling }, { table: sessions }]).bytes).jobs()
    expect(jobs).toMatchObject([
      { windowKind: 0, size: 2000n, slide: 2000n, gap: 0n, keys: [] },
      { windowKind: 1, size: 0n, slide: 0n, gap: 1_800_000n, keys: [] }
    ])
  })

  it('carries the choice of the not-null enforcer', () => {
    const dropping = compile([{ table: countWhere() }], { processingTime: false, notNullEnforcer: 'drop' })
    expect(new PlanReader(dropping.bytes).jobs()[0]?.notNullPolicy).toBe(1)
  })

  it('has no time field in processing time, unless a job reads the column', () => {
    const options = { processingTime: true, notNullEnforcer: 'keep' } as const
    const without = compile([{ table: countWhere() }], options)
    expect(without.fields.map(({ path }) => path)).toEqual([])
    const reading = compile([{ table: countWhere(col('at').isNotNull()) }], options)
    expect(reading.fields.map(({ path }) => path)).toEqual(['at'])
    expect(new PlanReader(reading.bytes).headerWord(12)).toBe(NONE)
  })

  it('has a trie of the fields, where a node can be field and object at once', () => {
    const conditions = [col('place.city'), col('labels'), col('labels.a.b'), col('labels.a'), col('labels.ü')]
    const { bytes } = compile([{ table: countWhere(...conditions.map((each) => each.isNotNull())) }])
    expect(new PlanReader(bytes).trie()).toEqual({
      field: NONE,
      children: {
        at: { field: 0, children: {} },
        place: { field: NONE, children: { city: { field: 1, children: {} } } },
        labels: {
          field: 2,
          children: {
            a: { field: 4, children: { b: { field: 3, children: {} } } },
            ü: { field: 5, children: {} }
          }
        }
      }
    })
  })

  it('grows with what it holds, and holds equal texts once', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `a rather long name number ${String(i)}`)
    const once = compile([{ table: countWhere(col('name').in(names)) }])
    const twice = compile([{ table: countWhere(col('name').in(names), col('labels.x').in(names)) }])
    const list = new PlanReader(once.bytes).instructions().find(({ op }) => op === 30)?.b ?? 0
    const reading = new PlanReader(once.bytes)
    expect(reading.word(list)).toBe(5000)
    expect(reading.text(reading.word(list + 4 + 8 * 4999), reading.word(list + 8 + 8 * 4999))).toBe(
      names[4999]
    )
    expect(twice.bytes.length - once.bytes.length).toBeLessThan(5000 * 9)
  })
})
