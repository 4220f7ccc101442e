/** Random scalar expressions, each said twice: as a column of the language and as SQL for DuckDB. */
import { abs, bigint, caseWhen, coalesce, double, lit, string } from '../../src/table/index.js'
import type { Column, TypeName } from '../../src/table/index.js'
import type { RandomValues } from '../support/random-values.js'
import { COLUMNS, events, literalOf } from './data.js'
import { pair, type Pair } from './pair.js'
import { conditionWords, doubleWords, integerWords, textWords, timeWords } from './words.js'

/** The columns, and elements of the array, which DuckDB counts from 1 too. */
export const FIELDS: readonly Pair[] = [
  ...COLUMNS.map(([path, type]) => pair(type, events.col(path), `"${path}"`)),
  pair('STRING', events.col('tags[1]'), '"tags"[1]'),
  pair('STRING', events.col('tags[3]'), '"tags"[3]')
]

const COMPARISONS = [
  ['eq', '='],
  ['ne', '<>'],
  ['lt', '<'],
  ['le', '<='],
  ['gt', '>'],
  ['ge', '>=']
] as const

const TYPES: readonly TypeName[] = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'STRING', 'TIMESTAMP']
const PATTERNS = ['%a%', 'M%', '%b', '%', '', 'a%b', 'ab', '%é%', '%x%"']
const CONSTANTS: Readonly<Record<TypeName, readonly (string | bigint | number | boolean)[]>> = {
  STRING: ['a', 'ab', '', "it's", '漢字', 'Bern', 'zzz'],
  BIGINT: [0n, 1n, -3n, 500n, 9223372036854775807n],
  DOUBLE: [0.5, -1.25, 0.125, 100, 1e308],
  BOOLEAN: [true, false],
  TIMESTAMP: [BigInt(Date.UTC(2026, 0, 1) + 1001), 0n]
}

/**
 * Where DuckDB's rule is another, its SQL is bent to Flink's: text is an integer only when it is digits, a fraction is
 * cut off, beyond 64 bits it is null; a double is cut toward zero; truth is upper case; the opposite of the least
 * integer is null.
 */
const INTEGER_OF_TEXT = (x: string) =>
  `CASE WHEN regexp_full_match(${x}, ' *[+-]?[0-9]+([.][0-9]*)? *') THEN TRY_CAST(split_part(trim(${x}), '.', 1) AS BIGINT) END`
const LEAST = `'-9223372036854775808'::BIGINT`

/** Draws expressions over some leaves; every type must have one. */
export class Expressions {
  readonly #random: RandomValues
  readonly #leaves: readonly Pair[]

  constructor(random: RandomValues, leaves: readonly Pair[]) {
    this.#random = random
    this.#leaves = leaves
  }

  any(depth: number): Pair {
    return this.of(this.#random.pick(TYPES), depth)
  }

  of<T extends TypeName>(type: T, depth: number): Pair<T> {
    if (depth <= 0 || this.#random.below(4) === 0) return this.#leaf(type)
    const general = [() => this.#leaf(type), () => this.#case(type, depth), () => this.#coalesce(type, depth)]
    const special = this.#special(type, depth) as readonly (() => Pair<T>)[]
    return this.#random.pick([...general, ...special, ...special])()
  }

  condition(depth: number): Pair<'BOOLEAN'> {
    return this.of('BOOLEAN', depth + 1)
  }

  #leaf<T extends TypeName>(type: T): Pair<T> {
    const leaves = this.#leaves.filter((leaf) => leaf.type === type)
    if (leaves.length === 0 || this.#random.below(12) === 0) return this.#constant(type)
    return this.#random.pick(leaves) as Pair<T>
  }

  #constant<T extends TypeName>(type: T): Pair<T> {
    const value = this.#random.pick(CONSTANTS[type])
    const said = type === 'TIMESTAMP' ? new Date(Number(value)) : value
    return pair(type, lit(said) as unknown as Column<T>, literalOf(value))
  }

  #case<T extends TypeName>(type: T, depth: number): Pair<T> {
    const branches = Array.from({ length: 1 + this.#random.below(2) }, () => ({
      when: this.condition(depth - 2),
      then: this.of(type, depth - 1)
    }))
    const otherwise = this.of(type, depth - 1)
    const sql = branches.map(({ when, then }) => `WHEN ${when.sql} THEN ${then.sql}`).join(' ')
    // What TypeScript sees of values whose type is drawn by chance: they have one.
    const said = branches.map(
      ({ when, then }) => [when.column, then.column as unknown as Column<'BIGINT'>] as const
    )
    return pair(
      type,
      caseWhen(said, otherwise.column as unknown as Column<'BIGINT'>) as unknown as Column<T>,
      `(CASE ${sql} ELSE ${otherwise.sql} END)`
    )
  }

