import { describe, expect, it } from 'vitest'
import { Random } from '../memory/kernel.js'
import { AggregateKernel, TYPES, type Type, type Value } from './kernel.js'
import { resultOf } from './result-of.js'

function randomValue(type: Type, random: Random): Value {
  if (random.below(4) === 0) return null
  if (type === 'BOOLEAN') return random.below(2) === 1
  if (type === 'DOUBLE') return random.unit()
  return type === 'STRING' ? 'x'.repeat(random.below(3)) : random.bits64()
}

describe.each(TYPES)('COUNT of %s', (type) => {
  const random = new Random(1)
  const values = Array.from({ length: 3_000 }, () => randomValue(type, random))

  it('counts all rows', () => {
    expect(resultOf(new AggregateKernel('COUNT_ALL', type), values, random)).toBe('3000')
  })

  it('counts what is not null', () => {
    const count = values.filter((value) => value !== null).length
    expect(resultOf(new AggregateKernel('COUNT', type), values, random)).toBe(String(count))
  })

  it('is 0 of nothing', () => {
    expect(resultOf(new AggregateKernel('COUNT_ALL', type), [], random)).toBe('0')
    expect(resultOf(new AggregateKernel('COUNT', type), [null, null], random)).toBe('0')
  })
})
