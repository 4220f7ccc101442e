/** Every sentence that a wrong job is refused with. The casts stand for plain JavaScript and settings. */
import { describe, expect, it } from 'vitest'
import { MillraceError } from '../../src/errors.js'
import { checkJobs } from '../../src/plan/compile.js'
import { avg, bigint, caseWhen, coalesce, count, double, hop, lit, max } from '../../src/table/index.js'
import {
  percentile,
  session,
  sinkTable,
  sourceTable,
  string,
  sum,
  timestamp,
  tumble
} from '../../src/table/index.js'
import { windowEnd, windowStart } from '../../src/table/index.js'
import type { Column, Grouped, Pipeline, SinkTable, Window } from '../../src/table/index.js'
import { col, counts, countWhere, lower, source } from './fixtures.js'
import type { Reading } from './fixtures.js'

/** A value as TypeScript would not let it through. */
const unchecked = (value: unknown) => value as never
const condition = (value: unknown) => value as Reading<'BOOLEAN'>
type Selectable = Column<Column['type'], 'readings' | Grouped<'readings'>>

function refusal(table: Pipeline, sink: SinkTable = counts): string {
  try {
    lower([{ name: 'Job', table, sink }])
  } catch (error) {
    if (error instanceof MillraceError) return `${error.code} ${error.message}`
    throw error
  }
  return 'accepted'
}

const where = (value: unknown) => refusal(countWhere(condition(value)))
const selecting = (columns: Record<string, Column>, sink: SinkTable = counts) =>
  refusal(
    source
      .window(tumble(1000))
      .groupBy(col('name'))
      .select(columns as Record<string, Selectable>),
    sink
  )
const windowed = (window: Window) => refusal(source.window(window).groupBy().select({ n: count() }))

describe('fields', () => {
  const sentence = (path: string) =>
    `PLAN_UNKNOWN_FIELD Job Job: column ${path} is not a field of readings; use one of its fields or add it to the source table.`

  it.each(['nmae', 'place', 'place.ctiy', 'name.first', 'labels.', 'labels..x', 'toString', ''])(
    '%j is refused',
    (path) => {
      expect(where(col(unchecked(path) as 'name').isNull())).toBe(sentence(path))
    }
  )

  it('are checked wherever they stand', () => {
    const wrong = col(unchecked('nmae') as 'level')
    expect(selecting({ n: sum(wrong) })).toBe(sentence('nmae'))
    expect(where(coalesce(col('level'), wrong).gt(1))).toBe(sentence('nmae'))
    expect(where(caseWhen([[wrong.gt(1), true]], false))).toBe(sentence('nmae'))
    expect(refusal(source.window(tumble(1)).groupBy(wrong).select({ n: count() }))).toBe(sentence('nmae'))
  })
})

