/** Every scalar word in every form that its twins tell apart, each as a column over the values. */
import {
  abs,
  bigint,
  boolean,
  caseWhen,
  ceil,
  ceilTo,
  charLength,
  coalesce,
  concat,
  dateFormat,
  double,
  endsWith,
  exp,
  extract,
  floor,
  floorTo,
  greatest,
  ifElse,
  ifNull,
  least,
  lit,
  ln,
  log10,
  lower,
  ltrim,
  nullIf,
  parseUrl,
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
  string,
  substring,
  timestamp,
  trim,
  upper
} from '../../../src/index.js'
import type { Column } from '../../../src/index.js'
import { TIME_PARTS, TIME_UNITS, type TimePart, type TimeUnit } from '../../../src/table/time/units.js'
import { values } from './values.js'

const { col } = values
const [a, b, x, y, s, t] = [col('a'), col('b'), col('x'), col('y'), col('s'), col('t')]
const [p, q, m, n] = [col('p'), col('q'), col('m'), col('n')]
/** Parts and units of times are the same from 1970 on. */
const since = ifElse(m.ge(new Date(0)), m, null)

/** By the name of the column, which says the word and what it is said of. */
type Columns = Readonly<
  Record<string, Column<'BOOLEAN' | 'BIGINT' | 'DOUBLE' | 'STRING' | 'TIMESTAMP', 'values'>>
>

const COMPARISONS: Columns = {
  'a = b': a.eq(b),
  'x = y': x.eq(y),
  's = t': s.eq(t),
  'm = n': m.eq(n),
  'p = q': p.eq(q),
  'a <> b': a.ne(b),
  's <> a text': s.ne("it's"),
  'p <> q': p.ne(q),
  'a < b': a.lt(b),
  's < t': s.lt(t),
  'x <= y': x.le(y),
  'a <= most': a.le(9223372036854775807n),
  'm > n': m.gt(n),
  'm > a time': m.gt(new Date('2024-02-29T12:34:56.789Z')),
  's > t': s.gt(t),
  'x >= 0.1': x.ge(0.1),
  'a >= b': a.ge(b),
  'a in': a.in([0n, 7n, -9223372036854775808n]),
  'x in': x.in([0.1, 2.5, 1e21]),
  's in': s.in(['', 'ab', "it's", '😀'])
}

const LOGIC: Columns = {
  'p and q': p.and(q),
  'p or q': p.or(q),
  'not p': p.not(),
  'a is null': a.isNull(),
  's is not null': s.isNotNull(),
  case: caseWhen(
    [
      [a.gt(b), 'greater'],
      [a.lt(b), s]
    ],
    t
  ),
  'case of numbers': ifElse(p, x, y),
  coalesce: coalesce(a, b, lit(-5n)),
  ifNull: ifNull(s, t),
  nullIf: nullIf(a, b),
  'greatest of integers': greatest(a, b, 3n),
  'greatest of doubles': greatest(x, y),
  'greatest of texts': greatest(s, t),
  'greatest of times': greatest(m, n),
  'least of integers': least(a, b),
  'least of doubles': least(x, y, 0.15),
  'least of texts': least(s, t),
  'least of times': least(m, n)
}

const CASTS: Columns = {
  's as bigint': s.cast(bigint()),
  's as double': s.cast(double()),
  's as boolean': s.cast(boolean()),
  's as timestamp': s.cast(timestamp()),
  'a as string': a.cast(string()),
  'a as double': a.cast(double()),
  'a as boolean': a.cast(boolean()),
  'x as bigint': x.cast(bigint()),
  'x as string': x.cast(string()),
  'p as bigint': p.cast(bigint()),
  'p as string': p.cast(string()),
  'm as string': m.cast(string())
}

