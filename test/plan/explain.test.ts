import { expect, it } from 'vitest'
import { explain } from '../../src/plan/explain/explain.js'
import { abs, bigint, coalesce, count, sinkTable, sourceTable, string, sum } from '../../src/table/index.js'
import { timestamp, tumble, union, windowStart } from '../../src/table/index.js'
import { col, eventTime, source } from '../table/fixtures.js'

const others = sourceTable('others', { at: timestamp(), city: string(), gain: bigint() }, { eventTime: 'at' })

it('explains a job with a window, from the sink down and from the scans up', () => {
  const sink = sinkTable('cities', { start: timestamp(), city: string(), n: bigint(), most: bigint() })
  const both = union(
    'both',
    source.filter(col('level').gt(1)).select({ city: col('place.city'), gain: col('level') }),
    others.select({ city: coalesce(others.col('city'), 'none'), gain: others.col('gain') })
  )
  const table = both
    .window(tumble(60_000))
    .groupBy(both.col('city'))
    .having(count().gt(5))
    .select({
      start: windowStart(),
      city: both.col('city'),
      n: count(),
      most: abs(sum(both.col('gain')))
    })
  expect(explain({ name: 'Cities', sink, table }, eventTime)).toMatchInlineSnapshot(`
    "== Logical plan ==
    Sink(table=[cities], fields=[start, city, n, most])
    +- Project(select=[WINDOW_START AS start, city AS city, COUNT(*) AS n, ABS(SUM(gain)) AS most])
       +- Filter(having=[(COUNT(*) > 5)])
          +- WindowAggregate(window=[TUMBLE(60000)], groupBy=[city], select=[COUNT(*), SUM(gain)])
             +- Union(all=[true])
                :- Project(select=[place.city AS city, level AS gain])
                :  +- Filter(where=[(level > 1)])
                :     +- Scan(source=[readings])
                +- Project(select=[COALESCE(city, 'none') AS city, gain AS gain])
                   +- Scan(source=[others])

    == Scan of readings ==
    fields at TIMESTAMP, level BIGINT, place.city STRING
    r3 = GT_K BIGINT level 1 on s0
    s1 = FILTER r3 on s0
    aggregate rows of s1 by [place.city]: [*, level]

    == Scan of others ==
    fields at TIMESTAMP, city STRING, gain BIGINT
    r3 = CONST STRING 'none' on s0
    r4 = COALESCE STRING city r3 on s0
    aggregate rows of s0 by [r4]: [*, gain]

    == Merge ==
    r1 = GT_K BIGINT COUNT(*) 5 on s0
    s1 = FILTER r1 on s0
    r5 = ABS SUM(gain) on s1
    write groups of s1: WINDOW_START AS start, city AS city, COUNT(*) AS n, r5 AS most"
  `)
})

it('explains a job without one', () => {
  const sink = sinkTable('names', { name: string() })
  const table = source.filter(col('name').like('a%')).select({ name: col('name') })
  expect(explain({ name: 'Names', sink, table }, eventTime)).toMatchInlineSnapshot(`
    "== Logical plan ==
    Sink(table=[names], fields=[name])
    +- Project(select=[name AS name])
       +- Filter(where=[(name LIKE 'a%')])
          +- Scan(source=[readings])

    == Scan of readings ==
    fields at TIMESTAMP, name STRING
    r2 = LIKE_K name 'a%' on s0
    s1 = FILTER r2 on s0
    write rows of s1: name AS name"
  `)
})

it('refuses a job that is wrong', () => {
  const sink = sinkTable('names', { name: string() })
  const table = source.select({ name: col('level') })
  expect(() => explain({ name: 'Names', sink, table }, eventTime)).toThrow(
    'name of sink names expects STRING'
  )
})
