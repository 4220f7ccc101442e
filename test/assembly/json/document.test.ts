import { describe, expect, it } from 'vitest'
import { type Field, Scanner, type Value } from './scanner.js'

const FIELDS: readonly Field[] = [
  { path: ['a'], type: 'STRING' },
  { path: ['n'], type: 'BIGINT' },
  { path: ['o', 's'], type: 'STRING' },
  { path: ['o', 'p', 'n'], type: 'BIGINT' }
]
const VARIATIONS = 16 * 12

/** The values of a, n, o.s and o.p.n, whatever stands around the document. */
function scan(scanner: Scanner, document: string | Uint8Array): Value[] | undefined {
  const values = scanner.scan(document)
  for (let variation = 1; variation < VARIATIONS; variation++) {
    expect(scanner.scan(document, variation, variation)).toEqual(values)
  }
  return values
}

describe('a document', () => {
  const scanner = new Scanner(FIELDS)
  const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0))

  it.each([
    ['empty', ''],
    ['blanks', '  \n'],
    ['null', 'null'],
    ['a number', '5'],
    ['a string', '"a"'],
    ['an array', '[{"a":"x"}]'],
    ['not JSON', 'hello'],
    ['cut in a key', '{"a'],
    ['cut after a key', '{"a"'],
    ['cut after a colon', '{"a":'],
    ['cut in a wanted string', '{"a":"x'],
    ['cut in an escape', '{"a":"x\\'],
    ['cut in a unicode escape', '{"a":"x\\u00'],
    ['cut in a number', '{"n":1'],
    ['cut in a literal', '{"n":tru'],
    ['cut after a value', '{"a":"x"'],
    ['cut after a comma', '{"a":"x",'],
    ['cut in an unwanted subtree', '{"z":[{"y":[1,2'],
    ['the brace missing', '"a":1}'],
    ['two documents', '{"a":"x"}{"a":"y"}'],
    ['trailing garbage', '{"a":"x"}xyz'],
    ['trailing NUL', '{"a":"x"}\0'],
    ['a NUL between tokens', '{"a":\0"x"}'],
    ['a NUL alone', '\0'],
    ['single quotes', "{'a':'x'}"],
    ['a comment', '{/*c*/"a":"x"}'],
    ['a trailing comma', '{"a":"x",}'],
    ['a leading comma', '{,"a":"x"}'],
    ['a comma missing', '{"a":"x" "n":1}'],
    ['a colon missing', '{"a" "x"}'],
    ['two colons', '{"a"::"x"}'],
    ['a key without quotes', '{a:"x"}'],
    ['a number as key', '{1:"x"}'],
    ['a trailing comma in an array', '{"z":[1,]}'],
    ['a leading comma in an array', '{"z":[,1]}'],
    ['brackets crossed', '{"z":[1}'],
    ['brackets crossed, nested', '{"z":[{"y":1]}}'],
    ['a bracket too many', '{"z":[1]]}'],
    ['an object in place of a key', '{"z":{{}:1}}'],
    ['a key in an array', '{"z":["y":1]}'],
    ['an unwanted bare word', '{"z":{"a":b}}'],
    ['a literal in capitals', '{"a":True}'],
    ['a literal with more behind it', '{"a":nullx}'],
    ['a wrong literal', '{"a":nope}'],
    ['a wrong unwanted literal', '{"z":nulk}'],
    ['a byte order mark', '\ufeff{"a":"x"}'],
    ['UTF-16', Buffer.from('{"a":"x"}', 'utf16le')],
    ['vertical tab as whitespace', '{\v"a":"x"}'],
    ['no-break space as whitespace', '{\u00a0"a":"x"}'],
    ['a byte that is no UTF-8', latin1('{"a":"in\xffv"}')],
    ['a byte that is no UTF-8 in an unwanted key', latin1('{"\xc3":1}')],
    ['a character that the closing quote cuts', latin1('{"a":"\xe2\x82"}')],
    ['a character that the end cuts', latin1('{"a":"\xe2\x82')],
    ['a raw surrogate', latin1('{"a":"\xed\xa0\x80"}')]
  ])('is malformed: %s', (_name, document) => {
    expect(scan(scanner, document)).toBeUndefined()
  })

  it.each<[string, string, Value[]]>([
    ['nothing in it', '{}', [null, null, null, null]],
    [
      'whitespace everywhere',
      ' \t\r\n{ "a" : "x" ,\n"n"\t: 1 , "o" : { "s" : "y" } } \r\n',
      ['x', 1n, 'y', null]
    ],
    [
      'long whitespace',
      `${' '.repeat(50)}{${'\n'.repeat(17)}"n":${'\t'.repeat(16)}7}${' '.repeat(33)}`,
      [null, 7n, null, null]
    ],
    ['any order of keys', '{"o":{"p":{"n":3},"s":"y"},"n":2,"a":"x"}', ['x', 2n, 'y', 3n]],
    [
      'look-alikes elsewhere',
      '{"z":{"a":"no","o":{"s":"no"}},"s":"no","o":{"a":"no","n":9}}',
      [null, null, null, null]
    ],
    ['another case of a key', '{"A":"no","a ":"no"," a":"no"}', [null, null, null, null]],
    ['nulls', '{"a":null,"n":null,"o":null}', [null, null, null, null]],
    ['a scalar for an object', '{"o":"x","n":1}', [null, 1n, null, null]],
    ['an array for an object', '{"o":[{"s":"no"}]}', [null, null, null, null]],
    ['an empty object for an object', '{"o":{},"a":"x"}', ['x', null, null, null]],
    ['escaped keys', '{"\\u0061":"x","o":{"\\u0070":{"n":4}}}', ['x', null, null, 4n]],
    [
      'unwanted values of all kinds',
      '{"z":[[],{},[[1.5e3,-0]],"\\u00e9\\n",true,false,null,{"k":{"k":[]}}],"n":1}',
      [null, 1n, null, null]
    ],
    ['raw control characters in a string', '{"a":"\x01\t\n\x1f\0x"}', ['\x01\t\n\x1f\0x', null, null, null]],
    [
      'raw control characters in unwanted strings',
      '{"z\x02":"\0\0","y":["\x1f"],"n":1}',
      [null, 1n, null, null]
    ],
    [
      'escapes in a string',
      '{"a":"esc\\u0041\\n\\"\\/\\u00e9\\ud83d\\ude00"}',
      ['escA\n"/é😀', null, null, null]
    ],
    ['a lone high surrogate', '{"a":"x\\ud83dy"}', ['x?y', null, null, null]],
    ['a lone low surrogate', '{"a":"\\ude00"}', ['?', null, null, null]],
    ['surrogates the wrong way round', '{"a":"\\ude00\\ud83d"}', ['??', null, null, null]],
    ['a high surrogate before another escape', '{"a":"\\ud83d\\n"}', ['?\n', null, null, null]],
    ['two high surrogates, one with a partner', '{"a":"\\ud83d\\ud83d\\ude00"}', ['?😀', null, null, null]],
    ['an empty string', '{"a":""}', ['', null, null, null]]
  ])('is valid with %s', (_name, document, expected) => {
    expect(scan(scanner, document)).toEqual(expected)
  })

  it('gives the last of duplicate members', () => {
    expect(scan(scanner, '{"a":"x","a":"y","n":1,"n":null}')).toEqual(['y', null, null, null])
    expect(scan(scanner, '{"n":1,"n":"no number"}')).toEqual([null, null, null, null])
  })

  it('gives the last of duplicate objects whole', () => {
    expect(scan(scanner, '{"o":{"s":"x","p":{"n":1}},"o":{"p":{}}}')).toEqual([null, null, null, null])
    expect(scan(scanner, '{"o":{"s":"x","p":{"n":1},"p":{"m":2}}}')).toEqual([null, null, 'x', null])
    expect(scan(scanner, '{"o":{"s":"x","p":{"n":1}},"o":{}}')).toEqual([null, null, null, null])
    expect(scan(scanner, '{"o":{"s":"x"},"o":null}')).toEqual([null, null, null, null])
    expect(scan(scanner, '{"o":5,"o":{"s":"x"}}')).toEqual([null, null, 'x', null])
  })

  it('takes NaN as the value of a wanted field only', () => {
    expect(scan(scanner, '{"n":NaN,"a":NaN}')).toEqual([null, null, null, null])
    expect(scan(scanner, '{"n":1,"n": NaN }')).toEqual([null, null, null, null])
    for (const document of [
      '{"z":NaN}',
      '{"o":NaN}',
      '{"a":[NaN]}',
      '{"n":-NaN}',
      '{"n":NaNa}',
      '{"n":Nan}',
      '{"n":Infinity}'
    ]) {
      expect(scan(scanner, document), document).toBeUndefined()
    }
  })

  it('leaves other rows alone', () => {
    const rows = new Scanner(FIELDS)
    rows.scan('{"n":1}', 0)
    rows.scan('{"n":2}', 511)
    expect(rows.scan('{"a":"x"}', 1)).toEqual(['x', null, null, null])
    expect(rows.read(0)).toEqual([null, 1n, null, null])
    expect(rows.read(511)).toEqual([null, 2n, null, null])
  })

  it('takes values as long as they come', () => {
    const long = 'y'.repeat(70_000)
    const spread = `${'é中😀'.repeat(3000)}\\n`
    expect(scanner.scan(`{"z":"${long}","a":"${long}"}`)?.[0]).toBe(long)
    expect(scanner.scan(`{"z":"${spread}","a":"${spread}"}`)?.[0]).toBe(spread.replace('\\n', '\n'))
    expect(scanner.scan(`{"${long}":1,"a":{"${long}":["${long}"]}}`)?.[0]).toBe(`{"${long}":["${long}"]}`)
  })
})

