/** Random calls of scalar words, each said twice. Where DuckDB's rule is another, its SQL is bent to Flink's. */
import {
  ceil,
  ceilTo,
  charLength,
  concat,
  dateFormat,
  endsWith,
  exp,
  extract,
  floor,
  floorTo,
  greatest,
  ifElse,
  ifNull,
  least,
  ln,
  log10,
  lower,
  ltrim,
  nullIf,
  position,
  power,
  regexpExtract,
  regexpLike,
  replace,
  round,
  rtrim,
  sign,
  splitIndex,
  sqrt,
  startsWith,
  substring,
  trim,
  upper
} from '../../src/table/index.js'
import type { Column, TypeName } from '../../src/table/index.js'
import type { RandomValues } from '../support/random-values.js'
import { literalOf } from './data.js'
import { pair, type Pair } from './pair.js'

/** Where operands of words come from. */
export interface Operands {
  of<T extends TypeName>(type: T, depth: number): Pair<T>
}

type Draw<T extends TypeName> = () => Pair<T>

const PARTS = ['a', 'b', 'M', 'é', ' ', '%', '漢', 'zz', "'s", '1']
const SEPARATORS = [' ', 'a', 'o', '%', 'fe']
const ESCAPED: readonly (readonly [pattern: string, escape: string])[] = [
  ['%!%%', '!'],
  ['a!_%', '!'],
  ['_', '#'],
  ['a_', '#'],
  ['%#%b', '#']
]
const PATTERNS = ['[a-m]+', '[0-9]+', '.b|a', '^.', 'o.*e', '[^a]$', '(o|i)(b|l)', 'x?']
const FIELDS_OF_TIME = [
  'SECOND',
  'MINUTE',
  'HOUR',
  'DAY',
  'ISODOW',
  'DOY',
  'WEEK',
  'MONTH',
  'QUARTER',
  'YEAR'
]
const UNITS = ['SECOND', 'MINUTE', 'HOUR', 'DAY', 'MONTH', 'QUARTER', 'YEAR'] as const
const TWO_63 = "'9223372036854775808'::HUGEINT"
const TWO_64 = "'18446744073709551616'::HUGEINT"

/** BIGINT wraps around. */
const wrapped = (sql: string) =>
  `((((${sql}) + ${TWO_63}) % ${TWO_64} + ${TWO_64}) % ${TWO_64} - ${TWO_63})::BIGINT`
/** A DOUBLE that is no finite number is null. */
const finite = (sql: string) => `CASE WHEN isfinite(${sql}) THEN ${sql} END`
const wide = (sql: string) => `(${sql})::HUGEINT`
/** A time, which is a BIGINT of milliseconds here. */
const time = (sql: string) => `epoch_ms(${sql})`

/** Texts of texts, numbers and times. */
export function textWords(random: RandomValues, draw: Operands, depth: number): readonly Draw<'STRING'>[] {
  const one = (word: (text: Column<'STRING'>) => Column<'STRING'>, name: string) => () => {
    const x = draw.of('STRING', depth)
    return pair('STRING', word(x.column), `${name}(${x.sql})`)
  }
  return [
    one(upper, 'upper'),
    one(lower, 'lower'),
    one(trim, 'trim'),
    one(ltrim, 'ltrim'),
    one(rtrim, 'rtrim'),
    () => {
      const [x, from, length] = [
        draw.of('STRING', depth),
        random.pick([1, 2, 3, -1]),
        random.pick([0, 1, 3, 100])
      ]
      const sql = `substring(${x.sql}, ${String(from)}, ${String(length)})`
      return pair('STRING', substring(x.column, from, length), sql)
    },
    () => {
      const [x, y] = [draw.of('STRING', depth), draw.of('STRING', depth)]
      return pair('STRING', concat(x.column, y.column), `(${x.sql} || ${y.sql})`)
    },
    () => {
      const [x, part, other] = [draw.of('STRING', depth), random.pick(PARTS), random.pick(PARTS)]
      const sql = `replace(${x.sql}, ${literalOf(part)}, ${literalOf(other)})`
      return pair('STRING', replace(x.column, part, other), sql)
    },
    () => {
      const [x, separator, index] = [draw.of('STRING', depth), random.pick(SEPARATORS), random.below(3)]
      const parts = `string_split(${x.sql}, ${literalOf(separator)})`
      // Of an empty text there is no part.
      const sql = `CASE WHEN ${x.sql} <> '' THEN list_extract(${parts}, ${String(index + 1)}) END`
      return pair('STRING', splitIndex(x.column, separator, BigInt(index)), sql)
    },
    () => {
      const [x, pattern] = [draw.of('STRING', depth), random.pick(PATTERNS)]
      const [text, p] = [x.sql, literalOf(pattern)]
      // Where nothing matches it is null, not an empty text.
      const sql = `CASE WHEN regexp_matches(${text}, ${p}) THEN regexp_extract(${text}, ${p}, 0) END`
      return pair('STRING', regexpExtract(x.column, pattern), sql)
    },
    () => {
      const x = draw.of('TIMESTAMP', depth)
      return pair(
        'STRING',
        dateFormat(x.column, 'yyyy-MM-dd HH:mm:ss'),
        `strftime(${time(x.sql)}, '%Y-%m-%d %H:%M:%S')`
      )
    },
    ...choices('STRING', draw, depth)
  ]
}

