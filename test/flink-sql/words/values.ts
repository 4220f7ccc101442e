/** The rows over which every scalar word is said: values, nulls and the limits of each type. */
import { bigint, boolean, defineSource, double, string, timestamp } from '../../../src/index.js'

export const values = defineSource('values', {
  schema: {
    at: timestamp(),
    id: bigint(),
    a: bigint(),
    b: bigint(),
    x: double(),
    y: double(),
    s: string(),
    t: string(),
    p: boolean(),
    q: boolean(),
    m: timestamp(),
    n: timestamp()
  },
  eventTime: 'at'
})

const INTEGERS = [
  ...['0', '1', '-1', '2', '7', '-7', '100', '-250', '12345', '15', '25', '-35'],
  ...['9007199254740993', '-9007199254740993', '4611686018427387904'],
  ...['9223372036854775807', '-9223372036854775807', '-9223372036854775808', 'null']
]

const DOUBLES = [
  ...['0', '1', '-1', '0.5', '-0.5', '1.5', '2.5', '-2.5', '0.1', '0.2', '2.675', '1.005', '-1.45', '100'],
  ...['1e21', '123456789.125', '9007199254740993', '9223372036854775807', '-9223372036854775808', '1e-7'],
  ...['5e-324', '1.7976931348623157e308', '-1.7976931348623157e308', '1e100', '3.7', 'null']
]

const TEXTS = [
  ...['', ' ', 'a', 'b', 'ab', 'abc', 'ABC', 'Abc', 'aaab', 'a b', ' padded ', '  left', 'right  ', '\ttab'],
  ...[
    'é',
    'É',
    'ñandú',
    '日本',
    '日本 1',
    '😀',
    'a😀b',
    '😀😀',
    'a%b',
    'a_b',
    '100%',
    "it's",
    '"quoted"',
    '\\',
    'a\\b'
  ],
  ...[
    'one,two,,three',
    ',',
    'x=1&y=2',
    'line\nfeed',
    'user@example.org',
    'z'.repeat(40),
    'Mobile Safari',
    'a.b',
    'a\u0000',
    'a\u0000b',
    '\u0000',
    '$1'
  ],
  ...[
    'GET /shop/item/42?ref=mail HTTP/1.1',
    'true',
    'FALSE',
    ' True ',
    't',
    'yes',
    '1',
    '0',
    '12',
    ' 12 ',
    '-7',
    '+3'
  ],
  ...[
    '5.9',
    '-0.9',
    '1e3',
    '1.5e2',
    '.5',
    '5.',
    '5d',
    '0x10',
    'NaN',
    'Infinity',
    '1e999',
    '9223372036854775807'
  ],
  ...['9223372036854775808', '-9223372036854775808', '007', '1 2', '--1', '1,000', '٣'],
  ...[
    '2024-02-29',
    '2023-02-29',
    '2026-02-30',
    '2024-02-29 12:34:56',
    '2024-02-29T12:34:56',
    '2024-02-29 12:34:56.789'
  ],
  ...[
    '2024-02-29 12:34',
    '2024-1-2',
    '2024-12-31 24:00:00',
    '2024-06-30 23:59:60',
    '1969-12-31 23:59:59.999',
    '0001-01-01'
  ],
  ...[
    '9999-12-31 23:59:59.999',
    '10000-01-01',
    '2024-02-29 12:34:56Z',
    '2024-02-29 12:34:56+02:00',
    '2024',
    ' 2024-02-29 '
  ],
  ...[
    'https://me:pw@shop.example:8443/a/b?x=1&y=2#top',
    ' http://example.org ',
    'http://example.org/a/../b?x=a=b&x=3'
  ],
  ...[
    'mailto:a@example.org',
    'ftp://example.org/f',
    'android-app://com.example/q',
    'file:/etc/hosts',
    '/a/b?x=1',
    'http://a/?y&x'
  ]
]
  .map((text) => JSON.stringify(text))
  .concat('null')

const TIMES = [
  ...['0', '-1', '1', '999', '86400000', '-86400000', '1709210096789', '1704067200000', '1735689599999'],
  ...['1672531200000', '1701388799001', '1609718398999', '-2208988800000', '951782400000', '4102444800000'],
  ...['-62135596800000', '253402300799999', '1711843200000', 'null']
]

const TRUTHS = ['true', 'false', 'null']

const DAY = 86_400_000
const START = Date.UTC(2026, 0, 1)

/**
 * One document a row, in the order of the event times, of which three each are alike; some nulls are members that are
 * not there. The last one makes the windows of the others fire.
 */
export function documents(): string[] {
  // Steps that share no factor with the lengths, so that every value meets many others.
  const pick = (list: readonly string[], i: number, step: number): string => list[(i * step) % list.length]!
  const rows = Array.from({ length: 1500 }, (_, i) => {
    const round = Math.floor(i / TEXTS.length)
    const members = {
      at: String(START + Math.floor(i / 3) * 1000),
      id: String(i),
      a: pick(INTEGERS, i, 1),
      b: pick(INTEGERS, i + round, 7),
      x: pick(DOUBLES, i, 1),
      y: pick(DOUBLES, i + round, 7),
      s: pick(TEXTS, i, 1),
      t: pick(TEXTS, i + round * 5, 3),
      p: pick(TRUTHS, i, 1),
      q: pick(TRUTHS, Math.floor(i / 3), 1),
      m: pick(TIMES, i, 1),
      n: pick(TIMES, i + round, 5)
    }
    const written = Object.entries(members).filter(([, value]) => value !== 'null' || i % 2 === 0)
    return `{${written.map(([name, value]) => `"${name}":${value}`).join(',')}}`
  })
  return [...rows, `{"at":${START + DAY}}`]
}
