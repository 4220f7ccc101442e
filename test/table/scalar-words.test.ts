/** Every scalar word through the whole engine: on values, nulls and limits, in both time modes, among rows and groups. */
import { describe, expect, it } from 'vitest'
import { abs, bigint, ceil, charLength, concat, count, double, endsWith, exp } from '../../src/table/index.js'
import {
  floor,
  greatest,
  ifElse,
  ifNull,
  least,
  ln,
  lit,
  log10,
  lower,
  ltrim
} from '../../src/table/index.js'
import {
  nullIf,
  position,
  power,
  replace,
  round,
  rtrim,
  seconds,
  sign,
  sinkTable
} from '../../src/table/index.js'
import {
  sourceTable,
  splitIndex,
  sqrt,
  startsWith,
  string,
  substring,
  timestamp
} from '../../src/table/index.js'
import { trim, tumble, upper } from '../../src/table/index.js'
import type { Column } from '../../src/table/index.js'
import { runPipelines } from '../support/run-pipelines.js'

const source = sourceTable(
  'values',
  { at: timestamp(), a: bigint(), b: bigint(), x: double(), y: double(), s: string(), t: string() },
  { eventTime: 'at' }
)
const { col } = source
const [a, b, x, y, s, t] = [col('a'), col('b'), col('x'), col('y'), col('s'), col('t')]
const MOST = 9223372036854775807n
const LEAST = -9223372036854775808n

interface Row {
  readonly a?: bigint
  readonly b?: bigint
  readonly x?: number
  readonly y?: number
  readonly s?: string
  readonly t?: string
}

type Answer = string | null
/** A word, a column that uses it, and [row, the answer as text] for each. */
type Case = readonly [word: string, column: Column, answers: readonly (readonly [Row, Answer])[]]

