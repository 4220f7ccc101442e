/** Words of numbers, and those that choose among values. */
import {
  abs,
  ceil,
  exp,
  floor,
  greatest,
  ifElse,
  ifNull,
  least,
  ln,
  lit,
  log10,
  nullIf,
  power,
  round,
  sign,
  sqrt
} from '../../src/table/index.js'
import { a, b, x, y, s, t, LEAST, MOST, type Case } from './word-answers.js'

export const NUMBER_CASES: readonly Case[] = [
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
  ]
]