const NUMBERS: Columns = {
  a: a,
  x: x,
  'a + b': a.plus(b),
  'x + y': x.plus(y),
  'a + x': a.plus(x),
  'a - b': a.minus(b),
  'x - y': x.minus(y),
  'a * b': a.times(b),
  'x * y': x.times(y),
  'a / b': a.dividedBy(b),
  'x / y': x.dividedBy(y),
  'a / x': a.dividedBy(x),
  'a % b': a.mod(b),
  'abs a': abs(a),
  'abs x': abs(x),
  'sign a': sign(a),
  'sign x': sign(x),
  'floor a': floor(a),
  'floor x': floor(x),
  'ceil a': ceil(a),
  'ceil x': ceil(x),
  'round x': round(x),
  'round x by 2': round(x, 2n),
  'round x by -1': round(x, -1n),
  'round a by -1': round(a.dividedBy(16n), -1n),
  'round a': round(a),
  'sqrt x': sqrt(x),
  'sqrt a': sqrt(a),
  'exp x': exp(x),
  'ln x': ln(x),
  'log10 x': log10(x),
  'power x y': power(x, y),
  'power a 2': power(a, 2n)
}

const TEXTS: Columns = {
  s: s,
  's like': s.like('%a_%'),
  's like an escape': s.like('%!%%', '!'),
  's like beginning': s.like('a%'),
  's ilike': s.ilike('%AB%'),
  upper: upper(s),
  lower: lower(s),
  trim: trim(s),
  ltrim: ltrim(s),
  rtrim: rtrim(s),
  'substring 2 3': substring(s, 2n, 3n),
  'substring 0 2': substring(s, 0n, 2n),
  'substring -2': substring(s, -2n),
  'substring -3 2': substring(s, -3n, 2n),
  'substring a b': substring(s, a, b),
  concat: concat(s, '-', t),
  char_length: charLength(s),
  replace: replace(s, 'a', 'bb'),
  'replace t': replace(s, t, '$1'),
  'split_index 1': splitIndex(s, ',', 1n),
  'split_index a': splitIndex(s, 'a', a),
  'split_index t': splitIndex(s, t, 0n),
  startswith: startsWith(s, t),
  endswith: endsWith(s, t),
  'startswith a': startsWith(s, 'a'),
  'position t': position(t, s),
  'position a': position('a', s)
}

const PATTERNS: Columns = {
  'regexp digits': regexpLike(s, '\\d+'),
  'regexp classes': regexpLike(s, '^[a-z]+$'),
  'regexp any case': regexpLike(s, '(?i)abc'),
  'regexp words': regexpLike(s, '\\bab\\b'),
  'regexp dot': regexpLike(s, '^.$'),
  'regexp_extract 0': regexpExtract(s, '[0-9]+'),
  'regexp_extract 1': regexpExtract(s, '(\\w+)@(\\w+)', 1),
  'regexp_extract of no part': regexpExtract(s, '(x)|(a)', 1),
  'regexp_extract lazy': regexpExtract(s, 'a+?', 0),
  'url protocol': parseUrl(s, 'PROTOCOL'),
  'url host': parseUrl(s, 'HOST'),
  'url path': parseUrl(s, 'PATH'),
  'url query': parseUrl(s, 'QUERY'),
  'url query x': parseUrl(s, 'QUERY', 'x'),
  'url ref': parseUrl(s, 'REF')
}

const parts = Object.keys(TIME_PARTS) as TimePart[]
const units = Object.keys(TIME_UNITS) as TimeUnit[]

const TIMES: Columns = {
  m: m,
  ...Object.fromEntries(parts.map((part) => [`extract ${part}`, extract(part, since)])),
  ...Object.fromEntries(units.map((unit) => [`floor to ${unit}`, floorTo(since, unit)])),
  ...Object.fromEntries(units.map((unit) => [`ceil to ${unit}`, ceilTo(since, unit)])),
  date_format: dateFormat(m, 'yyyy-MM-dd HH:mm:ss.SSS'),
  'date_format words': dateFormat(m, "EEEE, d MMMM y 'at' h:mm a"),
  'date_format short': dateFormat(m, 'yy M/d D E H'),
  'extract HOUR in Berlin': extract('HOUR', m, 'Europe/Berlin'),
  'floor to DAY in Berlin': floorTo(m, 'DAY', 'Europe/Berlin'),
  'date_format in Berlin': dateFormat(m, 'yyyy-MM-dd HH:mm', 'Europe/Berlin')
}

/** By the subject of the job that says them. */
export const SCALAR_COLUMNS: Readonly<Record<string, Columns>> = {
  Comparisons: COMPARISONS,
  Logic: LOGIC,
  Casts: CASTS,
  Numbers: NUMBERS,
  Texts: TEXTS,
  Patterns: PATTERNS,
  Times: TIMES
}
