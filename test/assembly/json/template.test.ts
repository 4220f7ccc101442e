import { describe, expect, it } from 'vitest'
import { type Field, Scanner } from './scanner.js'

const FIELDS: readonly Field[] = [
  { path: ['text'], type: 'STRING' },
  { path: ['count'], type: 'BIGINT' },
  { path: ['ratio'], type: 'DOUBLE' },
  { path: ['flag'], type: 'BOOLEAN' },
  { path: ['time'], type: 'TIMESTAMP' },
  { path: ['inner', 'text'], type: 'STRING' },
  { path: ['inner', 'deeper', 'count'], type: 'BIGINT' },
  { path: ['both'], type: 'STRING' },
  { path: ['both', 'count'], type: 'BIGINT' }
]
const LAYOUT =
  '{"text":"x","z":"y","free":{"a":{"b":1},"c":"d"},"count":1,"inner":{"text":"t","deeper":{"count":2},"u":{"v":"w"}}' +
  ', "n": -1.5,"ratio":0.5,"flag":true,"time":1767225600000,"list":[1,{"a":"b"}]}'
const FREE = '{"a":{"b":1},"c":"d"}'

/** Whether `document` is laid over by the template of `layout`, the only one there is. */
function fits(layout: string, document: string): boolean {
  const scanner = new Scanner(FIELDS)
  scanner.scan(layout)
  return scanner.fits([document]) === 1
}

describe('a template', () => {
  const scanner = new Scanner(FIELDS)

  it('fits documents of its layout, whatever their values', () => {
    const document = LAYOUT.replace('"x"', '""')
      .replace('"y"', `"${'long '.repeat(100)}"`)
      .replace('1767225600000', '-5')
      .replace('-1.5', '1e300')
      .replace('true', 'false')
      .replace('[1,{"a":"b"}]', '[]')
    expect(fits(LAYOUT, document)).toBe(true)
    expect(scanner.scan(document)).toEqual(['', 1n, 0.5, false, -5n, 't', 2n, null, null])
  })

  it.each([
    '"s"',
    '"é"',
    '"a\\nb"',
    '"\x01"',
    '12',
    '-0.5e3',
    'true',
    'null',
    '[1,"é"]',
    '{}',
    '{"a":{"b":[]}}'
  ])('takes %s in the place of values of all kinds', (value) => {
    for (const place of [
      '"x"',
      '"y"',
      '1,"inner"',
      '"t"',
      '2',
      '"w"',
      '-1.5',
      '0.5',
      'true',
      '1767225600000'
    ]) {
      const [old = ''] = place.split(',')
      const document = LAYOUT.replace(place, place.replace(old, value))
      expect(fits(LAYOUT, document), document).toBe(true)
      expect(scanner.scan(document), document).toBeDefined()
      expect(fits(document, LAYOUT), document).toBe(true)
    }
  })

  it('fits at every length of a key', () => {
    for (let length = 0; length < 130; length++) {
      const document = (key: string, value: number) =>
        `{ "${key}":${String(value)}, "count": ${String(value)} }`
      const key = 'k'.repeat(length)
      expect(fits(document(key, 1), document(key, 22)), key).toBe(true)
      const others = Array.from({ length }, (_, at) => `${key.slice(0, at)}x${key.slice(at + 1)}`)
      scanner.scan(document(key, 1))
      expect(scanner.fits(others.map((other) => document(other, 1))), key).toBe(0)
    }
  })

  it.each([
    '{"other":1}',
    '{"a":{"b":1},"c":"d","e":5}',
    '{"a":{"bb":1},"c":"d"}',
    '{"a":{"b":1,"x":"é\\n"}}',
    '{"a":[],"c":"d"}',
    '{ "a":{"b":1},"c":"d"}',
    '{"a":{"b":1},"c":"d" }',
    '{"aa":{"b":1}}',
    '{"a":{"b":{"b":{"b":1}}},"c":{}}',
    '{}',
    'null',
    '"free"'
  ])('fits with another unwanted object %s', (free) => {
    const document = LAYOUT.replace(FREE, free)
    expect(fits(LAYOUT, document)).toBe(true)
    expect(scanner.scan(document)).toEqual(scanner.scan(LAYOUT))
    const two = document.replace('{"v":"w"}', '{"v":"w","x":[{}]}')
    expect(fits(LAYOUT, two)).toBe(true)
    expect(scanner.scan(two)).toEqual(scanner.scan(LAYOUT))
  })

  it.each([
    '{"other":01}',
    '{"other":1',
    '{"other":1]',
    '{"a":{"b":1},"c":"d",}',
    '{"a":{"b":1},"c":"d"}}',
    '{"a":{"b":1},"c":"\\x"}',
    '{"a":{"b":1}"c":"d"}',
    '{"a":NaN}',
    'NaN'
  ])('does not fit with a broken unwanted object %s', (free) => {
    expect(fits(LAYOUT, LAYOUT.replace(FREE, free))).toBe(false)
    expect(scanner.scan(LAYOUT.replace(FREE, free))).toBeUndefined()
  })

  it('counts how deep an unwanted object lies', () => {
    const document = (levels: number) =>
      LAYOUT.replace(FREE, `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`)
    expect(fits(LAYOUT, document(998))).toBe(true)
    expect(fits(LAYOUT, document(999))).toBe(false)
    expect(scanner.scan(document(998))).toBeDefined()
    expect(scanner.scan(document(999))).toBeUndefined()
  })

  it('checks UTF-8 in all that is not literal', () => {
    for (const place of ['"x"', '"y"', '"d"', '"t"', '"w"', '"b"']) {
      for (const bad of ['\xff', '\xc3', 'abc\xe2\x82', '\xed\xa0\x80', '\xc0\xaf']) {
        scanner.scan(LAYOUT)
        const at = LAYOUT.lastIndexOf(place) + 1
        const document = Buffer.concat([
          Buffer.from(LAYOUT.slice(0, at)),
          Buffer.from(bad, 'latin1'),
          Buffer.from(LAYOUT.slice(at))
        ])
        expect(scanner.scan(document)).toBeUndefined()
      }
    }
  })

  it('makes fields null that its layout lacks', () => {
    scanner.scan(LAYOUT)
    expect(scanner.scan('{"count":5}')).toEqual([null, 5n, null, null, null, null, null, null, null])
    expect(scanner.scan('{"inner":{"deeper":{}}}')).toEqual(FIELDS.map(() => null))
  })
})

