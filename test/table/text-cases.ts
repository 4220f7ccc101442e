/** Words of text. */
import {
  charLength,
  concat,
  endsWith,
  lower,
  ltrim,
  position,
  replace,
  rtrim,
  splitIndex,
  startsWith,
  substring,
  trim,
  upper
} from '../../src/table/index.js'
import { a, b, s, t, LEAST, MOST, type Case } from './word-answers.js'

export const TEXT_CASES: readonly Case[] = [
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
