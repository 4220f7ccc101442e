import {
  bigint,
  count,
  countDistinct,
  max,
  min,
  sinkTable,
  sourceTable,
  string,
  sum,
  timestamp,
  windowEnd,
  windowStart
} from '../../../src/table/index.js'
import type { Window } from '../../../src/table/index.js'
import { compilePlan } from '../../../src/plan/compile.js'
import type { CompileOptions } from '../../../src/plan/lower/plan.js'
import type { Plan } from '../../../src/plan/plan.js'
import type { Event, ReferenceRow } from './reference.js'

const source = sourceTable('events', { key: string(), value: bigint(), at: timestamp() }, { eventTime: 'at' })

const sink = sinkTable('rows', {
  start: timestamp(),
  end: timestamp(),
  key: string(),
  events: bigint(),
  distinct: bigint(),
  total: bigint(),
  least: bigint(),
  greatest: bigint()
})

/** A plan of one job for each window: aggregates of `value` by `key`. */
export function windowPlan(windows: readonly Window[], options: Partial<CompileOptions> = {}): Plan {
  const { col } = source
  const jobs = windows.map((window, i) => ({
    name: `job${i}`,
    sink,
    table: source
      .window(window)
      .groupBy(col('key'))
      .select({
        start: windowStart(),
        end: windowEnd(),
        key: col('key'),
        events: count(),
        distinct: countDistinct(col('value')),
        total: sum(col('value')),
        least: min(col('value')),
        greatest: max(col('value'))
      })
  }))
  return compilePlan(jobs, { processingTime: false, notNullEnforcer: 'keep', keyGroups: 128, ...options })
}

/** The row that the plan's job writes for a window of the reference. */
export function expectedRow({ start, end, key, events }: ReferenceRow): string {
  const values = events.map((event) => event.value)
  return JSON.stringify({
    start: timestampText(start),
    end: timestampText(end),
    key,
    events: values.length,
    distinct: new Set(values).size,
    total: values.reduce((total, value) => total + value, 0),
    least: Math.min(...values),
    greatest: Math.max(...values)
  })
}

export function timestampText(milliseconds: number): string {
  const [date = '', time = ''] = new Date(milliseconds).toISOString().split('T')
  return `${date} ${time.replace(/\.?0*Z$/, 'Z')}`
}

export function document({ key, value, at }: Event): object {
  return { value, key, at }
}
