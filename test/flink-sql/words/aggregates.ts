/** Every aggregate in every form that its twins tell apart, over windows of each kind. */
import {
  argMax,
  argMin,
  avg,
  boolAnd,
  boolOr,
  count,
  countDistinct,
  cumulate,
  firstValue,
  hop,
  lastValue,
  listAgg,
  max,
  min,
  percentile,
  seconds,
  session,
  stddevPop,
  stddevSamp,
  sum,
  tumble,
  varPop,
  varSamp,
  windowDuration,
  windowEnd,
  windowStart
} from '../../../src/index.js'
import type { Column, Grouped, Window } from '../../../src/index.js'
import { values } from './values.js'

const { col } = values
const [a, x, s, t, id] = [col('a'), col('x'), col('s'), col('t'), col('id')]
const [p, q, m, n] = [col('p'), col('q'), col('m'), col('n')]
const small = id.mod(17n)

export type Columns = Readonly<
  Record<string, Column<'BOOLEAN' | 'BIGINT' | 'DOUBLE' | 'STRING' | 'TIMESTAMP', Grouped<'values'>>>
>

const COUNTS: Columns = {
  count: count(),
  'count of some': count().filter(p),
  'count s': count(s),
  'count s of some': count(s).filter(a.gt(0n)),
  'count distinct s': countDistinct(s),
  'count distinct x': countDistinct(x),
  'count distinct m of some': countDistinct(m).filter(q)
}

const SUMS: Columns = {
  'sum small': sum(small),
  'sum a': sum(a),
  'sum distinct small': sum(small).distinct(),
  'sum distinct a': sum(a).distinct(),
  'sum x': sum(x),
  'sum distinct x': sum(x).distinct(),
  'avg id': avg(id),
  'avg of some': avg(id).filter(p),
  'avg distinct small': avg(small).distinct(),
  'avg x': avg(x),
  'avg distinct x': avg(x).distinct(),
  'sum and more': sum(small).plus(count())
}

const ORDER: Columns = {
  'min a': min(a),
  'max a': max(a),
  'min x': min(x),
  'max x': max(x),
  'min s': min(s),
  'max s': max(s),
  'min m': min(m),
  'max m': max(m),
  'min p': min(p),
  'max p': max(p),
  bool_and: boolAnd(p),
  bool_or: boolOr(q),
  'bool_and of some': boolAnd(p).filter(small.gt(8n)),
  'percentile id': percentile(id, 0.95),
  'percentile small': percentile(small, 0.5),
  'percentile x': percentile(x, 0.25),
  'percentile distinct': percentile(small, 0.9).distinct()
}

const SPREAD: Columns = {
  var_pop: varPop(small),
  var_samp: varSamp(id),
  stddev_pop: stddevPop(small),
  stddev_samp: stddevSamp(id),
  'var_pop x': varPop(x),
  'var_pop distinct': varPop(small).distinct(),
  'var_samp distinct': varSamp(small).distinct(),
  'stddev_pop distinct': stddevPop(small).distinct(),
  'stddev_samp distinct': stddevSamp(small).distinct()
}

const CHOSEN: Columns = {
  'first s': firstValue(s),
  'last a': lastValue(a),
  'first m': firstValue(m),
  'last p': lastValue(p),
  'first x': firstValue(x),
  'last s of some': lastValue(s).filter(q),
  'arg_min s by a': argMin(s, a),
  'arg_max a by s': argMax(a, s),
  'arg_max s by t': argMax(s, t),
  'arg_min m by n': argMin(m, n),
  'arg_max p by small': argMax(p, small),
  'arg_min a by p': argMin(a, p),
  'arg_max x by a': argMax(x, a),
  listagg: listAgg(s, { separator: '; ', maxBytes: 65_536 }),
  'listagg distinct': listAgg(s, { maxBytes: 65_536 }).distinct()
}

export interface WindowedWords {
  readonly window: Window
  readonly key: Column<'BOOLEAN' | 'STRING' | 'BIGINT', 'values'> | null
  readonly columns: Columns
}

const BOUNDS: Columns = { from: windowStart(), to: windowEnd() }

/** By the name of the job. */
export const WINDOWED_WORDS: Readonly<Record<string, WindowedWords>> = {
  Counts: { window: tumble(seconds(60)), key: p, columns: COUNTS },
  Sums: { window: tumble(seconds(60)), key: p, columns: SUMS },
  Order: { window: tumble(seconds(60)), key: p, columns: ORDER },
  Spread: { window: tumble(seconds(60)), key: p, columns: SPREAD },
  Chosen: { window: tumble(seconds(60)), key: p, columns: CHOSEN },
  Hopping: { window: hop(seconds(90), seconds(30)), key: q, columns: { ...ORDER, ...COUNTS } },
  OddHopping: { window: hop(seconds(90), seconds(40)), key: null, columns: { ...COUNTS, ...CHOSEN } },
  Cumulating: { window: cumulate(seconds(60), seconds(20)), key: small, columns: { ...ORDER, ...CHOSEN } },
  Sessions: {
    window: session(seconds(20)),
    key: t,
    columns: { duration: windowDuration(), ...COUNTS, ...SUMS, ...ORDER, ...CHOSEN }
  }
}

/** What tells the groups of a job apart. */
export function groupColumns({ key }: WindowedWords): Columns {
  return key === null ? BOUNDS : { ...BOUNDS, key: key as Column as Columns[string] }
}
