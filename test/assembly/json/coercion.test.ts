import { describe, expect, it } from 'vitest'
import { Random } from './random.js'
import { type FieldType, Scanner, type Value } from './scanner.js'

const scanners = new Map<FieldType, Scanner>()

/** The value of a field of a type, of JSON text; undefined when the document is malformed. */
function coerce(type: FieldType, text: string): Value | undefined {
  let scanner = scanners.get(type)
  if (scanner === undefined) scanners.set(type, (scanner = new Scanner([{ path: ['value'], type }])))
  return scanner.scan(`{"value":${text}}`)?.[0]
}

describe('numbers', () => {
  const valid = [
    '0',
    '-0',
    '1',
    '12',
    '1.5',
    '0.5',
    '1e3',
    '1E+3',
    '1e-3',
    '0e0',
    '1.5e10',
    '123456789012345678901234567890'
  ]
  const malformed = [
    '00',
    '01',
    '0100',
    '-',
    '-01',
    '+1',
    '+100',
    '.5',
    '1.',
    '1.e3',
    '1e',
    '1e+',
    '1e-',
    'e3',
    '0x10',
    '1_000',
    '1,2',
    '--1',
    '1-',
    '1.5.5',
    '1e3.5',
    '1e3e3',
    '- 1',
    '1 2',
    '١',
    '1a',
    '12345678a',
    '1234567890123456x',
    '0123456789',
    '00000000',
    '000000000'
  ]

  it.each(['STRING', 'BIGINT', 'DOUBLE', 'BOOLEAN', 'TIMESTAMP'] as const)(
    'keep to the grammar in a %s',
    (type) => {
      for (const text of valid) expect(coerce(type, text), text).not.toBeUndefined()
      for (const text of malformed) expect(coerce(type, text), text).toBeUndefined()
    }
  )

  it('keep to the grammar where no field wants them', () => {
    const scanner = new Scanner([{ path: ['value'], type: 'BIGINT' }])
    for (const text of valid) expect(scanner.scan(`{"x":${text},"y":[${text}]}`), text).toBeDefined()
    for (const text of malformed) expect(scanner.scan(`{"x":${text}}`), text).toBeUndefined()
    for (const text of malformed)
      expect(scanner.scan(`{"x":[${text} ]}`) === undefined, text).toBe(text !== '1,2')
  })
})

describe.each(['BIGINT', 'TIMESTAMP'] as const)('%s', (type) => {
  it.each<[string, bigint | null]>([
    ['0', 0n],
    ['-0', 0n],
    ['7', 7n],
    ['-5', -5n],
    ['12345678', 12345678n],
    ['123456789', 123456789n],
    ['1767225600000', 1767225600000n],
    ['-1234567890123456', -1234567890123456n],
    ['12345678901234567', 12345678901234567n],
    ['9223372036854775807', 9223372036854775807n],
    ['9223372036854775808', null],
    ['-9223372036854775808', -9223372036854775808n],
    ['-9223372036854775809', null],
    ['99999999999999999999', null],
    ['12.7', 12n],
    ['-12.7', -12n],
    ['0.9', 0n],
    ['1767265201000.9', 1767265201000n],
    ['9007199254740993.5', 9007199254740993n],
    ['9223372036854775807.9', 9223372036854775807n],
    ['1e3', 1000n],
    ['1E+18', 1000000000000000000n],
    ['1e19', null],
    ['1e30', null],
    ['1e99999999999999999999', null],
    ['1e-99999999999999999999', 0n],
    ['0e99999999999999999999', 0n],
    ['0.0000000000000000000012e24', 1200n],
    ['12300e-2', 123n],
    ['12399e-2', 123n],
    ['1e-1', 0n],
    ['"123"', 123n],
    ['" 123 "', 123n],
    ['"\\t\\u0000123\\n"', 123n],
    ['"+123"', 123n],
    ['"-123"', -123n],
    ['"00123"', 123n],
    ['"\\u0031\\u0032"', 12n],
    ['"9223372036854775807"', 9223372036854775807n],
    ['"-9223372036854775808"', -9223372036854775808n],
    ['"9223372036854775808"', null],
    ['""', null],
    ['" "', null],
    ['"-"', null],
    ['"+-1"', null],
    ['"12.7"', null],
    ['"1e3"', null],
    ['"1 2"', null],
    ['"abc"', null],
    ['"12\\u00a0"', null],
    ['true', null],
    ['false', null],
    ['null', null],
    ['{}', null],
    ['{"a":1}', null],
    ['[1]', null]
  ])('of %s is %s', (text, expected) => {
    expect(coerce(type, text)).toBe(expected)
  })
})

