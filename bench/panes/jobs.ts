import {
  avg,
  bigint,
  count,
  countDistinct,
  cumulate,
  double,
  hop,
  max,
  min,
  sinkTable,
  sourceTable,
  string,
  sum,
  timestamp,
  windowStart
} from '../../src/table/index.js'
import type { JobPipeline, Window } from '../../src/table/index.js'

const SECOND = 1000

const source = sourceTable('events', { key: string(), value: bigint(), at: timestamp() }, { eventTime: 'at' })
const { col } = source

/** Aggregates of fixed size. */
const numbers = sinkTable('numbers', {
  start: timestamp(),
  key: string(),
  events: bigint(),
  total: bigint(),
  mean: double(),
  least: bigint(),
  greatest: bigint()
})

/** One that grows with its values. */
const sets = sinkTable('sets', { start: timestamp(), key: string(), values: bigint() })

export const AGGREGATES = {
  numbers: (window: Window): JobPipeline => ({
    name: 'numbers',
    sink: numbers,
    table: source
      .window(window)
      .groupBy(col('key'))
      .select({
        start: windowStart(),
        key: col('key'),
        events: count(),
        total: sum(col('value')),
        mean: avg(col('value')),
        least: min(col('value')),
        greatest: max(col('value'))
      })
  }),
  sets: (window: Window): JobPipeline => ({
    name: 'sets',
    sink: sets,
    table: source
      .window(window)
      .groupBy(col('key'))
      .select({ start: windowStart(), key: col('key'), values: countDistinct(col('value')) })
  })
}

/** Windows of so many panes of a second each. */
export const WINDOWS = {
  hop: (panes: number): Window => hop(panes * SECOND, SECOND),
  cumulate: (panes: number): Window => cumulate(panes * SECOND, SECOND)
}