/** Integers of integers, texts and times. */
export function integerWords(random: RandomValues, draw: Operands, depth: number): readonly Draw<'BIGINT'>[] {
  const two = (make: (x: Pair<'BIGINT'>, y: Pair<'BIGINT'>) => Pair<'BIGINT'>) => () =>
    make(draw.of('BIGINT', depth), draw.of('BIGINT', depth))
  return [
    two((x, y) => pair('BIGINT', x.column.plus(y.column), wrapped(`${wide(x.sql)} + ${wide(y.sql)}`))),
    two((x, y) => pair('BIGINT', x.column.minus(y.column), wrapped(`${wide(x.sql)} - ${wide(y.sql)}`))),
    two((x, y) => pair('BIGINT', x.column.times(y.column), wrapped(`${wide(x.sql)} * ${wide(y.sql)}`))),
    two((x, y) => {
      const sql = `CASE WHEN ${y.sql} <> 0 THEN ${wrapped(`${wide(x.sql)} // ${wide(y.sql)}`)} END`
      return pair('BIGINT', x.column.dividedBy(y.column), sql)
    }),
    two((x, y) => {
      const sql = `CASE WHEN ${y.sql} <> 0 THEN (${wide(x.sql)} % ${wide(y.sql)})::BIGINT END`
      return pair('BIGINT', x.column.mod(y.column), sql)
    }),
    () => {
      const x = draw.of('BIGINT', depth)
      return pair('BIGINT', sign(x.column), `sign(${x.sql})::BIGINT`)
    },
    () => {
      const x = draw.of('STRING', depth)
      return pair('BIGINT', charLength(x.column), `length(${x.sql})`)
    },
    () => {
      const [x, part] = [draw.of('STRING', depth), random.pick(PARTS)]
      return pair('BIGINT', position(part, x.column), `strpos(${x.sql}, ${literalOf(part)})`)
    },
    () => {
      const [x, part] = [draw.of('TIMESTAMP', depth), random.pick(FIELDS_OF_TIME)]
      const column = extract(part as Parameters<typeof extract>[0], x.column)
      return pair('BIGINT', column, `extract('${part.toLowerCase()}' FROM ${time(x.sql)})`)
    },
    ...choices('BIGINT', draw, depth)
  ]
}

/** Doubles of numbers. */
export function doubleWords(random: RandomValues, draw: Operands, depth: number): readonly Draw<'DOUBLE'>[] {
  const one =
    (word: (x: Column<'DOUBLE'>) => Column<'DOUBLE'>, sql: (x: string) => string) => (): Pair<'DOUBLE'> => {
      const x = draw.of('DOUBLE', depth)
      return pair('DOUBLE', word(x.column), sql(x.sql))
    }
  const positive = (x: string) => `CASE WHEN ${x} > 0 THEN ${x} END`
  const operator = (method: 'plus' | 'minus' | 'times', symbol: string) => (): Pair<'DOUBLE'> => {
    const [x, y] = [draw.of('DOUBLE', depth), draw.of(random.pick(['DOUBLE', 'BIGINT'] as const), depth)]
    const column = x.column[method](y.column as Column<'DOUBLE'>)
    return pair('DOUBLE', column, finite(`(${x.sql} ${symbol} (${y.sql})::DOUBLE)`))
  }
  return [
    operator('plus', '+'),
    operator('minus', '-'),
    operator('times', '*'),
    () => {
      const [x, y] = [draw.of('DOUBLE', depth), draw.of('DOUBLE', depth)]
      const sql = `CASE WHEN ${y.sql} <> 0 THEN ${finite(`(${x.sql} / ${y.sql})`)} END`
      return pair('DOUBLE', x.column.dividedBy(y.column), sql)
    },
    one(floor, (x) => `floor(${x})`),
    one(ceil, (x) => `ceil(${x})`),
    one(sign, (x) => `sign(${x})::DOUBLE`),
    one(sqrt, (x) => `sqrt(CASE WHEN ${x} >= 0 THEN ${x} END)`),
    one(ln, (x) => `ln(${positive(x)})`),
    one(log10, (x) => `log10(${positive(x)})`),
    one(exp, (x) => finite(`exp(${x})`)),
    one(
      (x) => power(x, 2),
      (x) => finite(`pow(${x}, 2)`)
    ),
    () => {
      // Of fields alone, whose fractions are exact in binary: elsewhere DuckDB rounds the binary number, not its decimal.
      const [x, digits] = [draw.of('DOUBLE', 0), random.below(3)]
      return pair('DOUBLE', round(x.column, BigInt(digits)), `round(${x.sql}, ${String(digits)})`)
    },
    ...choices('DOUBLE', draw, depth)
  ]
}

