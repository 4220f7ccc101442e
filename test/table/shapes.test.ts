/** Sentences that pipelines of a wrong shape, and columns where they do not belong, are refused with. */
import { describe, expect, it } from 'vitest'
import {
  bigint,
  boolean,
  count,
  cumulate,
  max,
  sinkTable,
  sourceTable,
  string
} from '../../src/table/index.js'
import { sum, timestamp, tumble, union, windowStart } from '../../src/table/index.js'
import { checkJobs } from '../../src/plan/compile.js'
import { MillraceError } from '../../src/errors.js'
import type { Pipeline, SinkTable } from '../../src/table/index.js'
import { col, counts, source } from './fixtures.js'

/** A value as TypeScript would not let it through. */
const unchecked = (value: unknown) => value as never

const others = sourceTable(
  'others',
  { at: timestamp(), name: string(), on: boolean(), level: bigint() },
  { eventTime: 'at' }
)
const other = others.col

function refusal(make: () => Pipeline, sink: SinkTable = counts): string {
  try {
    checkJobs([{ name: 'Job', table: make(), sink }])
  } catch (error) {
    if (error instanceof MillraceError) return `${error.code} ${error.message}`
    throw error
  }
  return 'accepted'
}

describe('columns of another source', () => {
  const foreign = (column: string) =>
    `PLAN_FOREIGN_COLUMN Job Job: column ${column} is of others, but here only columns of readings can stand; use one of those, or bring both sources together with union().`
  const grouped = source.window(tumble(1000)).groupBy(col('name'))

  it.each<[string, string, () => Pipeline]>([
    ['a filter', 'on', () => source.filter(unchecked(other('on'))).select({ n: col('level') })],
    [
      'a comparison',
      'name',
      () => source.filter(unchecked(col('name').eq(other('name')))).select({ n: col('level') })
    ],
    ['a projection', 'level', () => source.select({ n: unchecked(other('level')) })],
    [
      'a key',
      'name',
      () =>
        source
          .window(tumble(1))
          .groupBy(unchecked(other('name')))
          .select({ n: count() })
    ],
    ['an aggregate', 'level', () => grouped.select({ n: unchecked(sum(other('level'))) })],
    ['a column of the result', 'level', () => grouped.select({ n: unchecked(other('level')) })],
    ['having()', 'on', () => grouped.having(unchecked(other('on'))).select({ n: count() })]
  ])('are refused in %s', (_, column, make) => {
    expect(refusal(make)).toBe(foreign(column))
  })

  it('are refused in what a union gives, and those of the union below it', () => {
    const both = union('both', source.select({ n: col('level') }), others.select({ n: other('level') }))
    expect(refusal(() => both.filter(unchecked(other('on'))).select({ n: both.col('n') }))).toBe(
      'PLAN_FOREIGN_COLUMN Job Job: column on is of others, but here only columns of both can stand; use one of those, or bring both sources together with union().'
    )
    expect(refusal(() => source.select({ n: unchecked(both.col('n')) }))).toContain('column n is of both')
  })
})

describe('aggregates and window functions', () => {
  const invalid = (reason: string) => `PLAN_INVALID Job Job: ${reason}.`

  it.each<[string, () => Pipeline]>([
    ['COUNT(*)', () => source.filter(unchecked(count().gt(1))).select({ n: col('level') })],
    ['WINDOW_START', () => source.select({ n: unchecked(windowStart()) })],
    [
      'MAX(level)',
      () =>
        source
          .window(tumble(1))
          .groupBy(unchecked(max(col('level'))))
          .select({ n: count() })
    ]
  ])('%s is refused among rows', (text, make) => {
    expect(refusal(make)).toBe(
      invalid(
        `${text} stands where single rows are looked at, but belongs to the groups of a window; use it in select() or having() after groupBy()`
      )
    )
  })

  it('are refused in each other', () => {
    const grouped = source.window(tumble(1)).groupBy()
    expect(refusal(() => grouped.select({ n: unchecked(max(unchecked(count()))) }))).toBe(
      invalid('MAX(COUNT(*)) is an aggregate of an aggregate; an aggregate takes columns of the rows')
    )
  })

  it('need a key beside them', () => {
    const grouped = source.window(tumble(1)).groupBy(col('name'))
    const sentence = (place: string) =>
      invalid(
        `${place} holds level, which is neither a key (name), an aggregate nor a window function; group by it or aggregate it`
      )
    expect(refusal(() => grouped.having(col('level').gt(1)).select({ n: count() }))).toBe(
      sentence('the condition of having()')
    )
    expect(refusal(() => grouped.select({ n: col('level').cast(string()) }), unchecked(counts))).toBe(
      sentence('column n')
    )
  })

  it('having() takes a condition', () => {
    const grouped = source.window(tumble(1)).groupBy()
    expect(refusal(() => grouped.having(unchecked(count())).select({ n: count() }))).toBe(
      'PLAN_TYPE_MISMATCH Job Job: column COUNT(*) expects BOOLEAN but found BIGINT; change the expression or cast it.'
    )
  })
})

