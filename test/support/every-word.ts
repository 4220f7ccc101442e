/** A column, an aggregate or a window of every word of the table of functions, over one source. */
import {
  abs,
  argMax,
  argMin,
  avg,
  boolAnd,
  boolOr,
  boolean,
  caseWhen,
  ceil,
  ceilTo,
  charLength,
  coalesce,
  concat,
  count,
  countDistinct,
  cumulate,
  dateFormat,
  defineSource,
  double,
  endsWith,
  exp,
  extract,
  firstValue,
  floor,
  floorTo,
  greatest,
  hop,
  hours,
  bigint,
  lastValue,
  least,
  listAgg,
  ln,
  log10,
  lower,
  ltrim,
  max,
  min,
  parseUrl,
  percentile,
  position,
  power,
  regexpExtract,
  regexpLike,
  replace,
  round,
  rtrim,
  session,
  sign,
  splitIndex,
  sqrt,
  startsWith,
  stddevPop,
  stddevSamp,
  string,
  substring,
  sum,
  timestamp,
  trim,
  tumble,
  upper,
  varPop,
  varSamp
} from '../../src/index.js'
import type { Aggregate, Column, TypeName, Window } from '../../src/index.js'

export const words = defineSource('words', {
  schema: {
    ...{ at: timestamp(), key: bigint(), a: bigint(), b: bigint(), x: double(), y: double() },
    ...{ s: string(), t: string(), f: boolean(), g: boolean(), u: timestamp() }
  },
  eventTime: 'at',
  watermarkDelaySeconds: 0
})
type Source = 'words'
const [a, b, x, y] = [words.col('a'), words.col('b'), words.col('x'), words.col('y')]
const [s, t, f, g, u] = [words.col('s'), words.col('t'), words.col('f'), words.col('g'), words.col('u')]

/** By the names of the entries; those that jobs have no word for are left out. */
export const EVERY_SCALAR: Readonly<Record<string, Column<TypeName, Source>>> = {
  ...{ EQ: a.eq(b), NE: s.ne(t), LT: x.lt(y), LE: a.le(2), GT: s.gt('b'), GE: u.ge(new Date(1_800_000)) },
  ...{ IN: s.in(['a', 'Bern', '']), LIKE: s.like('%e_n%'), ILIKE: s.ilike('b%') },
  ...{ AND: f.and(g), OR: f.or(g), NOT: f.not(), IS_NULL: a.isNull(), IS_NOT_NULL: s.isNotNull() },
  CASE: caseWhen([[a.gt(1), s]], t),
  COALESCE: coalesce(a, b, 0),
  CAST: x.cast(bigint()),
  ...{ ABS: abs(a), FLOOR: floor(x), CEIL: ceil(x), ROUND: round(x, 1n), SIGN: sign(a), SQRT: sqrt(x) },
  ...{ EXP: exp(x), LN: ln(x), LOG10: log10(x), POWER: power(x, 2) },
  ...{ PLUS: a.plus(b), MINUS: x.minus(a), TIMES: x.times(y), DIVIDE: a.dividedBy(b), MOD: a.mod(b) },
  ...{ GREATEST: greatest(a, b), LEAST: least(s, t) },
  ...{ UPPER: upper(s), LOWER: lower(s), TRIM: trim(s), LTRIM: ltrim(s), RTRIM: rtrim(s) },
  ...{ SUBSTRING: substring(s, 2, 2), CONCAT: concat(s, '-', t), CHAR_LENGTH: charLength(s) },
  ...{ REPLACE: replace(s, 'e', 'é'), SPLIT_INDEX: splitIndex(t, '/', 2), POSITION: position('/', t) },
  ...{ STARTSWITH: startsWith(s, 'B'), ENDSWITH: endsWith(s, t) },
  ...{ REGEXP: regexpLike(s, '^[A-Z]'), REGEXP_EXTRACT: regexpExtract(t, '//([^/]+)', 1) },
  ...{
    EXTRACT: extract('HOUR', u, 'Europe/Zurich'),
    FLOOR_TO: floorTo(u, 'HOUR'),
    CEIL_TO: ceilTo(u, 'DAY')
  },
  ...{ DATE_FORMAT: dateFormat(u, 'yyyy-MM-dd HH:mm'), PARSE_URL: parseUrl(t, 'HOST') }
}

/** By the names of the entries. */
export const EVERY_AGGREGATE: Readonly<Record<string, Aggregate<TypeName, Source>>> = {
  ...{ COUNT_ALL: count(), COUNT: count(s), COUNT_DISTINCT: countDistinct(s) },
  ...{ SUM: sum(a), SUM_DISTINCT: sum(x).distinct(), AVG: avg(x), AVG_DISTINCT: avg(a).distinct() },
  ...{ MIN: min(s), MAX: max(u) },
  ...{ PERCENTILE: percentile(x, 0.9), PERCENTILE_DISTINCT: percentile(a, 0.5).distinct() },
  ...{ VAR_POP: varPop(x), VAR_SAMP: varSamp(a), STDDEV_POP: stddevPop(a), STDDEV_SAMP: stddevSamp(x) },
  ...{ VAR_POP_DISTINCT: varPop(a).distinct(), VAR_SAMP_DISTINCT: varSamp(x).distinct() },
  ...{ STDDEV_POP_DISTINCT: stddevPop(x).distinct(), STDDEV_SAMP_DISTINCT: stddevSamp(a).distinct() },
  ...{ BOOL_AND: boolAnd(f), BOOL_OR: boolOr(f.and(g)).filter(a.gt(1)) },
  ...{ FIRST_VALUE: firstValue(s), LAST_VALUE: lastValue(x), ARG_MIN: argMin(s, x), ARG_MAX: argMax(a, s) },
  ...{ LISTAGG: listAgg(s), LISTAGG_DISTINCT: listAgg(s, { separator: '; ' }).distinct() }
}

/** By the names of the entries; long, so that they are open over a restart. */
export const EVERY_WINDOW: Readonly<Record<string, Window>> = {
  TUMBLE: tumble(hours(24)),
  HOP: hop(hours(24), hours(12)),
  CUMULATE: cumulate(hours(24), hours(12)),
  SESSION: session(hours(6))
}

const TEXTS = ['Bern', 'Genève', 'a', '', ' zwölf ', 'Zürich', 'b"\\', '漢字', null]
const URLS = ['https://a.example/x/y', 'http://b.example/', 'ern', '', '/p/q', null]
const NUMBERS = [0, 1, -3, 2, 9007199254740993n, -9223372036854775808n, 9223372036854775807n, null]
const FRACTIONS = [0.5, -1.25, 100, 1e-7, 3.35, 1e15, null]

/** A document of every mixture of values, nulls and limits, at times a second apart. */
export function wordDocument(index: number, start: number): string {
  const pick = <T>(from: readonly T[], column: number): T =>
    from[(Math.imul(index + 1, 0x9e3779b1 + column * 0x85ebca6a) >>> 12) % from.length]!
  const members = {
    at: start + index * 1000,
    key: index % 3,
    a: pick(NUMBERS, 1),
    b: pick(NUMBERS, 2),
    x: pick(FRACTIONS, 3),
    y: pick(FRACTIONS, 4),
    s: pick(TEXTS, 5),
    t: pick(URLS, 6),
    f: pick([true, false, null], 7),
    g: pick([true, false, null, true], 8),
    u: pick([start + index * 3_333_333, null], 9)
  }
  return JSON.stringify(members, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
}