/** Conditions of texts. */
export function conditionWords(
  random: RandomValues,
  draw: Operands,
  depth: number
): readonly Draw<'BOOLEAN'>[] {
  const text = () => draw.of('STRING', depth)
  return [
    () => {
      const [x, [pattern, escape]] = [text(), random.pick(ESCAPED)]
      const sql = `(${x.sql} LIKE ${literalOf(pattern)} ESCAPE ${literalOf(escape)})`
      return pair('BOOLEAN', x.column.like(pattern, escape), sql)
    },
    () => {
      const [x, pattern] = [text(), random.pick(['m%', 'É', '%B', '_', 'A%'])]
      return pair('BOOLEAN', x.column.ilike(pattern), `(${x.sql} ILIKE ${literalOf(pattern)})`)
    },
    () => {
      const [x, pattern] = [text(), random.pick(PATTERNS)]
      return pair('BOOLEAN', regexpLike(x.column, pattern), `regexp_matches(${x.sql}, ${literalOf(pattern)})`)
    },
    () => {
      const [x, y] = [text(), text()]
      return pair('BOOLEAN', startsWith(x.column, y.column), `starts_with(${x.sql}, ${y.sql})`)
    },
    () => {
      const [x, y] = [text(), text()]
      return pair('BOOLEAN', endsWith(x.column, y.column), `suffix(${x.sql}, ${y.sql})`)
    }
  ]
}

/** Times of times. */
export function timeWords(random: RandomValues, draw: Operands, depth: number): readonly Draw<'TIMESTAMP'>[] {
  const truncated = (x: string, unit: string) => `epoch_ms(date_trunc('${unit.toLowerCase()}', ${time(x)}))`
  return [
    () => {
      const [x, unit] = [draw.of('TIMESTAMP', depth), random.pick(UNITS)]
      return pair('TIMESTAMP', floorTo(x.column, unit), truncated(x.sql, unit))
    },
    () => {
      const [x, unit] = [draw.of('TIMESTAMP', depth), random.pick(UNITS)]
      const begun = truncated(x.sql, unit)
      const interval = unit === 'QUARTER' ? "INTERVAL '3 months'" : `INTERVAL '1 ${unit.toLowerCase()}'`
      const sql = `CASE WHEN ${begun} = ${x.sql} THEN ${x.sql} ELSE epoch_ms(${time(begun)} + ${interval}) END`
      return pair('TIMESTAMP', ceilTo(x.column, unit), sql)
    },
    ...choices('TIMESTAMP', draw, depth)
  ]
}

/** Words that choose among values of one type. What TypeScript sees of a type that is drawn by chance: it is one. */
function choices<T extends TypeName>(type: T, draw: Operands, depth: number): Draw<T>[] {
  const two = () => [draw.of(type, depth), draw.of(type, depth)] as const
  const said = (column: Column): Column<'BIGINT'> => column as Column<'BIGINT'>
  const made = (column: Column, sql: string): Pair<T> => pair(type, column as Column<T>, sql)
  type Integer = Column<'BIGINT'>
  const extreme = (word: (x: Integer, y: Integer) => Column, name: string) => () => {
    const [x, y] = two()
    // Null where one is null, and not the other one.
    const sql = `CASE WHEN ${x.sql} IS NOT NULL AND ${y.sql} IS NOT NULL THEN ${name}(${x.sql}, ${y.sql}) END`
    return made(word(said(x.column), said(y.column)), sql)
  }
  return [
    extreme((x, y) => greatest(x, y), 'greatest'),
    extreme((x, y) => least(x, y), 'least'),
    () => {
      const [x, y] = two()
      return made(nullIf(said(x.column), said(y.column)), `nullif(${x.sql}, ${y.sql})`)
    },
    () => {
      const [x, y] = two()
      return made(ifNull(said(x.column), said(y.column)), `ifnull(${x.sql}, ${y.sql})`)
    },
    () => {
      const [[x, y], condition] = [two(), draw.of('BOOLEAN', depth)]
      const sql = `CASE WHEN ${condition.sql} THEN ${x.sql} ELSE ${y.sql} END`
      return made(ifElse(condition.column, said(x.column), said(y.column)), sql)
    }
  ]
}
