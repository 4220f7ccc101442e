import { describe, expect, it } from 'vitest'
import { caseWhen, coalesce, count, lit, max, sinkTable, string, tumble } from '../../src/table/index.js'
import { bigint, windowStart, timestamp } from '../../src/table/index.js'
import { aggregateJob, col, countWhere, lower, mergeJob, scanLines, scanOf, source } from './fixtures.js'
import type { Reading, TestJob } from './fixtures.js'

/** What computes `condition`, as the only filter of a job. */
function code(condition: Reading<'BOOLEAN'>): string[] {
  return scanLines(lower([{ table: countWhere(condition) }])).slice(0, -1)
}

describe('expressions become instructions', () => {
  it.each([
    ['=', col('name').eq("it's"), "r2 = EQ_K STRING name 'it's' on s0"],
    ['<>', col('level').ne(5), 'r2 = NE_K BIGINT level 5 on s0'],
    ['<', col('degrees').lt(-0.5), 'r2 = LT_K DOUBLE degrees -0.5 on s0'],
    ['<=', col('seen').le(new Date(7)), 'r2 = LE_K TIMESTAMP seen 7 on s0'],
    ['>', col('level').gt(2n ** 63n - 1n), 'r2 = GT_K BIGINT level 9223372036854775807 on s0'],
    ['>=', col('place.indoors').ge(true), 'r2 = GE_K BOOLEAN place.indoors true on s0'],
    ['a constant on the left', lit('m').lt(col('name')), "r2 = GT_K STRING name 'm' on s0"],
    ['a number alone, a DOUBLE', lit(5).ge(3), 'r2 = GE_K DOUBLE r1 3 on s0'],
    ['two columns', col('level').le(col('limit')), 'r3 = LE BIGINT level limit on s0'],
    ['IN of text', col('name').in(['a', '', 'ä']), "r2 = IN_K STRING name ['a', '', 'ä'] on s0"],
    ['IN of integers', col('level').in([1, -2n]), 'r2 = IN_K BIGINT level [1, -2] on s0'],
    ['IN of doubles', col('degrees').in([1, 0.5]), 'r2 = IN_K DOUBLE degrees [1, 0.5] on s0'],
    ['IN of times', col('seen').in([new Date(-1)]), 'r2 = IN_K TIMESTAMP seen [-1] on s0'],
    ['IN of nothing', col('name').in([]), 'r2 = IN_K STRING name [] on s0'],
    ['LIKE, open', col('name').like('%a%%b%'), "r2 = LIKE_K name '%a%b%' on s0"],
    ['LIKE, anchored', col('name').like('a%b'), "r2 = LIKE_K name 'a%b' on s0"],
    ['LIKE without %', col('name').like('a'), "r2 = EQ_K STRING name 'a' on s0"],
    ['NOT', col('place.indoors').not(), 'r2 = NOT place.indoors on s0'],
    ['IS NULL', col('labels.x').isNull(), 'r2 = IS_NULL STRING labels.x on s0'],
    ['IS NOT NULL', col('degrees').isNotNull(), 'r2 = IS_NOT_NULL DOUBLE degrees on s0'],
    ['a cast to its own type', col('level').cast(bigint()).gt(3), 'r2 = GT_K BIGINT level 3 on s0']
  ])('%s', (_, condition, expected) => {
    expect(code(condition).at(-1)).toBe(expected)
  })

  it('AND below an OR, where it is no list of conjuncts', () => {
    const indoors = col('place.indoors')
    expect(code(indoors.and(col('level').gt(1)).or(col('name').isNull()))).toEqual([
      'r4 = GT_K BIGINT level 1 on s0',
      'r5 = AND place.indoors r4 on s0',
      'r6 = IS_NULL STRING name on s0',
      'r7 = OR r5 r6 on s0'
    ])
  })

  it('CASE with constants, columns and null', () => {
    const kind = caseWhen(
      [
        [col('level').gt(1), col('name')],
        [col('level').lt(-1), 'low']
      ],
      null
    )
    expect(code(kind.isNull())).toEqual([
      'r3 = GT_K BIGINT level 1 on s0',
      'r4 = LT_K BIGINT level -1 on s0',
      "r5 = CONST STRING 'low' on s0",
      'r6 = CONST STRING null on s0',
      'r7 = CASE STRING r3:name r4:r5 else r6 on s0',
      'r8 = IS_NULL STRING r7 on s0'
    ])
  })

  it('COALESCE and casts, and a whole number as the BIGINT beside it', () => {
    const number = coalesce(col('labels.n').cast(bigint()), col('level'), 0)
    expect(code(number.eq(3))).toEqual([
      'r3 = CAST labels.n STRING to BIGINT on s0',
      'r4 = CONST BIGINT 0 on s0',
      'r5 = COALESCE BIGINT r3 level r4 on s0',
      'r6 = EQ_K BIGINT r5 3 on s0'
    ])
  })

  it('constants of every type', () => {
    const constants = [lit(true), lit('x'), lit(-1n), lit(-0.25), lit(new Date(9))] as const
    const lines = constants.map((constant) => code(constant.isNull())[0])
    expect(lines).toEqual([
      'r1 = CONST BOOLEAN true on s0',
      "r1 = CONST STRING 'x' on s0",
      'r1 = CONST BIGINT -1 on s0',
      'r1 = CONST DOUBLE -0.25 on s0',
      'r1 = CONST TIMESTAMP 9 on s0'
    ])
    expect(code(caseWhen([[lit(true), null]], col('degrees')).gt(1))).toContain(
      'r3 = CONST DOUBLE null on s0'
    )
    expect(code(coalesce(col('place.indoors'), null))).toContain('r2 = CONST BOOLEAN null on s0')
  })
})

