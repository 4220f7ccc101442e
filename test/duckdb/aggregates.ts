/** Random aggregates, said twice. */
import { argMax, argMin, avg, boolAnd, boolOr, count, firstValue, lastValue } from '../../src/table/index.js'
import {
  listAgg,
  max,
  min,
  percentile,
  stddevPop,
  stddevSamp,
  sum,
  varPop,
  varSamp
} from '../../src/table/index.js'
import type { Aggregate, Column, TypeName } from '../../src/table/index.js'
import type { RandomValues } from '../support/random-values.js'
import type { Expressions } from './expressions.js'
import { pair, type Pair } from './pair.js'

interface Form {
  readonly type: TypeName
  readonly said: Aggregate<TypeName, 'events'>
  /** @param distinct `DISTINCT ` or nothing */
  readonly sql: (distinct: string, filter: string) => string
  readonly hasDistinct?: boolean
}

type Operand = Pair<'BIGINT'> | Pair<'DOUBLE'>
type Rows<T extends TypeName> = Column<T, 'events'>

const SPREADS = [
  ['var_pop', varPop],
  ['var_samp', varSamp],
  ['stddev_pop', stddevPop],
  ['stddev_samp', stddevSamp]
] as const

/** @param isWide sums and means of doubles are left out: DuckDB's depend on the order of the rows */
export function randomAggregate(random: RandomValues, rows: Expressions, isWide: boolean): Pair {
  const form = random.pick([
    () => counted(random, rows),
    () => extreme(random, rows),
    () => truth(random, rows),
    () => chosen(random, rows),
    () => listed(random, rows),
    () => numeric(random, rows, isWide),
    () => numeric(random, rows, isWide)
  ])()
  const isDistinct = form.hasDistinct !== false && random.below(4) === 0
  const said = isDistinct ? form.said.distinct() : form.said
  const distinct = isDistinct ? 'DISTINCT ' : ''
  if (random.below(3) > 0) return pair(form.type, said, form.sql(distinct, ''))
  const condition = rows.condition(1)
  const filtered = said.filter(condition.column as Rows<'BOOLEAN'>)
  return pair(form.type, filtered, form.sql(distinct, ` FILTER (WHERE ${condition.sql})`))
}

function counted(random: RandomValues, rows: Expressions): Form {
  if (random.below(2) === 0) {
    return { type: 'BIGINT', said: count(), sql: (_, filter) => `COUNT(*)${filter}`, hasDistinct: false }
  }
  const x = rows.any(1)
  const said = count(x.column as Rows<TypeName>)
  return { type: 'BIGINT', said, sql: (distinct, filter) => `COUNT(${distinct}${x.sql})${filter}` }
}

function extreme(random: RandomValues, rows: Expressions): Form {
  const x = rows.any(1)
  const [name, word] = random.pick([['min', min] as const, ['max', max] as const])
  const said = word(x.column as Rows<TypeName>)
  return { type: x.type, said, sql: (distinct, filter) => `${name}(${distinct}${x.sql})${filter}` }
}

/** By the time of the row or another column, then by the value itself. */
function chosen(random: RandomValues, rows: Expressions): Form {
  const [x, y] = [rows.any(1), rows.any(1)]
  const [value, by] = [x.column as Rows<TypeName>, y.column as Rows<TypeName>]
  const [order, present, said] = random.pick([
    () => [`"at", ${x.sql}`, `${x.sql} IS NOT NULL`, [firstValue(value), lastValue(value)]] as const,
    () => {
      const bothPresent = `${x.sql} IS NOT NULL AND ${y.sql} IS NOT NULL`
      return [`${y.sql}, ${x.sql}`, bothPresent, [argMin(value, by), argMax(value, by)]] as const
    }
  ])()
  const [name, i] = random.pick([['first', 0] as const, ['last', 1] as const])
  const sql = (_: string, filter: string) =>
    `${name}(${x.sql} ORDER BY ${order}) FILTER (WHERE ${present}${conditionOf(filter)})`
  return { type: x.type, said: said[i], sql, hasDistinct: false }
}

/** A bound that nothing here reaches: DuckDB has none. */
function listed(random: RandomValues, rows: Expressions): Form {
  const x = rows.of('STRING', 1)
  const separator = random.pick([',', '', ' - '])
  const said = listAgg(x.column as Rows<'STRING'>, { separator, maxBytes: 65_536 })
  const sql = (distinct: string, filter: string) => {
    const order = distinct === '' ? `"at", ${x.sql}` : x.sql
    return `string_agg(${distinct}${x.sql}, '${separator}' ORDER BY ${order})${filter}`
  }
  return { type: 'STRING', said, sql }
}

/** The condition of a FILTER, to be added to another. */
function conditionOf(filter: string): string {
  return filter === '' ? '' : ` AND (${filter.slice(' FILTER (WHERE '.length, -1)})`
}

function truth(random: RandomValues, rows: Expressions): Form {
  const x = rows.condition(1)
  const [name, word] = random.pick([['bool_and', boolAnd] as const, ['bool_or', boolOr] as const])
  const said = word(x.column as Rows<'BOOLEAN'>)
  return { type: 'BOOLEAN', said, sql: (distinct, filter) => `${name}(${distinct}${x.sql})${filter}` }
}

function numeric(random: RandomValues, rows: Expressions, isWide: boolean): Form {
  const type = isWide ? 'BIGINT' : random.pick(['BIGINT', 'DOUBLE'] as const)
  const x: Operand = isWide ? rows.of('BIGINT', 0) : (rows.of(type, 0) as Operand)
  const column = x.column as Rows<'BIGINT' | 'DOUBLE'>
  const choices: (() => Form)[] = [
    // Beyond 64 bits a sum of integers is null; in DuckDB it is a HUGEINT.
    () => ({
      type,
      said: sum(column),
      sql: (distinct, filter) => {
        const total = `SUM(${distinct}${x.sql})${filter}`
        return type === 'BIGINT' ? `TRY_CAST(${total} AS BIGINT)` : total
      }
    }),
    () => ({
      type: 'DOUBLE',
      said: avg(column as Rows<'DOUBLE'>),
      sql: (distinct, filter) => `AVG(${distinct}${x.sql})${filter}`
    })
  ]
  if (!isWide)
    choices.push(
      () => spread(random, x),
      () => quantile(random, x)
    )
  return random.pick(choices)()
}

function spread(random: RandomValues, x: Operand): Form {
  const [name, word] = random.pick(SPREADS)
  const said = word(x.column as Rows<'DOUBLE'>)
  return { type: 'DOUBLE', said, sql: (distinct, filter) => `${name}(${distinct}${x.sql}::DOUBLE)${filter}` }
}

function quantile(random: RandomValues, x: Operand): Form {
  const fraction = random.pick([0, 0.25, 0.5, 0.95, 1])
  const said = percentile(x.column as Rows<'DOUBLE'>, fraction)
  const sql = (distinct: string, filter: string) =>
    `quantile_cont(${distinct}${x.sql}::DOUBLE, ${String(fraction)})${filter}`
  return { type: 'DOUBLE', said, sql }
}