describe('documents almost like the template', () => {
  const scanner = new Scanner(FIELDS)
  const bytes = new TextEncoder().encode(LAYOUT)

  /** Scans the damaged document right after the layout; the scanner checks that templates change nothing. */
  function check(...parts: readonly (Uint8Array | readonly number[])[]): void {
    scanner.scan(bytes)
    scanner.scan(Buffer.concat(parts.map((part) => Uint8Array.from(part))))
  }

  it('are answered as without it: cut, shortened, doubled and changed at every byte', () => {
    for (let at = 0; at <= bytes.length; at++) {
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
      check(before)
      check(before, after.subarray(1))
      check(before, after.subarray(0, 1), after)
      check(bytes, before)
      for (const char of ['"', '\\', '}', ']', ',', ' ', '0', '\0', 'e', '\xff']) {
        check(before, [char.charCodeAt(0)], after)
        check(before, [char.charCodeAt(0)], after.subarray(1))
      }
    }
  })

  it('are answered as without it: members added, taken out and moved', () => {
    const members = LAYOUT.slice(1, -1).split(/,(?=\s?"[a-z]+":)/)
    for (let i = 0; i < members.length; i++) {
      for (let j = 0; j <= members.length; j++) {
        const moved = members.filter((_, index) => index !== i)
        scanner.scan(LAYOUT)
        scanner.scan(`{${moved.join(',')}}`)
        scanner.scan(`{${[...moved.slice(0, j), members[i], ...moved.slice(j)].join(',')}}`)
        scanner.scan(LAYOUT)
        scanner.scan(`{${[...members.slice(0, j), members[i], ...members.slice(j)].join(',')}}`)
        scanner.scan(`{${[...members.slice(0, j), '"new":{"x":1}', ...members.slice(j)].join(',')}}`)
      }
    }
  })
})

