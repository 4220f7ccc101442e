import {
  bigint,
  boolean,
  compilePlan,
  count,
  double,
  json,
  sinkTable,
  sourceTable,
  string
} from '../../src/table/index.js'
import { timestamp, tumble } from '../../src/table/index.js'
import type { Column, Pipeline, Plan, SinkTable, Table } from '../../src/table/index.js'

/** A source with a column of each type. */
export const source = sourceTable(
  'readings',
  {
    name: string(),
    place: { city: string(), indoors: boolean() },
    level: bigint(),
    limit: bigint(),
    degrees: double(),
    labels: json(),
    at: timestamp(),
    seen: timestamp()
  },
  { eventTime: 'at' }
)

export const { col } = source

export interface TestJob {
  readonly name?: string
  readonly sink?: SinkTable
  readonly table: Pipeline
}

/** Compiles pipelines; those without a sink go to {@link counts}. */
export function compile(
  jobs: readonly TestJob[],
  options: Parameters<typeof compilePlan>[1] = eventTime
): Plan {
  return compilePlan(
    jobs.map(({ name, sink, table }, i) => ({
      name: name ?? `job${String(i)}`,
      sink: sink ?? counts,
      table
    })),
    options
  )
}

export const eventTime = { processingTime: false, notNullEnforcer: 'keep' } as const

export const counts = sinkTable('counts', { n: bigint() })

/** Counts the rows for which all `conditions` hold. */
export function countWhere(...conditions: readonly Column<'BOOLEAN'>[]): Pipeline {
  const filtered = conditions.reduce<Table>((table, condition) => table.filter(condition), source)
  return filtered.window(tumble(1000)).groupBy().select({ n: count() })
}