describe('pipelines that are not finished', () => {
  const windowed = source.window(tumble(1000))

  it.each([
    ['nothing', undefined],
    ['a source', source],
    ['filtered rows', source.filter(col('name').eq('a'))],
    ['a window without groups', windowed],
    ['groups without columns', windowed.groupBy()],
    ['no table at all', 'events']
  ])('%s', (_, table) => {
    expect(refusal(() => unchecked(table))).toBe(
      'PLAN_INVALID Job Job: its pipeline is not finished; end it with select({…}), after a window with groupBy(…).select({…}).'
    )
  })
})

describe('unions', () => {
  const invalid = (reason: string) => `PLAN_INVALID Job Job: ${reason}.`
  const readings = source.select({ n: col('level') })

  it('take the same columns of every source', () => {
    const unlike = others.select({ n: other('level'), m: other('level') })
    expect(refusal(() => union('both', readings, unchecked(unlike)))).toBe(
      invalid('union both takes n from readings, but m, n from others; select the same columns of both')
    )
    const untyped = others.select({ n: other('name') })
    expect(refusal(() => union('both', readings, unchecked(untyped)))).toBe(
      'PLAN_TYPE_MISMATCH Job Job: column n of union both expects BIGINT of readings but found STRING of others; change the expression or cast it.'
    )
  })

  it('take each source once', () => {
    const again = source.filter(col('name').eq('a')).select({ n: col('limit') })
    expect(refusal(() => union('both', readings, again))).toBe(
      invalid(
        'it reads readings in two branches of a union; bring them together in one select() with caseWhen()'
      )
    )
  })

  it('take finished pipelines without a window', () => {
    const groups = others.window(tumble(1)).groupBy().select({ n: count() })
    expect(refusal(() => union('both', readings, unchecked(groups)))).toBe(
      invalid('the groups of a window can be selected and written, nothing else')
    )
    expect(refusal(() => union('both', readings, unchecked(others)))).toBe(
      invalid('table 2 of union both does not end with select({…})')
    )
  })

  it('have the columns of their sink, and are called by a name of their own', () => {
    const sink = sinkTable('pairs', { n: bigint(), m: bigint() })
    expect(refusal(() => union('both', readings), sink)).toContain('column m is not a field of both')
    expect(refusal(() => union('readings', readings))).toBe(
      invalid('union readings has the name of a source; give it one of its own')
    )
  })
})

describe('cumulating windows', () => {
  it.each([
    [0, 1, "the window's size must be a whole number of milliseconds above 0, not 0"],
    [10, 0, "the window's step must be a whole number of milliseconds above 0, not 0"],
    [10, 4, "the window's size (10 ms) is no multiple of its step (4 ms)"]
  ])('of %i ms, every %i ms', (size, step, reason) => {
    expect(refusal(() => source.window(cumulate(size, step)).groupBy().select({ n: count() }))).toBe(
      `PLAN_INVALID Job Job: ${reason}.`
    )
  })

  it('are windows, and nothing else is one', () => {
    expect(
      refusal(() =>
        source
          .window(unchecked({ minutes: 5 }))
          .groupBy()
          .select({ n: count() })
      )
    ).toBe(
      'PLAN_INVALID Job Job: what window() was given is no window; use tumble(), hop(), cumulate() or session().'
    )
  })
})