describe('filters', () => {
  const a = col('name').eq('a')
  const b = col('level').gt(1)
  const c = col('degrees').lt(0)
  const filters = (lines: string[]) => lines.filter((line) => line.includes('FILTER'))
  const selections = (plan: ReturnType<typeof lower>) =>
    plan.merge.jobs.map((_, job) => aggregateJob(plan, job).selection)

  it('are applied one conjunct at a time, each on what the ones before left', () => {
    expect(scanLines(lower([{ table: countWhere(a.and(b), c) }]))).toEqual([
      "r4 = EQ_K STRING name 'a' on s0",
      's1 = FILTER r4 on s0',
      'r5 = GT_K BIGINT level 1 on s1',
      's2 = FILTER r5 on s1',
      'r6 = LT_K DOUBLE degrees 0 on s2',
      's3 = FILTER r6 on s2'
    ])
  })

  it('are shared as far as jobs begin with the same ones', () => {
    const plan = lower([{ table: countWhere(a, b) }, { table: countWhere(a, c) }, { table: countWhere(a) }])
    expect(filters(scanLines(plan))).toEqual([
      's1 = FILTER r4 on s0',
      's2 = FILTER r5 on s1',
      's3 = FILTER r6 on s1'
    ])
    expect(selections(plan)).toEqual([2, 3, 1])
    expect(scanOf(plan).program.selectionCount).toBe(4)
  })

  it('are one when they say the same in another order or twice', () => {
    const plan = lower([{ table: countWhere(a, b, a) }, { table: countWhere(b, a) }])
    expect(filters(scanLines(plan))).toHaveLength(2)
    expect(selections(plan)).toEqual([2, 2])
  })

  it('are none for a job that takes all rows', () => {
    expect(selections(lower([{ table: countWhere() }]))).toEqual([0])
  })
})

describe('shared expressions', () => {
  const sink = sinkTable('kinds', { kind: string(), n: bigint() })
  const kind = coalesce(col('labels.kind'), 'none')
  const byKind = (...conditions: Reading<'BOOLEAN'>[]) => ({
    sink,
    table: conditions
      .reduce((table, condition) => table.filter(condition), source.filter(col('name').isNotNull()))
      .window(tumble(1000))
      .groupBy(kind)
      .select({ kind, n: count() })
  })
  const coalesced = (jobs: readonly TestJob[]) =>
    scanLines(lower(jobs)).filter((line) => line.includes('COALESCE'))

  it('run once on the rows of the widest job when that takes in those of the others', () => {
    expect(coalesced([byKind(), byKind(col('level').gt(1))])).toEqual([
      expect.stringMatching(/COALESCE STRING labels.kind r\d+ on s1$/)
    ])
    expect(coalesced([byKind(col('level').gt(1)), byKind()])).toEqual([expect.stringMatching(/ on s1$/)])
  })

  it('run once on all rows when no job takes in the others', () => {
    expect(coalesced([byKind(col('level').gt(1)), byKind(col('level').lt(0))])).toEqual([
      expect.stringMatching(/ on s0$/)
    ])
  })

  it('run on the rows before the filter that reads them too', () => {
    expect(coalesced([byKind(kind.ne('none'))])).toEqual([expect.stringMatching(/ on s1$/)])
  })

  it('take their operands along', () => {
    const lines = scanLines(lower([byKind(col('level').gt(1)), byKind(col('level').lt(0))]))
    expect(lines.find((line) => line.includes('CONST'))).toMatch(/ on s0$/)
  })

  it('give keys, aggregates and filters one register', () => {
    const sink3 = sinkTable('most', { at: timestamp(), kind: string(), most: string() })
    const table = source
      .window(tumble(1000))
      .groupBy(kind, kind)
      .select({ at: windowStart(), kind, most: max(kind) })
    const plan = lower([{ sink: sink3, table }])
    const job = aggregateJob(plan)
    expect(job.keys).toHaveLength(1)
    expect(mergeJob(plan).keyTypes).toEqual(['STRING'])
    expect(job.aggregates[0]?.register).toBe(job.keys[0])
  })
})