describe('nesting', () => {
  const fields: readonly Field[] = [
    { path: ['a'], type: 'STRING' },
    { path: ['o', 'o'], type: 'STRING' }
  ]
  const scanner = new Scanner(fields)
  const nested = (open: string, close: string, levels: number) =>
    open.repeat(levels) + '1' + close.repeat(levels)

  it.each([
    ['arrays', (levels: number) => `{"z":${nested('[', ']', levels - 1)}}`],
    ['objects', (levels: number) => nested('{"z":', '}', levels)],
    [
      'a mixture',
      (levels: number) =>
        `{"z":${nested('[{"z":', '}]', (levels - 1) >> 1)},"y":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
    ],
    ['objects on a wanted path', (levels: number) => nested('{"o":', '}', levels)],
    ['a wanted value', (levels: number) => `{"a":${nested('[', ']', levels - 1)}}`]
  ])('of 1,000 is accepted, of 1,001 is not: %s', (_name, document) => {
    expect(scanner.scan(document(1000))).toBeDefined()
    expect(scanner.scan(document(1001))).toBeUndefined()
    expect(scanner.scan(document(5000))).toBeUndefined()
  })

  it('is counted anew after each subtree', () => {
    const deep = nested('[', ']', 999)
    expect(scanner.scan(`{"y":${deep},"z":${deep},"a":${deep}}`)?.[0]).toBe(deep)
  })
})

describe('keys', () => {
  it('are told apart at every length and by every byte', () => {
    const paths = Array.from({ length: 70 }, (_, length) => 'k'.repeat(length))
    const scanner = new Scanner(paths.map((key) => ({ path: [key], type: 'BIGINT' })))
    for (const [index, key] of paths.entries()) {
      const expected: Value[] = paths.map((_, other) => (other === index ? BigInt(index) : null))
      expect(scanner.scan(`{"${key}":${index}}`, 0, index)).toEqual(expected)
      for (let at = 0; at < key.length; at++) {
        const other = `${key.slice(0, at)}x${key.slice(at + 1)}`
        expect(scanner.scan(`{"${other}":1}`, 0, index)).toEqual(paths.map(() => null))
      }
    }
  })

  it('are found among hundreds of one length', () => {
    const keys = Array.from({ length: 300 }, (_, index) => `field_${String(index).padStart(4, '0')}`)
    const scanner = new Scanner(keys.map((key) => ({ path: [key], type: 'BIGINT' })))
    const document = `{${keys.map((key, index) => `"${key}":${index}`).join(',')}}`
    expect(scanner.scan(document)).toEqual(keys.map((_, index) => BigInt(index)))
    expect(scanner.scan('{"field_0300":1}')).toEqual(keys.map(() => null))
  })

  it('may hold any character', () => {
    const keys = [
      '',
      '"',
      '\\',
      'é',
      '中文',
      '😀',
      'a\nb',
      ' ',
      'sixteen bytes!!!',
      'quote in the "middle" of a long key'
    ]
    const scanner = new Scanner(keys.map((key) => ({ path: [key], type: 'BIGINT' })))
    const document = JSON.stringify(Object.fromEntries(keys.map((key, index) => [key, index])))
    expect(scanner.scan(document)).toEqual(keys.map((_, index) => BigInt(index)))
  })

  it('may be a value and hold values at once', () => {
    const scanner = new Scanner([
      { path: ['o'], type: 'STRING' },
      { path: ['o', 'n'], type: 'BIGINT' }
    ])
    expect(scanner.scan('{"o":{"n": 1}}')).toEqual(['{"n":1}', 1n])
    expect(scanner.scan('{"o":"text"}')).toEqual(['text', null])
    expect(scanner.scan('{"o":{"n":1},"o":[ ]}')).toEqual(['[]', null])
  })
})
