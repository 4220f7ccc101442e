import { describe, expect, it } from 'vitest'
import { Random } from '../memory/kernel.js'
import { anyDouble } from './exact.js'
import { AggregateKernel, type Type, type Value } from './kernel.js'
import { resultOf } from './result-of.js'

/** The definition: n values sorted ascending, interpolated between the two around 1-based position p(n-1)+1. */
function percentile(values: readonly number[], fraction: number): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const position = fraction * (sorted.length - 1) + 1
  const low = Math.floor(position)
  const high = Math.ceil(position)
  const lowValue = sorted[low - 1]!
  const highValue = sorted[high - 1]!
  if (lowValue === highValue) return lowValue
  return (high - position) * lowValue + (position - low) * highValue
}

const shapes: Record<string, { type: Type; make(random: Random): Value }> = {
  'load times': { type: 'BIGINT', make: (random) => BigInt(Math.floor(200 / (random.unit() + 0.01))) },
  'few values': { type: 'BIGINT', make: (random) => BigInt(random.below(3)) },
  signed: { type: 'BIGINT', make: (random) => BigInt(random.below(100_000) - 50_000) },
  wide: { type: 'BIGINT', make: (random) => random.bits64() >> 11n },
  decimals: { type: 'DOUBLE', make: (random) => random.below(10_000) / 100 - 20 },
  'any exponent': { type: 'DOUBLE', make: (random) => anyDouble(random.bits64()) / 4 },
  'around zero': { type: 'DOUBLE', make: (random) => random.pick([-0, 0, 5e-324, -5e-324]) },
  times: { type: 'TIMESTAMP', make: (random) => 1_700_000_000_000n + BigInt(random.below(1e9)) }
}

describe.each(Object.entries(shapes))('PERCENTILE of %s', (_, { type, make }) => {
  it.each([0, 1, 2, 3, 19, 20, 21, 500, 8_000])('is exact: %d values', (length) => {
    const random = new Random(length + 3)
    const values = Array.from({ length }, () => (random.below(7) === 0 ? null : make(random)))
    const numbers = values.filter((value) => value !== null).map(Number)
    for (const fraction of length > 500 ? [0.95] : [0, 0.25, 0.5, 0.95, 0.99, 1]) {
      const kernel = new AggregateKernel('PERCENTILE', type, { fraction })
      const result = JSON.parse(resultOf(kernel, values, random)) as number | null
      const wanted = percentile(numbers, fraction)
      expect(result).toBe(wanted === null ? null : wanted + 0)
      expect(kernel.allocatedBytes).toBe(kernel.startBytes)
    }
  })
})

describe('PERCENTILE', () => {
  it('prints a whole number as a double', () => {
    const kernel = new AggregateKernel('PERCENTILE', 'BIGINT', { fraction: 0.95 })
    expect(resultOf(kernel, [7n, 7n], new Random(1))).toBe('7.0')
  })
})