describe('what is not learned', () => {
  const scanner = new Scanner(FIELDS)

  it.each([
    ['duplicates of a wanted value', '{"count":1,"count":2}'],
    ['duplicates of a wanted object', '{"inner":{"text":"x"},"inner":{}}'],
    ['keys with escapes', '{"c\\u006funt":1}'],
    ['keys with control bytes', '{"k\x01":1}'],
    ['NaN', '{"count":NaN}'],
    ['an object that is a field and has fields', '{"both":{"count":1}}'],
    ['long layouts', `{"${'k'.repeat(33_000)}":1}`],
    ['many values', `{${Array.from({ length: 1100 }, (_, i) => `"k${String(i)}":1`).join(',')}}`]
  ])('%s: scanned each time', (_name, document) => {
    const expected = scanner.scan(document)
    expect(expected).toBeDefined()
    expect(scanner.fits([document, document])).toBe(0)
    expect(scanner.scan(document)).toEqual(expected)
  })

  it('malformed documents', () => {
    expect(scanner.fits(['{"a":1', '{"a":1'])).toBe(0)
  })
})

describe('templates', () => {
  const layout = (number: number) => (value: number) =>
    `{"count":${String(value)},"k${String(number)}":{"a":1},"text":"${String(value)}"}`

  it('of eight layouts are kept', () => {
    const scanner = new Scanner(FIELDS)
    const layouts = Array.from({ length: 8 }, (_, number) => layout(number))
    for (const document of layouts) scanner.scan(document(1))
    expect(scanner.fits(layouts.map((document) => document(2)))).toBe(8)
    expect(scanner.fits(layouts.reverse().map((document) => document(3)))).toBe(8)
    for (const document of layouts) expect(scanner.scan(document(4))?.slice(0, 2)).toEqual(['4', 4n])
  })

  it('that are in use stay when others come and go', () => {
    const scanner = new Scanner(FIELDS)
    scanner.scan(layout(0)(1))
    for (let number = 1; number < 100; number++) {
      scanner.scan(layout(number)(1))
      expect(scanner.fits([layout(0)(number)]), String(number)).toBe(1)
    }
  })

  it('begin alike and go on from where they part', () => {
    const scanner = new Scanner(FIELDS)
    const members = ['"text":"x"', '"z":5', '"free":{"q":"r"}', '"count":7', '"inner":{"text":"t"}']
    for (let mask = 0; mask < 2 ** members.length; mask++) {
      const chosen = members.filter((_, index) => ((mask >> index) & 1) !== 0)
      scanner.scan(`{${chosen.join(',')}}`)
      scanner.scan(`{${chosen.join(',').replace('"q"', '"other"')}}`)
      scanner.scan(`{${chosen.join(',').replace('7', '"8"')}}`)
    }
  })

  it('do not go on from where another passed over an unwanted object', () => {
    const scanner = new Scanner(FIELDS)
    const first = '{"u":{"n":{"a":1}   },"x":2}'
    for (const document of [first, '{"u":{"n":{"a":1}}  }', first])
      expect(scanner.scan(document)).toBeDefined()
    // What the second layout ends with, where the first one's object was passed over; a brace is missing.
    expect(scanner.scan('{"u":{"p":{"r":{}}  }')).toBeUndefined()
  })

  it('are learned less and less from layouts that never repeat, and again once they do', () => {
    const scanner = new Scanner(FIELDS)
    let number = 0
    const passing = Array.from({ length: 20_000 }, () => layout(number++)(1))
    expect(scanner.fits(passing)).toBe(0)
    const steady = layout(number)
    const fitting = scanner.fits(Array.from({ length: 5000 }, (_, value) => steady(value)))
    expect(fitting).toBeGreaterThan(4000)
    expect(scanner.scan(steady(1))?.slice(0, 2)).toEqual(['1', 1n])
  })
})