const CASES: readonly Case[] = [
  [
    'PLUS',
    a.plus(b),
    [
      [{ a: 2n, b: 3n }, '5'],
      [{ a: MOST, b: 1n }, String(LEAST)],
      [{ a: 1n }, null]
    ]
  ],
  [
    'PLUS',
    x.plus(a),
    [
      [{ a: 2n, x: 0.5 }, '2.5'],
      [{ x: 0.5 }, null]
    ]
  ],
  [
    'PLUS',
    x.plus(y),
    [
      [{ x: 1e308, y: 1e308 }, null],
      [{ x: 0.1, y: 0.2 }, '0.30000000000000004']
    ]
  ],
  ['PLUS', a.plus(1), [[{ a: -1n }, '0']]],
  [
    'MINUS',
    a.minus(b),
    [
      [{ a: 2n, b: 3n }, '-1'],
      [{ a: LEAST, b: 1n }, String(MOST)]
    ]
  ],
  [
    'MINUS',
    x.minus(0.5),
    [
      [{ x: 2 }, '1.5'],
      [{}, null]
    ]
  ],
  [
    'TIMES',
    a.times(b),
    [
      [{ a: -4n, b: 3n }, '-12'],
      [{ a: MOST, b: 2n }, '-2'],
      [{ b: 1n }, null]
    ]
  ],
  [
    'TIMES',
    x.times(y),
    [
      [{ x: 1.5, y: -2 }, '-3.0'],
      [{ x: 1e200, y: 1e200 }, null]
    ]
  ],
  [
    'DIVIDE',
    a.dividedBy(b),
    [
      [{ a: -7n, b: 2n }, '-3'],
      [{ a: 1n, b: 0n }, null],
      [{ a: LEAST, b: -1n }, String(LEAST)]
    ]
  ],
  [
    'DIVIDE',
    x.dividedBy(y),
    [
      [{ x: 7, y: 2 }, '3.5'],
      [{ x: 1, y: 0 }, null],
      [{ x: 0, y: 0 }, null]
    ]
  ],
  ['DIVIDE', a.dividedBy(lit(2.0)), [[{ a: 7n }, '3.5']]],
  [
    'MOD',
    a.mod(b),
    [
      [{ a: -7n, b: 3n }, '-1'],
      [{ a: 7n, b: -3n }, '1'],
      [{ a: 1n, b: 0n }, null],
      [{ a: LEAST, b: -1n }, '0']
    ]
  ],
  [
    'ABS',
    abs(a),
    [
      [{ a: -5n }, '5'],
      [{ a: LEAST }, null]
    ]
  ],
  [
    'SIGN',
    sign(a),
    [
      [{ a: LEAST }, '-1'],
      [{ a: 0n }, '0'],
      [{ a: 9n }, '1'],
      [{}, null]
    ]
  ],
  [
    'SIGN',
    sign(x),
    [
      [{ x: -0.1 }, '-1.0'],
      [{ x: 5e-324 }, '1.0']
    ]
  ],
  [
    'FLOOR',
    floor(x),
    [
      [{ x: -1.5 }, '-2.0'],
      [{ x: 2 }, '2.0'],
      [{}, null]
    ]
  ],
  ['FLOOR', floor(a), [[{ a: 3n }, '3']]],
  [
    'CEIL',
    ceil(x),
    [
      [{ x: -1.5 }, '-1.0'],
      [{ x: 1.0001 }, '2.0']
    ]
  ],
  [
    'ROUND',
    round(x, 2),
    [
      [{ x: 2.675 }, '2.68'],
      [{ x: -2.675 }, '-2.68'],
      [{ x: 1e300 }, '1e+300'],
      [{ x: 0.004 }, '0.0'],
      [{}, null]
    ]
  ],
  [
    'ROUND',
    round(x),
    [
      [{ x: 2.5 }, '3.0'],
      [{ x: -2.5 }, '-3.0'],
      [{ x: 0.49999999999999994 }, '0.0']
    ]
  ],
  [
    'ROUND',
    round(x, -2),
    [
      [{ x: 1250 }, '1300.0'],
      [{ x: 49 }, '0.0']
    ]
  ],
  [
    'ROUND',
    round(a, -1),
    [
      [{ a: 15n }, '20'],
      [{ a: -15n }, '-20'],
      [{ a: 14n }, '10'],
      [{ a: MOST }, null]
    ]
  ],
  [
    'ROUND',
    round(a, b),
    [
      [{ a: 5n, b: -19n }, '0'],
      [{ a: 5n, b: -99n }, '0'],
      [{ a: 5n, b: 3n }, '5'],
      [{ a: 5n }, null]
    ]
  ],
  [
    'SQRT',
    sqrt(x),
    [
      [{ x: 2.25 }, '1.5'],
      [{ x: -1 }, null]
    ]
  ],
  ['SQRT', sqrt(a), [[{ a: 16n }, '4.0']]],
  [
    'EXP',
    exp(x),
    [
      [{ x: 0 }, '1.0'],
      [{ x: 1000 }, null]
    ]
  ],
  [
    'LN',
    ln(x),
    [
      [{ x: 1 }, '0.0'],
      [{ x: 0 }, null],
      [{ x: -1 }, null]
    ]
  ],
  [
    'LOG10',
    log10(a),
    [
      [{ a: 1000n }, '3.0'],
      [{ a: 0n }, null]
    ]
  ],
  [
    'POWER',
    power(x, y),
    [
      [{ x: 2, y: 10 }, '1024.0'],
      [{ x: -8, y: 0.5 }, null],
      [{ x: 0, y: -1 }, null]
    ]
  ],
  [
    'POWER',
    power(a, 2),
    [
      [{ a: 3n }, '9.0'],
      [{}, null]
    ]
  ],
  [
    'GREATEST',
    greatest(a, b, 0),
    [
      [{ a: -1n, b: -2n }, '0'],
      [{ a: 5n, b: 9n }, '9'],
      [{ a: 5n }, null]
    ]
  ],
  ['GREATEST', greatest(x, a), [[{ a: 3n, x: 2.5 }, '3.0']]],
  [
    'GREATEST',
    greatest(s, t),
    [
      [{ s: 'b', t: 'ä' }, 'ä'],
      [{ s: 'b', t: 'a' }, 'b'],
      [{ s: 'a' }, null]
    ]
  ],
  ['LEAST', least(a, b), [[{ a: MOST, b: LEAST }, String(LEAST)]]],
  [
    'LEAST',
    least(s, t, 'm'),
    [
      [{ s: 'z', t: 'x' }, 'm'],
      [{ s: 'z', t: '' }, '']
    ]
  ],
  [
    'NULLIF',
    nullIf(a, 0),
    [
      [{ a: 0n }, null],
      [{ a: 1n }, '1'],
      [{}, null]
    ]
  ],
  [
    'IF',
    ifElse(a.gt(b), s, 'less'),
    [
      [{ a: 2n, b: 1n, s: 'more' }, 'more'],
      [{ a: 1n, b: 1n }, 'less'],
      [{ s: 'x' }, 'less']
    ]
  ],
  [
    'IFNULL',
    ifNull(s, t),
    [
      [{ t: 'other' }, 'other'],
      [{ s: '', t: 'x' }, ''],
      [{}, null]
    ]
  ],
  [
    'UPPER',
    upper(s),
    [
      [{ s: 'straße é ł' }, 'STRASSE É Ł'],
      [{ s: '' }, ''],
      [{ s: '日本 1' }, '日本 1'],
      [{}, null]
    ]
  ],
  [
    'UPPER',
    upper(s),
    [
      [{ s: 'ΐ' }, 'ΐ'.toUpperCase()],
      [{ s: '𐐨' }, '𐐀']
    ]
  ],
  [
    'LOWER',
    lower(s),
    [
      [{ s: 'ÀB ΑΣ' }, 'àb ασ'],
      [{ s: 'İ' }, 'İ'.toLowerCase()],
      [{ s: 'abc' }, 'abc']
    ]
  ],
  [
    'TRIM',
    trim(s),
    [
      [{ s: '  a b  ' }, 'a b'],
      [{ s: '   ' }, ''],
      [{ s: '\t a' }, '\t a'],
      [{}, null]
    ]
  ],
  [
    'LTRIM',
    ltrim(s),
    [
      [{ s: '  a ' }, 'a '],
      [{ s: ' ' }, '']
    ]
  ],
  [
    'RTRIM',
    rtrim(s),
    [
      [{ s: ' a  ' }, ' a'],
      [{ s: '' }, '']
    ]
  ],
  [
    'SUBSTRING',
    substring(s, 2, 3),
    [
      [{ s: 'aé日𐐨z' }, 'é日𐐨'],
      [{ s: 'ab' }, 'b'],
      [{ s: 'a' }, ''],
      [{}, null]
    ]
  ],
  [
    'SUBSTRING',
    substring(s, -2),
    [
      [{ s: 'aé日' }, 'é日'],
      [{ s: 'a' }, '']
    ]
  ],
  [
    'SUBSTRING',
    substring(s, a, b),
    [
      [{ s: 'abc', a: 0n, b: 2n }, 'ab'],
      [{ s: 'abc', a: 1n, b: -1n }, null],
      [{ s: 'abc', a: LEAST, b: MOST }, ''],
      [{ s: 'abc', a: 1n, b: 0n }, '']
    ]
  ],
  [
    'CONCAT',
    concat(s, '-', t),
    [
      [{ s: 'a', t: 'b' }, 'a-b'],
      [{ s: '', t: '' }, '-'],
      [{ s: 'a' }, null]
    ]
  ],
  [
    'CHAR_LENGTH',
    charLength(s),
    [
      [{ s: 'aé日𐐨' }, '4'],
      [{ s: '' }, '0'],
      [{}, null]
    ]
  ],
  [
    'REPLACE',
    replace(s, 'ab', t),
    [
      [{ s: 'xababy', t: '-' }, 'x--y'],
      [{ s: 'ab', t: '' }, ''],
      [{ s: 'ab', t: 'abab' }, 'abab'],
      [{ s: 'x', t: 'y' }, 'x']
    ]
  ],
  [
    'REPLACE',
    replace(s, t, 'z'),
    [
      [{ s: 'abc', t: '' }, 'abc'],
      [{ s: 'aaa', t: 'aa' }, 'za']
    ]
  ],
  [
    'SPLIT_INDEX',
    splitIndex(s, '/', 1),
    [
      [{ s: 'a/b/c' }, 'b'],
      [{ s: 'a/' }, ''],
      [{ s: 'a' }, null],
      [{ s: '' }, null]
    ]
  ],
  [
    'SPLIT_INDEX',
    splitIndex(s, t, a),
    [
      [{ s: 'a--b', t: '--', a: 1n }, 'b'],
      [{ s: 'a', t: '', a: 0n }, null],
      [{ s: 'a', t: ',', a: -1n }, null]
    ]
  ],
  [
    'STARTSWITH',
    startsWith(s, t),
    [
      [{ s: 'abc', t: 'ab' }, 'TRUE'],
      [{ s: 'a', t: 'ab' }, 'FALSE'],
      [{ s: 'a', t: '' }, 'TRUE'],
      [{ s: 'a' }, null]
    ]
  ],
  [
    'ENDSWITH',
    endsWith(s, 'bc'),
    [
      [{ s: 'abc' }, 'TRUE'],
      [{ s: 'c' }, 'FALSE']
    ]
  ],
  [
    'POSITION',
    position(t, s),
    [
      [{ s: 'é日ab', t: 'a' }, '3'],
      [{ s: 'a', t: 'b' }, '0'],
      [{ s: 'a', t: '' }, '1'],
      [{ s: '', t: 'a' }, '0']
    ]
  ],
  [
    'LIKE',
    s.like('a_c%'),
    [
      [{ s: 'abc' }, 'TRUE'],
      [{ s: 'a日cde' }, 'TRUE'],
      [{ s: 'ac' }, 'FALSE'],
      [{}, null]
    ]
  ],
  [
    'LIKE',
    s.like('%_b'),
    [
      [{ s: 'ab' }, 'TRUE'],
      [{ s: 'b' }, 'FALSE'],
      [{ s: 'xxbab' }, 'TRUE']
    ]
  ],
  [
    'LIKE',
    s.like('100!%!_!!', '!'),
    [
      [{ s: '100%_!' }, 'TRUE'],
      [{ s: '100x_!' }, 'FALSE']
    ]
  ],
  [
    'LIKE',
    s.like('%a%b_c%'),
    [
      [{ s: 'aabbbxc' }, 'TRUE'],
      [{ s: 'abc' }, 'FALSE']
    ]
  ],
  [
    'ILIKE',
    s.ilike('STRASSE%é_'),
    [
      [{ s: 'Strasse ÉX' }, 'TRUE'],
      [{ s: 'strass' }, 'FALSE'],
      [{}, null]
    ]
  ],
  [
    'ILIKE',
    s.ilike('abc'),
    [
      [{ s: 'AbC' }, 'TRUE'],
      [{ s: 'abcd' }, 'FALSE']
    ]
  ]
]

