import { describe, it } from 'vitest'
import { ColumnKernels, VECTOR_SIZE } from '../../support/column-kernels.js'
import type { Value } from '../../support/plan-builder.js'
import { DOUBLES, INTEGERS, RandomValues, seed } from '../../support/random-values.js'
import { TYPE_CODES } from '../../../src/plan/type-codes.js'
import type { TypeName } from '../../../src/table/types.js'
import { checkExpression } from './check-expression.js'

const kernels = new ColumnKernels()

function checkCast(
  from: TypeName,
  to: TypeName,
  reference: (value: NonNullable<Value>) => Value,
  column?: readonly Value[]
): void {
  const random = new RandomValues(seed)
  for (const part of column ? vectorsOf(column) : [undefined, undefined, undefined, undefined]) {
    checkExpression(kernels, random, {
      inputs: [from],
      result: to,
      emit: (plan, [a = 0], dst, selection) =>
        plan.run('CAST', dst, { a, b: TYPE_CODES[from], c: TYPE_CODES[to], selection }),
      reference: (value = null) => (value === null ? null : reference(value)),
      ...(part && { columns: [part] })
    })
  }
}

/** Cuts a column into parts that leave one row of a vector free. */
function vectorsOf(column: readonly Value[]): Value[][] {
  const rows = VECTOR_SIZE - 1
  return Array.from({ length: Math.ceil(column.length / rows) }, (_, i) =>
    column.slice(i * rows, (i + 1) * rows)
  )
}

/** Every text with the value that it must have. */
function checkTexts(to: TypeName, expected: Readonly<Record<string, Value>>): void {
  checkCast('STRING', to, (text) => expected[String(text)] ?? null, [...Object.keys(expected), null])
}

/** As JavaScript prints it, `.0` after an integer. */
function doubleText(value: Value): string {
  return String(value) + (/^-?\d+$/.test(String(value)) ? '.0' : '')
}

const twoPow63 = 9_223_372_036_854_775_808

describe(`CAST between numbers (seed ${seed})`, () => {
  it('BIGINT to DOUBLE: the nearest', () => checkCast('BIGINT', 'DOUBLE', Number))

  it('DOUBLE to BIGINT: truncated, null out of range', () => {
    const truncate = (value: Value) =>
      Number(value) >= -twoPow63 && Number(value) < twoPow63 ? BigInt(Math.trunc(Number(value))) : null
    checkCast('DOUBLE', 'BIGINT', truncate)
    checkCast('DOUBLE', 'BIGINT', truncate, [
      0.9,
      -0.9,
      -0,
      twoPow63,
      -twoPow63,
      9_223_372_036_854_774_784,
      2 ** 53
    ])
  })

  it('BOOLEAN and BIGINT', () => {
    checkCast('BOOLEAN', 'BIGINT', (value) => (value === true ? 1n : 0n))
    checkCast('BIGINT', 'BOOLEAN', (value) => value !== 0n)
  })

  it('BIGINT and TIMESTAMP: milliseconds', () => {
    checkCast('BIGINT', 'TIMESTAMP', (value) => value)
    checkCast('TIMESTAMP', 'BIGINT', (value) => value)
  })

  it.each(Object.keys(TYPE_CODES) as TypeName[])('%s to itself', (type) =>
    checkCast(type, type, (value) => value)
  )
})

describe(`CAST to text (seed ${seed})`, () => {
  it('BIGINT', () => {
    checkCast('BIGINT', 'STRING', String)
    checkCast('BIGINT', 'STRING', String, [...INTEGERS, 10n, 4_294_967_296n, -4_294_967_295n, null])
  })

  it('DOUBLE: as JavaScript, integral ones with .0', () => {
    checkCast('DOUBLE', 'STRING', doubleText, [
      ...DOUBLES,
      0.1 + 0.2,
      1e20,
      123e-20,
      1e-6,
      1e-7,
      5e22,
      2 ** 53,
      null
    ])
  })

  it('DOUBLE: any bits', () => {
    const random = new RandomValues(seed)
    const doubles = Array.from({ length: 2000 }, () => random.bitsDouble())
    checkCast('DOUBLE', 'STRING', doubleText, doubles)
  })

  it('DOUBLE: every power of two and of ten, and the doubles beside them', () => {
    const powers = Array.from({ length: 617 }, (_, i) => [
      2 ** (i - 308),
      2 ** ((i - 308) * 3),
      Number(`1e${i - 308}`)
    ])
    const bits = new BigInt64Array(1)
    const double = new Float64Array(bits.buffer)
    const besides = (value: number, step: bigint) => {
      double[0] = value
      bits[0] = (bits[0] ?? 0n) + step
      return double[0]
    }
    const doubles = powers.flat().flatMap((value) => [value, besides(value, 1n), besides(value, -1n)])
    const finite = doubles.filter((value) => Number.isFinite(value) && value !== 0)
    for (let from = 0; from < finite.length; from += 2000) {
      checkCast('DOUBLE', 'STRING', doubleText, finite.slice(from, from + 2000))
    }
  })

  it('BOOLEAN: in capitals, as Flink', () =>
    checkCast('BOOLEAN', 'STRING', (value) => String(value).toUpperCase()))

  it('TIMESTAMP: with three decimals and no zone, as Flink', () => {
    checkCast(
      'TIMESTAMP',
      'STRING',
      (value) => new Date(Number(value)).toISOString().replace('T', ' ').replace('Z', ''),
      [
        0n,
        1n,
        10n,
        100n,
        1_700_000_000_123n,
        -1n,
        -62_135_596_800_000n,
        253_402_300_799_999n,
        951_782_400_000n,
        null
      ]
    )
  })

  it('a whole vector of long texts', () => {
    checkCast(
      'BIGINT',
      'STRING',
      String,
      Array.from({ length: VECTOR_SIZE - 1 }, (_, i) => -9_223_372_036_854_775_808n + BigInt(i))
    )
  })
})