describe('DOUBLE', () => {
  it.each<[string, number | null]>([
    ['0', 0],
    ['-0', -0],
    ['-0.0e5', -0],
    ['12', 12],
    ['0.1', 0.1],
    ['-12.75', -12.75],
    ['1e22', 1e22],
    ['1e23', 1e23],
    ['1e-22', 1e-22],
    ['3.141592653589793', 3.141592653589793],
    ['0.30000000000000004', 0.30000000000000004],
    ['9007199254740993', 9007199254740992],
    ['9007199254740992.5e0', 9007199254740992],
    ['123456789012345678901234567890', 123456789012345678901234567890],
    ['5e-324', 5e-324],
    ['1e-400', 0],
    ['1.7976931348623157e308', 1.7976931348623157e308],
    ['1e309', null],
    ['-1e309', null],
    ['0e400', 0],
    [`0.${'0'.repeat(300)}1`, 1e-301],
    [`1${'0'.repeat(300)}`, 1e300],
    ['"12.5"', 12.5],
    ['" 1e3 "', 1000],
    ['"+.5"', 0.5],
    ['"5."', 5],
    ['"-007.5"', -7.5],
    ['"12345678901234567890123"', 12345678901234567890123],
    ['"1e999"', null],
    ['"NaN"', null],
    ['"Infinity"', null],
    ['"0x10"', null],
    ['"."', null],
    ['"e5"', null],
    ['"1e"', null],
    ['"1e5.5"', null],
    ['"1.2.3"', null],
    ['""', null],
    ['true', null],
    ['null', null],
    ['{}', null],
    ['[1]', null]
  ])('of %s is %s', (text, expected) => {
    expect(coerce('DOUBLE', text)).toBe(expected)
  })
})

describe('DOUBLE of random digits', () => {
  it('is what JavaScript reads, around the limits of exact conversion', () => {
    for (let seed = 1; seed <= 5000; seed++) {
      const random = new Random(seed)
      const mantissa = BigInt(random.below(2 ** 26)) * 2n ** 28n + BigInt(random.below(2 ** 28))
      const exponent = random.below(60) - 30
      const digits = String(mantissa)
      const point = random.below(digits.length + 1)
      const text = random.chance(0.5) ? `${digits}e${exponent}` : `0.${digits.slice(0, point)}1e${exponent}`
      expect(coerce('DOUBLE', text), `seed ${seed}, ${text}`).toBe(Number(text))
    }
  })
})

describe('BOOLEAN', () => {
  it.each<[string, boolean | null]>([
    ['true', true],
    ['false', false],
    ['null', null],
    ['"true"', true],
    ['"false"', false],
    ['"tr\\u0075e"', true],
    ['"True"', true],
    ['" true"', true],
    ['"TRUE"', true],
    ['"\\tFalse "', false],
    ['"trueA"', null],
    ['"tru"', null],
    ['"falsee"', null],
    ['1', null],
    ['0', null],
    ['1.5e3', null],
    ['{}', null],
    ['[true]', null]
  ])('of %s is %s', (text, expected) => {
    expect(coerce('BOOLEAN', text)).toBe(expected)
  })
})

describe('STRING', () => {
  it.each<[string, string | null]>([
    ['"x"', 'x'],
    ['""', ''],
    ['"é😀 raw"', 'é😀 raw'],
    ['null', null],
    ['12345', '12345'],
    ['-0', '-0'],
    ['1.50', '1.50'],
    ['1E+5', '1E+5'],
    ['123456789012345678901234567890.5', '123456789012345678901234567890.5'],
    ['true', 'true'],
    ['false', 'false'],
    ['{}', '{}'],
    ['[ ]', '[]'],
    ['[1, "x"]', '[1,"x"]'],
    ['{"a": [1, 2.0,null],"b":"q\\"x"}', '{"a":[1,2.0,null],"b":"q\\"x"}'],
    ['{ "a b" : " c  d " }', '{"a b":" c  d "}'],
    ['["\\u0041\\/\\u00e9\\ud83d\\ude00"]', '["A/é😀"]'],
    ['["\\b\\t\\n\\f\\r"]', '["\\b\\t\\n\\f\\r"]'],
    [
      '["\\u0008\\u0009\\u000a\\u000b\\u000c\\u000d\\u001f\\u0000"]',
      '["\\b\\t\\n\\u000B\\f\\r\\u001F\\u0000"]'
    ],
    ['["\x01\x0b\t\x1f"]', '["\\u0001\\u000B\\t\\u001F"]'],
    ['["\\u0022\\u005c"]', '["\\"\\\\"]'],
    ['{"\\u006b\\n":"\x7f"}', '{"k\\n":"\x7f"}'],
    ['["\\ud800"]', '["?"]'],
    [`["${'\x01'.repeat(1000)}"]`, `["${'\\u0001'.repeat(1000)}"]`]
  ])('of %s is %s', (text, expected) => {
    expect(coerce('STRING', text)).toBe(expected)
  })
})