  #coalesce<T extends TypeName>(type: T, depth: number): Pair<T> {
    const [a, b] = [this.of(type, depth - 1), this.of(type, depth - 1)]
    const [first, second] = [a.column, b.column] as unknown as readonly [Column<'BIGINT'>, Column<'BIGINT'>]
    return pair(type, coalesce(first, second) as unknown as Column<T>, `coalesce(${a.sql}, ${b.sql})`)
  }

  #special(type: TypeName, depth: number): readonly (() => Pair)[] {
    switch (type) {
      case 'STRING':
        return this.#texts(depth - 1)
      case 'BIGINT':
        return this.#integers(depth - 1)
      case 'DOUBLE':
        return this.#doubles(depth - 1)
      case 'BOOLEAN':
        return this.#conditions(depth - 1)
      case 'TIMESTAMP':
        return timeWords(this.#random, this, depth - 1)
    }
  }

  #texts(depth: number): readonly (() => Pair)[] {
    const cast =
      <T extends TypeName>(type: T, sql: (x: string) => string) =>
      () => {
        const from = this.of(type, depth)
        return pair('STRING', (from.column as Column).cast(string()), sql(from.sql))
      }
    return [
      cast('BIGINT', (x) => `CAST(${x} AS VARCHAR)`),
      cast('BOOLEAN', (x) => `upper(CAST(${x} AS VARCHAR))`),
      cast('TIMESTAMP', (x) => `strftime(epoch_ms(${x}), '%Y-%m-%d %H:%M:%S.%g')`),
      ...textWords(this.#random, this, depth)
    ]
  }

  #integers(depth: number): readonly (() => Pair)[] {
    return [
      () => {
        const x = this.of('BIGINT', depth)
        return pair('BIGINT', abs(x.column), `CASE WHEN ${x.sql} <> ${LEAST} THEN abs(${x.sql}) END`)
      },
      () => {
        const x = this.of('STRING', depth)
        return pair('BIGINT', x.column.cast(bigint()), INTEGER_OF_TEXT(x.sql))
      },
      () => {
        const x = this.of('DOUBLE', depth)
        return pair('BIGINT', x.column.cast(bigint()), `TRY_CAST(trunc(${x.sql}) AS BIGINT)`)
      },
      () => {
        const x = this.of('BOOLEAN', depth)
        return pair('BIGINT', x.column.cast(bigint()), `CAST(${x.sql} AS BIGINT)`)
      },
      ...integerWords(this.#random, this, depth)
    ]
  }

  #doubles(depth: number): readonly (() => Pair)[] {
    return [
      () => {
        const x = this.of('DOUBLE', depth)
        return pair('DOUBLE', abs(x.column), `abs(${x.sql})`)
      },
      () => {
        const x = this.of('BIGINT', depth)
        return pair('DOUBLE', x.column.cast(double()), `CAST(${x.sql} AS DOUBLE)`)
      },
      ...doubleWords(this.#random, this, depth)
    ]
  }

  #conditions(depth: number): readonly (() => Pair)[] {
    const compare = () => this.#comparison(depth)
    const words = conditionWords(this.#random, this, depth)
    const mixed = [compare, compare, () => this.#membership(depth), () => this.#logic(depth)]
    return [...mixed, ...mixed, ...words]
  }

  #comparison(depth: number): Pair {
    const type = this.#random.pick(TYPES)
    const [a, b] = [this.of(type, depth), this.of(type, depth)]
    const [method, operator] = this.#random.pick(COMPARISONS)
    const left: Column = a.column
    return pair('BOOLEAN', left[method](b.column), `(${a.sql} ${operator} ${b.sql})`)
  }

  #membership(depth: number): Pair {
    const text = this.of('STRING', depth)
    if (this.#random.below(2) === 0) {
      const pattern = this.#random.pick(PATTERNS)
      return pair('BOOLEAN', text.column.like(pattern), `(${text.sql} LIKE ${literalOf(pattern)})`)
    }
    const type = this.#random.pick(['STRING', 'BIGINT', 'DOUBLE'] as const)
    const value = this.of(type, depth)
    const items = [1, 2, 3].map(() => this.#random.pick(CONSTANTS[type]))
    const column = (value.column as Column).in(items)
    return pair('BOOLEAN', column, `(${value.sql} IN (${items.map(literalOf).join(', ')}))`)
  }

  #logic(depth: number): Pair {
    const [a, b] = [this.of('BOOLEAN', depth), this.of('BOOLEAN', depth)]
    const any = this.any(depth)
    return this.#random.pick([
      () => pair('BOOLEAN', a.column.and(b.column), `(${a.sql} AND ${b.sql})`),
      () => pair('BOOLEAN', a.column.or(b.column), `(${a.sql} OR ${b.sql})`),
      () => pair('BOOLEAN', a.column.not(), `(NOT ${a.sql})`),
      () => pair('BOOLEAN', any.column.isNull(), `(${any.sql} IS NULL)`),
      () => pair('BOOLEAN', any.column.isNotNull(), `(${any.sql} IS NOT NULL)`)
    ])()
  }
}