describe('types', () => {
  const mismatch = (column: string, expected: string, found: string) =>
    `PLAN_TYPE_MISMATCH Job Job: column ${column} expects ${expected} but found ${found}; change the expression or cast it.`
  const level = col('level')

  it.each([
    ['a filter that is no condition', level, mismatch('level', 'BOOLEAN', 'BIGINT')],
    ['a number for text', col('name').eq(unchecked(5)), mismatch('name', 'STRING', 'DOUBLE 5')],
    ['text for a number', level.gt(unchecked("5'")), mismatch('level', 'BIGINT', "STRING '5'''")],
    ['a fraction for an integer', level.gt(unchecked(1.5)), mismatch('level', 'BIGINT', 'DOUBLE 1.5')],
    [
      'an integer too large to be exact',
      level.gt(2 ** 53),
      mismatch('level', 'BIGINT', 'DOUBLE 9007199254740992')
    ],
    ['a bigint for a double', col('degrees').gt(unchecked(1n)), mismatch('degrees', 'DOUBLE', 'BIGINT 1')],
    [
      'columns of two types',
      level.eq(unchecked(col('degrees'))),
      mismatch('level', 'BIGINT', 'DOUBLE degrees')
    ],
    ['an item of a list', col('name').in(unchecked(['a', true])), mismatch('name', 'STRING', 'BOOLEAN TRUE')],
    [
      'NOT of text',
      (unchecked(col('name')) as Column<'BOOLEAN'>).not(),
      mismatch('name', 'BOOLEAN', 'STRING')
    ],
    [
      'AND with text',
      col('place.indoors').and(unchecked(col('name'))),
      mismatch('name', 'BOOLEAN', 'STRING')
    ],
    [
      'OR after text',
      (unchecked(col('name')) as Column<'BOOLEAN'>).or(level.gt(1)),
      mismatch('name', 'BOOLEAN', 'STRING')
    ],
    [
      'values of a CASE',
      caseWhen(unchecked([[level.gt(1), 'x']]), 1).isNull(),
      mismatch("'x'", 'STRING', 'DOUBLE 1')
    ],
    [
      'a condition of a CASE',
      caseWhen([[unchecked(level), 'x']], 'y').isNull(),
      mismatch('level', 'BOOLEAN', 'BIGINT')
    ],
    [
      'values of COALESCE',
      coalesce(...(unchecked([level, 'x']) as [])).isNull(),
      mismatch('level', 'BIGINT', "STRING 'x'")
    ],
    [
      'a cast that does not exist',
      level.cast(unchecked(timestamp())).isNull(),
      mismatch('level', 'a type that can be cast to TIMESTAMP', 'BIGINT')
    ],
    [
      'an invalid date',
      col('seen').lt(new Date(Number.NaN)),
      mismatch('TIMESTAMP(NaN)', 'a valid date', 'an invalid one')
    ],
    ['a number for a time', col('seen').lt(unchecked(5)), mismatch('seen', 'TIMESTAMP', 'DOUBLE 5')]
  ])('%s', (_, wrong, sentence) => {
    expect(where(wrong)).toBe(sentence)
  })

  it('LIKE of a number', () => {
    const like = (unchecked(level) as Column<'STRING'>).like('%5%')
    expect(where(like)).toBe(mismatch('level', 'STRING', 'BIGINT'))
  })

  it.each([
    ['SUM of text', sum(unchecked(col('name'))), mismatch('SUM(name)', 'BIGINT or DOUBLE', 'STRING')],
    ['AVG of a time', avg(unchecked(col('seen'))), mismatch('AVG(seen)', 'BIGINT or DOUBLE', 'TIMESTAMP')],
    [
      'AVG of doubles, truncated',
      avg(unchecked(col('degrees')) as Reading<'BIGINT'>, { truncate: true }),
      mismatch('TRUNCATE(AVG(degrees))', 'BIGINT', 'DOUBLE')
    ],
    [
      'PERCENTILE of a truth',
      percentile(unchecked(col('place.indoors')), 0.5),
      mismatch('PERCENTILE(place.indoors, 0.5)', 'BIGINT or DOUBLE', 'BOOLEAN')
    ]
  ])('%s', (_, aggregate, sentence) => {
    expect(selecting({ n: aggregate })).toBe(sentence)
  })

  it('of a sink column', () => {
    const sink = sinkTable('rows', { name: string(), from: bigint() })
    expect(selecting({ name: col('name'), from: windowStart() }, sink)).toBe(
      mismatch('from of sink rows', 'BIGINT', 'TIMESTAMP')
    )
    expect(selecting({ n: max(col('name')) })).toBe(mismatch('n of sink counts', 'BIGINT', 'STRING'))
    expect(selecting({ n: avg(col('level')) })).toBe(
      mismatch('n of sink counts', 'BIGINT', 'DOUBLE (1 is a DOUBLE by itself, 1n is a BIGINT)')
    )
  })
})

describe('sink columns', () => {
  const sink = sinkTable('rows', { name: string(), from: timestamp(), n: bigint() })
  const sentence = (found: string) =>
    `PLAN_SINK_COLUMNS Job Job: sink rows expects the columns name, from, n but found ${found}.`

  it('must all be there', () => {
    expect(selecting({ name: col('name'), n: count() }, sink)).toBe(sentence('name, n (missing: from)'))
    expect(selecting({}, sink)).toBe(sentence('none (missing: name, from, n)'))
  })

  it('must be no more', () => {
    const columns = { name: col('name'), from: windowStart(), n: count(), until: windowEnd() }
    expect(selecting(columns, sink)).toBe(sentence('name, from, n, until (not in the sink: until)'))
  })

  it('must have their names', () => {
    expect(selecting({ name: col('name'), from: windowStart(), m: count() }, sink)).toBe(
      sentence('name, from, m (missing: n; not in the sink: m)')
    )
  })

  it('must be in their order', () => {
    expect(selecting({ n: count(), name: col('name'), from: windowStart() }, sink)).toBe(
      sentence('n, name, from (in another order)')
    )
  })
})

