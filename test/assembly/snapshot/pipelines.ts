import {
  avg,
  bigint,
  boolean,
  count,
  countDistinct,
  cumulate,
  double,
  hop,
  max,
  min,
  percentile,
  session,
  sinkTable,
  sourceTable,
  string,
  sum,
  timestamp,
  tumble,
  windowEnd,
  windowStart
} from '../../../src/table/index.js'
import { compilePlan } from '../../../src/plan/compile.js'
import type { Plan } from '../../../src/plan/plan.js'
import type { Window } from '../../../src/table/index.js'
import type { RandomValues } from '../../support/random-values.js'
import type { Random } from '../window/random-epochs.js'

const WINDOWS: readonly Window[] = [
  tumble(1000),
  hop(2000, 500),
  hop(1700, 700),
  cumulate(3000, 500),
  session(400),
  session(9000)
]

const source = sourceTable(
  'events',
  {
    key: string(),
    part: bigint(),
    flag: boolean(),
    whole: bigint(),
    real: double(),
    text: string(),
    seen: timestamp(),
    at: timestamp()
  },
  { eventTime: 'at' }
)

const { col } = source

/** Every aggregate of every type of input. */
const AGGREGATES = {
  rows: count(),
  texts: count(col('text')),
  distinctTexts: countDistinct(col('text')),
  distinctWhole: countDistinct(col('whole')),
  distinctReal: countDistinct(col('real')),
  distinctFlags: countDistinct(col('flag')),
  distinctSeen: countDistinct(col('seen')),
  sumWhole: sum(col('whole')),
  sumReal: sum(col('real')),
  avgWhole: avg(col('whole')),
  avgTruncated: avg(col('whole'), { truncate: true }),
  avgReal: avg(col('real')),
  minWhole: min(col('whole')),
  maxReal: max(col('real')),
  minText: min(col('text')),
  maxText: max(col('text')),
  minFlag: min(col('flag')),
  maxSeen: max(col('seen')),
  medianWhole: percentile(col('whole'), 0.5),
  upperReal: percentile(col('real'), 0.9)
}

const sink = sinkTable('rows', {
  start: timestamp(),
  end: timestamp(),
  key: string(),
  part: bigint(),
  rows: bigint(),
  texts: bigint(),
  distinctTexts: bigint(),
  distinctWhole: bigint(),
  distinctReal: bigint(),
  distinctFlags: bigint(),
  distinctSeen: bigint(),
  sumWhole: bigint(),
  sumReal: double(),
  avgWhole: double(),
  avgTruncated: double(),
  avgReal: double(),
  minWhole: bigint(),
  maxReal: double(),
  minText: string(),
  maxText: string(),
  minFlag: boolean(),
  maxSeen: timestamp(),
  medianWhole: double(),
  upperReal: double()
})

const otherSink = sinkTable('others', {
  start: timestamp(),
  end: timestamp(),
  flag: boolean(),
  real: double(),
  seen: timestamp(),
  rows: bigint()
})

/** Jobs of all aggregates: one by a text and a number for each window, and one by keys of the other types. */
export function everyAggregatePlan(windows: readonly Window[] = WINDOWS): Plan {
  const bounds = { start: windowStart(), end: windowEnd() }
  const byText = windows.map((window, i) => ({
    name: `job${i}`,
    sink,
    table: source
      .window(window)
      .groupBy(col('key'), col('part'))
      .select({ ...bounds, key: col('key'), part: col('part'), ...AGGREGATES })
  }))
  const byOthers = {
    name: 'others',
    sink: otherSink,
    table: source
      .window(windows[0]!)
      .groupBy(col('flag'), col('real'), col('seen'))
      .select({ ...bounds, flag: col('flag'), real: col('real'), seen: col('seen'), rows: count() })
  }
  return compilePlan([...byText, byOthers], {
    processingTime: false,
    notNullEnforcer: 'keep',
    keyGroups: 128
  })
}

const KEYS = ['a', 'b', 'key with "quotes" \\ and \n', '', null, 'ü€😀']

/** A document with values of all columns, at a time. */
export function randomDocument(random: Random, values: RandomValues, at: number): object {
  return {
    key: random.pick(KEYS),
    part: random.pick([null, 1]),
    flag: values.value('BOOLEAN'),
    whole: values.value('BIGINT')?.toString() ?? null,
    real: values.value('DOUBLE'),
    text: values.value('STRING'),
    seen: random.pick([null, 0, 1_700_000_000_000, -1]),
    at
  }
}
