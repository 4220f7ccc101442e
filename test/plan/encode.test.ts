import { describe, expect, it } from 'vitest'
import {
  abs,
  avg,
  bigint,
  caseWhen,
  coalesce,
  count,
  countDistinct,
  cumulate,
  double,
  hop,
  lit,
  max,
  min,
  minutes,
  percentile,
  seconds
} from '../../src/table/index.js'
import { session, sinkTable, string, sum, timestamp, tumble } from '../../src/table/index.js'
import { windowDuration, windowEnd, windowStart } from '../../src/table/index.js'
import { compilePlan } from '../../src/plan/compile.js'
import type { Plan } from '../../src/plan/plan.js'
import { disassemble, NONE, PlanReader } from './decode-plan.js'
import { col, countWhere, eventTime, lower, pipelines, scanLines, source } from '../table/fixtures.js'
import type { Reading, TestJob } from '../table/fixtures.js'

function compile(jobs: readonly TestJob[], options: Parameters<typeof compilePlan>[1] = eventTime): Plan {
  return compilePlan(pipelines(jobs), options)
}

function scanReader(plan: Plan): PlanReader {
  return new PlanReader(plan.scans[0]!.bytes)
}

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

describe('the plans of an application', () => {
  const plan = compile([{ sink: everything, table }])
  const scan = scanReader(plan)
  const merge = new PlanReader(plan.merge)
  const NO_ENTRIES = { keys: [], aggregates: [], columns: [], groupColumns: [] }

  it('begin with their headers', () => {
    const [scanHeader, mergeHeader] = [scan.header(), merge.header()]
    for (const bytes of [plan.scans[0]!.bytes, plan.merge]) {
      expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('MPLN')
    }
    // version, role, length, fields
    expect(scanHeader.slice(1, 5)).toEqual([3, 0, plan.scans[0]!.bytes.length, 5])
    expect(mergeHeader.slice(1, 5)).toEqual([3, 1, plan.merge.length, 0])
    // time field, key groups, registers
    expect(scanHeader.slice(6, 9)).toEqual([0, 128, 5])
    expect(mergeHeader.slice(6, 9)).toEqual([NONE, 128, 15])
    // selections, not-null policy, instructions
    expect(scanHeader.slice(10, 13)).toEqual([1, 0, 0])
    expect(mergeHeader.slice(10, 13)).toEqual([1, 0, 0])
    expect([scanHeader[14], mergeHeader[14]]).toEqual([1, 1])
  })

  it('have the types of the registers, fields first', () => {
    expect(plan.scans[0]?.fields).toEqual([
      { path: 'at', type: 'TIMESTAMP' },
      { path: 'level', type: 'BIGINT' },
      { path: 'name', type: 'STRING' },
      { path: 'degrees', type: 'DOUBLE' },
      { path: 'seen', type: 'TIMESTAMP' }
    ])
    expect(scan.registers()).toEqual([4, 1, 3, 2, 4])
    expect(merge.registers()).toEqual([4, 4, 1, 1, 3, 1, 1, 1, 1, 2, 2, 2, 4, 3, 2])
  })

  it('align what holds 8-byte values', () => {
    for (const reader of [scan, merge]) {
      expect([reader.headerWord(13) % 8, reader.headerWord(15) % 8]).toEqual([0, 0])
      expect(reader.word(reader.headerWord(15) + 4 * 13) % 8).toBe(0)
    }
  })

  const window = { windowKind: 1, size: 60_000n, slide: 500n, gap: 0n }
  const aggregates = [
    [0, NONE, NONE, 0, 0],
    [1, 2, 3, 0, 0],
    [2, 2, 3, 0, 0],
    [3, 1, 1, 0, 0],
    [3, 3, 2, 0, 0],
    [4, 1, 1, 0, 0],
    [4, 1, 1, 1, 0],
    [5, 4, 4, 0, 0],
    [6, 2, 3, 0, 0],
    [7, 3, 2, 0, 0.95]
  ]

  it('say how records are grouped', () => {
    expect(scan.jobs()).toEqual([
      {
        ...NO_ENTRIES,
        ...window,
        kind: 1,
        selection: 0,
        allRows: 0,
        keys: [
          [1, 1],
          [3, 2]
        ],
        aggregates,
        firstInstruction: 0,
        instructionCount: 0
      }
    ])
  })

  it('say how groups are merged and written', () => {
    const [job] = merge.jobs()
    expect(job).toMatchObject({ ...window, kind: 1, selection: 0, allRows: 0, instructionCount: 0 })
    expect(job?.keys).toEqual([
      [1, NONE],
      [3, NONE]
    ])
    expect(job?.aggregates).toEqual(aggregates.map(([code, , ...rest]) => [code, NONE, ...rest]))
    expect(job?.groupColumns).toEqual([
      [0, 0, 0, 0],
      [1, 0, 0, 1],
      [2, 0, 1, 2],
      [2, 0, 1000, 3],
      [3, 1, 0, 4],
      ...Array.from({ length: 10 }, (_, i) => [4, i, 0, 5 + i])
    ])
    expect(job?.columns.map(({ register, type, flags, prefix }) => [register, type, flags, prefix])).toEqual([
      [0, 4, 0, '{"from":'],
      [1, 4, 0, ',"until":'],
      [2, 1, 0, ',"ms":'],
      [3, 1, 1, ',"s":'],
      [4, 3, 1, ',"name":'],
      [5, 1, 0, ',"n":'],
      [6, 1, 0, ',"named":'],
      [7, 1, 0, ',"names":'],
      [8, 1, 0, ',"total":'],
      [9, 2, 0, ',"warmth":'],
      [10, 2, 0, ',"mean":'],
      [11, 2, 0, ',"whole":'],
      [12, 4, 0, ',"first":'],
      [13, 3, 0, ',"last":'],
      [14, 2, 0, ',"p":'],
      [5, 1, 0, ',"again":']
    ])
  })

  it('have a window kind and its sizes', () => {
    const jobs = [tumble(seconds(2)), session(minutes(30)), cumulate(6000, 2000)].map((each) => ({
      table: source.window(each).groupBy().select({ n: count() })
    }))
    expect(scanReader(compile(jobs)).jobs()).toMatchObject([
      { windowKind: 0, size: 2000n, slide: 2000n, gap: 0n, keys: [] },
      { windowKind: 2, size: 0n, slide: 0n, gap: 1_800_000n, keys: [] },
      { windowKind: 3, size: 6000n, slide: 2000n, gap: 0n, keys: [] }
    ])
  })

  it('have the rows of a pipeline without a window in the scan alone', () => {
    const sink = sinkTable('names', { name: string({ notNull: true }), twice: bigint() })
    const rows = source.filter(col('level').gt(1)).select({ name: col('name'), twice: abs(col('level')) })
    const stateless = compile([{ sink, table: rows }])
    expect(scanReader(stateless).jobs()).toMatchObject([
      {
        kind: 2,
        selection: 1,
        columns: [
          { register: 2, type: 3, flags: 1, prefix: '{"name":' },
          { register: 4, type: 1, flags: 0, prefix: ',"twice":' }
        ]
      }
    ])
    expect(new PlanReader(stateless.merge).jobs()).toMatchObject([{ kind: 0 }])
    expect(stateless.jobs).toMatchObject([{ keys: [], sources: ['readings'] }])
  })

  it('have the instructions of each job over its groups', () => {
    const table = source
      .window(tumble(1))
      .groupBy(col('name'))
      .having(count().gt(1))
      .select({ n: abs(sum(col('level'))) })
    const having = new PlanReader(
      compile([{ table: countWhere() }, { table }, { table }].map((job, i) => ({ ...job, name: String(i) })))
        .merge
    )
    expect(having.jobs()).toMatchObject([
      { firstInstruction: 0, instructionCount: 0, allRows: 0, selection: 0 },
      { firstInstruction: 0, instructionCount: 3, allRows: 1, selection: 2 },
      { firstInstruction: 3, instructionCount: 3, allRows: 3, selection: 4 }
    ])
    expect(having.instructions().map(({ op, sel }) => [op, sel])).toEqual([
      [24, 1],
      [0, 1],
      [100, 2],
      [24, 3],
      [0, 3],
      [100, 4]
    ])
  })

  it('carry the choice of the not-null enforcer and the number of key groups', () => {
    const other = compile([{ table: countWhere() }], { ...eventTime, notNullEnforcer: 'drop', keyGroups: 7 })
    for (const reader of [scanReader(other), new PlanReader(other.merge)]) {
      expect([reader.headerWord(11), reader.headerWord(7)]).toEqual([1, 7])
    }
  })

  it('have no time field in processing time, unless a job reads the column', () => {
    const options = { ...eventTime, processingTime: true } as const
    const without = compile([{ table: countWhere() }], options)
    expect(without.scans[0]?.fields.map(({ path }) => path)).toEqual([])
    const reading = compile([{ table: countWhere(col('at').isNotNull()) }], options)
    expect(reading.scans[0]?.fields.map(({ path }) => path)).toEqual(['at'])
    expect(scanReader(reading).headerWord(6)).toBe(NONE)
  })

  it('have a trie of the fields, where a node can be field and object at once', () => {
    const conditions = [col('place.city'), col('labels'), col('labels.a.b'), col('labels.a'), col('labels.ü')]
    const fields = compile([{ table: countWhere(...conditions.map((each) => each.isNotNull())) }])
    expect(scanReader(fields).trie()).toEqual({
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

  it('grow with what they hold, and hold equal texts once', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `a rather long name number ${String(i)}`)
    const once = scanReader(compile([{ table: countWhere(col('name').in(names)) }]))
    const twice = scanReader(
      compile([{ table: countWhere(col('name').in(names), col('labels.x').in(names)) }])
    )
    const list = once.instructions().find(({ op }) => op === 30)?.b ?? 0
    expect(once.word(list)).toBe(5000)
    expect(once.text(once.word(list + 4 + 8 * 4999), once.word(list + 8 + 8 * 4999))).toBe(names[4999])
    expect(twice.headerWord(3) - once.headerWord(3)).toBeLessThan(5000 * 9)
  })
})

describe('instructions', () => {
  const level = col('level')
  const conditions: [string, Reading<'BOOLEAN'>][] = [
    ['constants of every type', caseWhen([[lit(true), lit(-0.25)]], null).isNull()],
    ['a constant time', lit(new Date(9)).isNull()],
    [
      'comparisons',
      level
        .ge(2n ** 63n - 1n)
        .and(col('seen').lt(new Date(-1)))
        .or(level.le(col('limit')))
    ],
    [
      'text',
      col('name')
        .ne("it's")
        .or(lit('ä').lt(col('name')))
    ],
    [
      'lists',
      col('name')
        .in(['a', '', 'ä'])
        .or(level.in([1, -2n]))
        .or(col('degrees').in([0.5]))
    ],
    ['patterns', col('name').like('a%b').or(col('name').like('%a%%b%'))],
    ['choices', coalesce(col('labels.n').cast(bigint()), level, 0).eq(3).not()],
    ['functions', abs(level).gt(3)]
  ]

  it.each(conditions)('are in the bytes as in the physical plan: %s', (_, condition) => {
    const job = { table: countWhere(condition) }
    const [scan] = compile([job]).scans
    expect(disassemble(scan!.bytes, scan!.fields)).toEqual(scanLines(lower([job])))
  })
})