/** Documents that hold every digit of a BIGINT, which JSON.stringify of a number would not. */
function documentOf(row: Row, number: number): object {
  const integers = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? String(value) : value
  ])
  return { at: number, ...Object.fromEntries(integers) }
}

describe.each(['production', 'development'])('scalar words (APP_ENVIRONMENT %s)', (APP_ENVIRONMENT) => {
  it.each(CASES)('%s', async (_, column, answers) => {
    const sink = sinkTable('answers', { at: timestamp(), answer: string() })
    const documents = answers.map(([row], i) => documentOf(row, i))
    const table = source.select({
      at: col('at'),
      answer: column.cast(string()) as Column<'STRING', 'values'>
    })
    const result = await runPipelines([{ table: source, partitions: [documents] }], [{ sink, table }], {
      APP_ENVIRONMENT
    })
    const given = result.rows('answers').map((row) => (row as { answer: Answer }).answer)
    expect(given).toEqual(answers.map(([, answer]) => answer))
  })
})

describe('scalar words in groups', () => {
  it.each(CASES)('%s as a key', async (_, column, answers) => {
    const sink = sinkTable('answers', { answer: string(), n: bigint() })
    const documents = answers.map(([row], i) => documentOf(row, i))
    const key = column.cast(string()) as Column<'STRING', 'values'>
    const table = source
      .window(tumble(seconds(10)))
      .groupBy(key)
      .select({ answer: key, n: count() })
    const result = await runPipelines([{ table: source, partitions: [documents] }], [{ sink, table }])
    const given = result.rows('answers').map((row) => (row as { answer: Answer }).answer)
    expect(new Set(given)).toEqual(new Set(answers.map(([, answer]) => answer)))
  })
})