describe('CAST of text', () => {
  it('to BIGINT', () => {
    checkTexts('BIGINT', {
      ...{
        '12': 12n,
        ' -12\t': -12n,
        '+7': 7n,
        '007': 7n,
        '-0': 0n,
        '': null,
        ' ': null,
        '-': null,
        '+': null
      },
      ...{ '1.234': 1n, ' -12.7 ': -12n, '+5.': 5n, '.9': 0n, '-.9': 0n, '.': null, '1.2.3': null },
      ...{ '1.x': null, '9223372036854775807.9': 9_223_372_036_854_775_807n, '9223372036854775808.1': null },
      ...{ '1e3': null, '1.5e3': null, '1 2': null, '0x10': null, '--1': null, '１': null, a: null },
      ...{ '9223372036854775807': 9_223_372_036_854_775_807n, '9223372036854775808': null },
      ...{ '-9223372036854775808': -9_223_372_036_854_775_808n, '-9223372036854775809': null },
      ...{ '000000000000000000000000000005': 5n, '99999999999999999999999': null }
    })
  })

  it('to DOUBLE', () => {
    const numbers = [
      '0',
      '-0',
      '1',
      '+1.5',
      '.5',
      '5.',
      '-2.5e-3',
      '1E5',
      '1e22',
      '1e23',
      '9007199254740993',
      '5e-324'
    ]
    const long = [
      '1e400',
      '-1e400',
      '1e-400',
      '0e999',
      '123456789012345678901234567890',
      `0.${'1'.repeat(40)}`
    ]
    const close = [
      '1.7976931348623157e308',
      '1.7976931348623159e308',
      '2.2250738585072011e-308',
      '0.1e1',
      '8.5e-23'
    ]
    const none = [
      '',
      ' ',
      '.',
      '-',
      'e5',
      '1e',
      '1e+',
      'NaN',
      'Infinity',
      '0x10',
      '1_0',
      '1d',
      '1 2',
      '1.2.3',
      'null'
    ]
    checkCast(
      'STRING',
      'DOUBLE',
      (text) => {
        const value = Number(text)
        return none.includes(String(text)) || !Number.isFinite(value) ? null : value
      },
      [...numbers, ...numbers.map((text) => `\n ${text} `), ...long, ...close, ...none, null]
    )
  })

  it('to DOUBLE: what JavaScript prints reads back', () => {
    const random = new RandomValues(seed)
    const texts = Array.from({ length: 1000 }, () => String(random.bitsDouble()))
    checkCast('STRING', 'DOUBLE', Number, [
      ...texts,
      ...texts.map((text) => String(Number(text.slice(0, 8))))
    ])
  })

  it('to BOOLEAN, the same rule as for JSON texts', () => {
    checkTexts('BOOLEAN', {
      ...{ true: true, false: false, ' True ': true, 'FALSE\n': false },
      ...{ '': null, '1': null, yes: null, tru: null, truee: null, fals: null, falsy: null }
    })
  })

  it('to TIMESTAMP: a date with or without a time of day', () => {
    const iso = (text: string) => BigInt(Date.parse(text))
    checkTexts('TIMESTAMP', {
      ...{ '1700000000123': null, '-5': null, '2024': null },
      '2024-02-29': iso('2024-02-29'),
      ' 2024-02-29 12:34:56.789Z ': iso('2024-02-29T12:34:56.789Z'),
      '2024-02-29T12:34:56Z': iso('2024-02-29T12:34:56Z'),
      '2024-02-29 12:34': iso('2024-02-29T12:34Z'),
      '2024-02-29 12:34:56.7': iso('2024-02-29T12:34:56.700Z'),
      '2024-02-29 12:34:56.123456789': iso('2024-02-29T12:34:56.123Z'),
      '2024-02-29T12:34:56+05:30': iso('2024-02-29T12:34:56+05:30'),
      '1969-12-31 23:59:59.999Z': -1n,
      '0001-01-01 00:00:00Z': -62_135_596_800_000n,
      '9999-12-31 23:59:59.999Z': 253_402_300_799_999n,
      '2000-02-29': iso('2000-02-29'),
      ...{
        '2023-02-29': null,
        '1900-02-29': null,
        '2024-13-01': null,
        '2024-00-01': null,
        '2024-01-00': null
      },
      ...{ '2024-04-31': null, '2024-01-01x': null, '2024-01-01 ': iso('2024-01-01'), '2024-1-1': null },
      ...{ '2024-01-01 24:00': null, '2024-01-01 12:60': null, '2024-01-01 12:00:60': null, now: null },
      ...{ '2024-01-01 12:00:00.': null, '2024-01-01 12:00:00Zx': null, '2024-01-01 12': null, '': null },
      ...{ '2024-01-01T12:00:00+5': null, '2024-01-01T12:00:00*05:00': null, '2024/01/01': null }
    })
  })
})
