/** Random jobs, said twice: as a pipeline, and as one SQL query over the whole input. */
import { bigint, boolean, cumulate, double, hop, session, sinkTable, string } from '../../src/table/index.js'
import { timestamp, tumble, windowDuration, windowEnd, windowStart } from '../../src/table/index.js'
import type { Column, DataType, Pipeline, SinkTable, Table, TypeName, Window } from '../../src/table/index.js'
import type { RandomValues } from '../support/random-values.js'
import { randomAggregate } from './aggregates.js'
import { events } from './data.js'
import { Expressions, FIELDS } from './expressions.js'
import { pair, type Pair } from './pair.js'

export interface TwofoldJob {
  readonly sink: SinkTable
  readonly table: Pipeline
  readonly sql: string
  readonly types: readonly TypeName[]
}

const DATA_TYPES: Readonly<Record<TypeName, DataType>> = {
  STRING: string(),
  BIGINT: bigint(),
  DOUBLE: double(),
  BOOLEAN: boolean(),
  TIMESTAMP: timestamp()
}

interface TwofoldWindow {
  readonly window: Window
  /** The rows of `rows`, once for each of their windows, with ws and we. */
  readonly sql: (keys: readonly string[]) => string
}

export function randomJob(random: RandomValues, name: string, isWide: boolean): TwofoldJob {
  const rows = new Expressions(random, FIELDS)
  const filters = Array.from({ length: random.below(3) }, () => rows.condition(2))
  const table = filters.reduce<Table<'events'>>(
    (input, { column }) => input.filter(column as Column<'BOOLEAN', 'events'>),
    events
  )
  const where = filters.length === 0 ? '' : ` WHERE ${filters.map(({ sql }) => sql).join(' AND ')}`
  if (random.below(5) === 0) {
    const values = Array.from({ length: 1 + random.below(4) }, () => rows.any(3))
    const sql = `SELECT ${values.map((value) => value.sql).join(', ')} FROM events${where}`
    return job(name, values, sql, (columns) => table.select(columns as never))
  }
  return windowed(random, name, isWide, rows, table, where)
}

function windowed(
  random: RandomValues,
  name: string,
  isWide: boolean,
  rows: Expressions,
  table: Table<'events'>,
  where: string
): TwofoldJob {
  const keys = Array.from({ length: random.below(3) }, () => rows.any(random.below(2)))
  const { window, sql } = randomWindow(random)
  const groups = new Expressions(random, groupLeaves(random, rows, keys, isWide))
  const values = Array.from({ length: 1 + random.below(5) }, () => groups.any(random.below(3)))
  const having = random.below(3) === 0 ? [groups.condition(1)] : []
  const names = keys.map((_, i) => `k${String(i)}`)
  const keySql = keys.map((key, i) => `, ${key.sql} AS k${String(i)}`).join('')
  const query = [
    `WITH rows AS (SELECT *${keySql} FROM events${where}),`,
    sql(names),
    `SELECT ${values.map((value) => value.sql).join(', ')} FROM windowed`,
    `GROUP BY ${['ws', 'we', ...names].join(', ')}`,
    ...having.map((condition) => `HAVING ${condition.sql}`)
  ].join('\n')
  return job(name, values, query, (columns) => {
    const grouped = table
      .window(window)
      .groupBy(...keys.map(({ column }) => column as Column<TypeName, 'events'>))
    const kept = having.reduce((input, { column }) => input.having(column), grouped)
    return kept.select(columns as never)
  })
}

function groupLeaves(
  random: RandomValues,
  rows: Expressions,
  keys: readonly Pair[],
  isWide: boolean
): readonly Pair[] {
  const aggregates = Array.from({ length: 3 }, () => randomAggregate(random, rows, isWide))
  return [
    // A constant is itself, not the key that is equal to it.
    ...keys.flatMap((key, i) =>
      key.column.node.kind === 'literal' ? [] : [pair(key.type, key.column, `k${String(i)}`)]
    ),
    ...aggregates,
    pair('TIMESTAMP', windowStart(), 'ws'),
    pair('TIMESTAMP', windowEnd(), 'we'),
    pair('BIGINT', windowDuration(), '(we - ws)')
  ]
}

function job(
  name: string,
  values: readonly Pair[],
  sql: string,
  table: (columns: Readonly<Record<string, Column>>) => Pipeline
): TwofoldJob {
  const named = values.map((value, i) => [`c${String(i)}`, value] as const)
  const sink = sinkTable(
    name,
    Object.fromEntries(named.map(([column, { type }]) => [column, DATA_TYPES[type]]))
  )
  const columns = Object.fromEntries(named.map(([column, value]) => [column, value.column]))
  return { sink, table: table(columns), sql, types: values.map(({ type }) => type) }
}

function randomWindow(random: RandomValues): TwofoldWindow {
  const size = random.pick([1000, 3000, 7000, 60_000])
  return random.pick([
    () => ({ window: tumble(size), sql: aligned(size, [size], size) }),
    () => {
      const slide = random.pick([size, size / 2, 700, 1000])
      return { window: hop(size, slide), sql: aligned(slide, [size], size) }
    },
    () => {
      const steps = Array.from({ length: 1 + random.below(4) }, (_, i) => (i + 1) * size)
      return { window: cumulate(steps.length * size, size), sql: aligned(steps.length * size, steps, 0) }
    },
    () => {
      const gap = random.pick([200, 1000, 5000])
      return { window: session(gap), sql: sessions(gap) }
    }
  ])()
}

/**
 * Windows that begin at multiples of `slide` and end any of `ends` later.
 *
 * @param reach how far back a window that holds a row may have begun before the multiple below it
 */
function aligned(slide: number, ends: readonly number[], reach: number): () => string {
  const starts = Array.from({ length: Math.ceil(reach / slide) + 1 }, (_, i) => i * slide)
  return () => `windowed AS (
  SELECT rows.*, floor_at - back AS ws, floor_at - back + length AS we
  FROM (SELECT *, "at" - (("at" % ${String(slide)}) + ${String(slide)}) % ${String(slide)} AS floor_at FROM rows) rows,
    (SELECT unnest([${starts.join(', ')}])::BIGINT AS back), (SELECT unnest([${ends.join(', ')}])::BIGINT AS length)
  WHERE floor_at - back + length > "at")`
}

/** Rows of a key no more than `gap` apart are of one session, as in Flink. */
function sessions(gap: number): (keys: readonly string[]) => string {
  return (keys) => {
    const by = keys.length === 0 ? '' : `PARTITION BY ${keys.join(', ')}`
    const all = ['session', ...keys].join(', ')
    return `marked AS (SELECT *, coalesce("at" - lag("at") OVER (${by} ORDER BY "at", id), 0) > ${String(gap)} AS opens FROM rows),
numbered AS (SELECT *, sum(opens::INTEGER) OVER (${by} ORDER BY "at", id ROWS UNBOUNDED PRECEDING) AS session FROM marked),
windowed AS (SELECT *, min("at") OVER (PARTITION BY ${all}) AS ws, max("at") OVER (PARTITION BY ${all}) + ${String(gap)} AS we
  FROM numbered)`
  }
}