describe('plans that make no sense', () => {
  const invalid = (reason: string) => `PLAN_INVALID Job Job: ${reason}.`

  it.each([
    ['an escape at the end', col('name').like('a!', '!'), "the pattern 'a!' ends with its escape '!'"],
    [
      'an escape before a letter',
      col('name').ilike('!ab', '!'),
      "the pattern '!ab' has the escape '!' before 'a'; it goes before %, _ and itself"
    ],
    ['a long escape', col('name').like('a', '!!'), "the escape '!!' of LIKE is more than one character"],
    [
      'a fraction beside a BIGINT',
      col('level').plus(1.5),
      '1.5 stands beside a BIGINT, and is no whole number; cast the column to double()'
    ],
    ['no pattern', col('name').like(unchecked(undefined)), 'the pattern of name LIKE is no text'],
    ['= NULL', col('name').eq(unchecked(null)), '(name = NULL) is never true; use isNull() or isNotNull()'],
    ['NULL in a list', col('name').in(unchecked(['a', null])), 'the list of name IN holds a null'],
    [
      'a null without a type',
      condition(lit(unchecked(null))).isNull(),
      'a null stands where nothing says its type; cast it or leave it out'
    ],
    [
      'only nulls',
      coalesce(...(unchecked([null, null]) as [])).isNull(),
      'only nulls stand where a value gives the type; add one that is not null'
    ],
    [
      'no values',
      coalesce().isNull(),
      'only nulls stand where a value gives the type; add one that is not null'
    ],
    ['a CASE of nothing', caseWhen([], 'x').isNull(), 'a CASE has no branch'],
    ['NaN', col('degrees').gt(Number.NaN), 'NaN is not a number that a column can hold'],
    ['Infinity', col('degrees').lt(Infinity), 'Infinity is not a number that a column can hold'],
    ['2^63', col('level').lt(2n ** 63n), '9223372036854775808 does not fit into a BIGINT'],
    [
      'a very long text',
      col('name').eq('x'.repeat(2 ** 24)),
      'a constant of 16777216 bytes exceeds 16777215'
    ],
    [
      'an undefined operand',
      col('name').eq(unchecked(undefined)),
      'undefined is neither a column nor a constant'
    ]
  ])('%s', (_, wrong, reason) => {
    expect(where(wrong)).toBe(invalid(reason))
  })

  it.each([
    [
      'a column that is no key',
      { n: col('level') },
      'column n is level, which is neither a key (name), an aggregate nor a window function; group by it or aggregate it'
    ],
    ['anything else', { n: unchecked({}) }, 'column n is neither a key, an aggregate nor a window function'],
    ['an aggregate without its column', { n: sum(unchecked(undefined)) }, 'SUM needs a column'],
    [
      'a fraction above 1',
      { n: percentile(col('level'), 95) },
      'the fraction of PERCENTILE(level, 95) must be from 0 to 1'
    ],
    [
      'no fraction',
      { n: percentile(col('level'), Number.NaN) },
      'the fraction of PERCENTILE(level, NaN) must be from 0 to 1'
    ]
  ])('%s', (_, columns: Record<string, Column>, reason) => {
    expect(selecting(columns)).toBe(invalid(reason))
  })

  it('a column without any key', () => {
    const table = source
      .window(tumble(1))
      .groupBy()
      .select({ n: col('level') })
    expect(refusal(table)).toContain('neither a key (there is none)')
  })

  it.each([
    [tumble(0), "the window's size must be a whole number of milliseconds above 0, not 0"],
    [tumble(0.5), "the window's size must be a whole number of milliseconds above 0, not 0.5"],
    [hop(10, -1), "the window's slide must be a whole number of milliseconds above 0, not -1"],
    [hop(10, 20), "the window's slide (20 ms) exceeds its size (10 ms)"],
    [session(Number.NaN), "the window's gap must be a whole number of milliseconds above 0, not NaN"],
    [
      session(unchecked(undefined)),
      "the window's gap must be a whole number of milliseconds above 0, not undefined"
    ]
  ])('window %j', (window, reason) => {
    expect(windowed(window)).toBe(invalid(reason))
  })

  it('a sink without columns', () => {
    expect(selecting({}, unchecked(sinkTable('none', {})))).toBe(invalid('sink none has no columns'))
  })

  it('no jobs, two of one name, two sources of one name', () => {
    expect(() => checkJobs([])).toThrow('Job (none): no job is registered.')
    const twice = [countWhere(), countWhere()].map((table) => ({ name: 'Job', table }))
    expect(() => lower(twice)).toThrow('Job Job is registered twice; give one of them another name.')
    const other = sourceTable('readings', { at: timestamp(), x: double() }, { eventTime: 'at' })
    const table = other.window(tumble(1)).groupBy().select({ n: count() })
    expect(() => lower([{ table: countWhere() }, { table }])).toThrow(
      'Two source tables are named readings; give one of them another name.'
    )
  })
})

describe('table declarations', () => {
  it.each(['', 'a.b'])('refuse member %j', (member) => {
    const declare = () =>
      sourceTable('s', { at: timestamp(), below: { [member]: string() } }, { eventTime: 'at' })
    expect(declare).toThrow(
      `Table s: member name "${member}" is empty or holds a dot, so that no path can name it.`
    )
  })

  it.each(['1', 'a b', ''])('refuse sink column %j', (column) => {
    expect(() => sinkTable('s', { [column]: string() })).toThrow(
      `Table s: column name "${column}" must be letters, digits and "_", and start with no digit.`
    )
  })

  it.each(['', '..', 'a/b', 'x'.repeat(250)])('refuse sink name %j', (name) => {
    expect(() => sinkTable(name, { n: bigint() })).toThrow('may hold letters, digits, ".", "_" and "-" only')
  })
})
