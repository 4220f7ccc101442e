import { describe, expect, it } from 'vitest'
import { Random } from '../memory/kernel.js'
import { anyDouble } from './exact.js'
import { AggregateKernel, type Type, type Value } from './kernel.js'
import { resultOf } from './result-of.js'

const LETTERS = [
  'a',
  'b',
  'é',
  '\u{1f600}',
  '\uffff',
  '\0',
  '"',
  '\\',
  'Mobile',
  'a long one of more than 16 bytes'
]

function randomValue(type: Type, random: Random): Value {
  switch (type) {
    case 'BOOLEAN':
      return random.below(2) === 1
    case 'DOUBLE':
      return anyDouble(random.bits64())
    case 'STRING':
      return Array.from({ length: random.below(5) }, () => random.pick(LETTERS)).join('')
    case 'TIMESTAMP':
      return BigInt(random.below(4_000_000)) * 1_000_000n
    case 'BIGINT':
      return random.bits64() >> BigInt(random.below(64))
  }
}

function compare(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a! < b! ? -1 : a! > b! ? 1 : 0
}

function expected(type: Type, value: Value | undefined): unknown {
  if (value === undefined || value === null) return null
  return type === 'BIGINT' || type === 'TIMESTAMP' ? String(value) : value
}

describe.each(['BOOLEAN', 'BIGINT', 'DOUBLE', 'STRING', 'TIMESTAMP'] as const)(
  'MIN and MAX of %s',
  (type) => {
    it.each([0, 1, 2, 20, 2_000])('%d values', (length) => {
      const random = new Random(length + 1)
      const values = Array.from({ length }, () => (random.below(5) === 0 ? null : randomValue(type, random)))
      const sorted = values.filter((value) => value !== null).sort(compare)
      for (const [kind, value] of [['MIN', sorted[0]] as const, ['MAX', sorted.at(-1)] as const]) {
        const kernel = new AggregateKernel(kind, type)
        const text = resultOf(kernel, values, random)
        const isInteger = type === 'BIGINT' || type === 'TIMESTAMP'
        expect(isInteger && text !== 'null' ? text : JSON.parse(text)).toEqual(expected(type, value))
        expect(kernel.allocatedBytes).toBe(kernel.startBytes)
      }
    })
  }
)

describe('MIN and MAX', () => {
  it('give zero for minus zero, whichever came first', () => {
    for (const kind of ['MIN', 'MAX'] as const) {
      for (const values of [[0, -0], [-0, 0], [-0]]) {
        expect(resultOf(new AggregateKernel(kind, 'DOUBLE'), values, new Random(1))).toBe('0.0')
      }
    }
  })

  it('tell the empty string from nothing', () => {
    expect(resultOf(new AggregateKernel('MIN', 'STRING'), ['', 'a', null], new Random(1))).toBe('""')
    expect(resultOf(new AggregateKernel('MAX', 'STRING'), ['', null], new Random(1))).toBe('""')
  })

  it('keep a string of their own: 100,000 bytes, and a shorter one after it', () => {
    const long = 'b'.repeat(100_000)
    expect(resultOf(new AggregateKernel('MAX', 'STRING'), [long, 'a', null], new Random(1))).toBe(`"${long}"`)
    expect(resultOf(new AggregateKernel('MIN', 'STRING'), [long, 'a', null], new Random(1))).toBe('"a"')
  })
})
