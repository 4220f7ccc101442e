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
import { compilePlan } from '../../src/plan/compile.js'
import { col, countWhere, eventTime, pipelines, source } from './fixtures.js'
import type { Reading, TestJob } from './fixtures.js'

const fingerprints = (jobs: readonly TestJob[], options: Parameters<typeof compilePlan>[1] = eventTime) =>
  compilePlan(pipelines(jobs), options).jobs.map((job) => job.fingerprint)
const fingerprint = (job: TestJob, options: Parameters<typeof compilePlan>[1] = eventTime) =>
  fingerprints([job], options)[0]

const where = (...conditions: Reading<'BOOLEAN'>[]) => fingerprint({ table: countWhere(...conditions) })
const windowOf = (size: number, ...keys: Reading[]): Pipeline =>
  source
    .window(tumble(size))
    .groupBy(...keys)
    .select({ n: count() })

describe('a fingerprint', () => {
  const a = col('name').eq('a')
  const b = col('level').gt(1)

  it('is a SHA-256 that stays from version to version', () => {
    expect(where(a, b)).toMatchInlineSnapshot(
      `"47cea49c9ee0a9a413f93aafc0f26fbb41bacc6f1d59fcbc2ffd6bd01dcd0796"`
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
    expect(fingerprints([{ table: countWhere(b) }, job])[1]).toBe(fingerprint(job))
    expect(fingerprint(job, { ...eventTime, notNullEnforcer: 'drop' })).toBe(fingerprint(job))
  })

  it('changes with filter, window, keys, aggregates, columns, sink, schema and time', () => {
    const distinct = source
      .window(tumble(1000))
      .groupBy()
      .select({ n: countDistinct(col('name')) })
    const m = source.window(tumble(1000)).groupBy().select({ m: count() })
    const retyped = sourceTable('readings', { at: timestamp(), name: bigint() }, { eventTime: 'at' })
    const counted = <S extends string>(column: Column<'STRING' | 'BIGINT', S>) => ({ n: count(column) })
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
      fingerprint({ table: countWhere() }, { ...eventTime, processingTime: true })
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  it('tells fields from constants and keywords, and constants by their type', () => {
    const odd = sourceTable(
      'odd',
      { at: timestamp(), TRUE: string(), "a'b": string(), x: string() },
      { eventTime: 'at' }
    )
    const of = (condition: Column<'BOOLEAN', 'odd'>) =>
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
