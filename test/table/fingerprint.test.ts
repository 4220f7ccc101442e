import { describe, expect, it } from 'vitest'
import {
  bigint,
  count,
  countDistinct,
  sinkTable,
  sourceTable,
  string,
  timestamp,
  tumble
} from '../../src/table/index.js'
import type { Column, Pipeline } from '../../src/table/index.js'
import { col, compile, countWhere, eventTime, source } from './fixtures.js'
import type { TestJob } from './fixtures.js'

const fingerprint = (job: TestJob, options: Parameters<typeof compile>[1] = eventTime) =>
  compile([job], options).jobs[0]?.fingerprint

const where = (...conditions: Column<'BOOLEAN'>[]) => fingerprint({ table: countWhere(...conditions) })
const windowOf = (size: number, ...keys: Column[]): Pipeline =>
  source
    .window(tumble(size))
    .groupBy(...keys)
    .select({ n: count() })

describe('a fingerprint', () => {
  const a = col('name').eq('a')
  const b = col('level').gt(1)

  it('is a SHA-256 that stays from version to version', () => {
    expect(where(a, b)).toMatchInlineSnapshot(
      `"8cbe23ef07d11f6a8f0c6ab23c41c61ccec17f61d2be80cb94b95a1f1b9942b5"`
    )
  })

  it('stays when the job says the same in other words', () => {
    expect(where(b, a)).toBe(where(a, b))
    expect(where(a.and(b))).toBe(where(a, b))
    expect(where(col('level').gt(1n), a, a)).toBe(where(a, b))
  })

  it('does not depend on the name, on other jobs, or on what becomes of nulls', () => {
    const job = { table: countWhere(a) }
    expect(fingerprint({ ...job, name: 'renamed' })).toBe(fingerprint(job))
    expect(compile([{ table: countWhere(b) }, job]).jobs[1]?.fingerprint).toBe(fingerprint(job))
    expect(fingerprint(job, { processingTime: false, notNullEnforcer: 'drop' })).toBe(fingerprint(job))
  })

  it('changes with filter, window, keys, aggregates, columns, sink, schema and time', () => {
    const distinct = source
      .window(tumble(1000))
      .groupBy()
      .select({ n: countDistinct(col('name')) })
    const m = source.window(tumble(1000)).groupBy().select({ m: count() })
    const retyped = sourceTable('readings', { at: timestamp(), name: bigint() }, { eventTime: 'at' })
    const counted = (column: Column) => ({ n: count(column) })
    const all = [
      where(),
      where(a),
      where(col('name').eq('b')),
      fingerprint({ table: windowOf(1001) }),
      fingerprint({ table: windowOf(1000, col('name')) }),
      fingerprint({ table: windowOf(1000, col('name'), col('level')) }),
      fingerprint({ table: windowOf(1000, col('level'), col('name')) }),
      fingerprint({ table: distinct }),
      fingerprint({ table: m, sink: sinkTable('counts', { m: bigint() }) }),
      fingerprint({ table: countWhere(), sink: sinkTable('others', { n: bigint() }) }),
      fingerprint({ table: countWhere(), sink: sinkTable('counts', { n: bigint({ notNull: true }) }) }),
      fingerprint({
        table: source
          .window(tumble(1000))
          .groupBy()
          .select(counted(col('name')))
      }),
      fingerprint({
        table: retyped
          .window(tumble(1000))
          .groupBy()
          .select(counted(retyped.col('name')))
      }),
      fingerprint({ table: countWhere() }, { processingTime: true, notNullEnforcer: 'keep' })
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  it('tells fields from constants and keywords, and constants by their type', () => {
    const odd = sourceTable(
      'odd',
      { at: timestamp(), TRUE: string(), "a'b": string(), x: string() },
      { eventTime: 'at' }
    )
    const of = (condition: Column<'BOOLEAN'>) =>
      fingerprint({ table: odd.filter(condition).window(tumble(1)).groupBy().select({ n: count() }) })
    const all = [
      of(odd.col('TRUE').isNull()),
      of(odd.col("a'b").isNull()),
      of(odd.col('x').isNull()),
      of(odd.col('x').eq('x')),
      of(odd.col('x').eq(odd.col('x'))),
      of(odd.col('at').lt(new Date(5))),
      of(odd.col('x').cast(bigint()).lt(5))
    ]
    expect(new Set(all).size).toBe(all.length)
  })
})
