import { describe, expect, it } from 'vitest'
import { Random } from '../memory/kernel.js'
import { AggregateKernel, type Type, type Value } from './kernel.js'
import { resultOf } from './result-of.js'

/** Values of which some are met again and again, some once. */
function values(type: Type, count: number, variety: number, random: Random): Value[] {
  return Array.from({ length: count }, (): Value => {
    if (random.below(10) === 0) return null
    const number = random.below(variety)
    if (type === 'STRING') return number % 3 ? `user-${number}` : `${'é'.repeat(number % 50)}${number}`
    if (type === 'DOUBLE') return number === 0 ? -0 : number / 8
    if (type === 'BOOLEAN') return number % 2 === 0
    return BigInt(number) * 0x1_0000_0001n - 5_000n
  })
}

function distinct(list: readonly Value[]): string {
  return String(new Set(list.filter((value) => value !== null)).size)
}

describe('COUNT DISTINCT', () => {
  for (const type of ['STRING', 'BIGINT', 'DOUBLE', 'TIMESTAMP', 'BOOLEAN'] as const) {
    it.each([0, 1, 2, 8, 9, 10, 500, 20_000])(`is exact: ${type}, %d values`, (variety) => {
      const random = new Random(variety)
      const kernel = new AggregateKernel('COUNT_DISTINCT', type)
      const list = variety === 0 ? [null, null] : values(type, Math.max(40, variety * 2), variety, random)
      expect(resultOf(kernel, list, random)).toBe(distinct(list))
      expect(kernel.allocatedBytes).toBe(kernel.startBytes)
    })
  }

  it('takes minus zero for zero', () => {
    const kernel = new AggregateKernel('COUNT_DISTINCT', 'DOUBLE')
    expect(resultOf(kernel, [0, -0, 0], new Random(1))).toBe('1')
  })

  it('tells the empty string from null, and strings that differ in zero bytes', () => {
    const kernel = new AggregateKernel('COUNT_DISTINCT', 'STRING')
    const list = ['', null, '', '\0', '\0\0', '\0\0\0\0', 'a', 'a\0']
    expect(resultOf(kernel, list, new Random(1))).toBe('6')
  })

  it('keeps long strings', () => {
    const kernel = new AggregateKernel('COUNT_DISTINCT', 'STRING')
    const list = ['x'.repeat(100_000), `${'x'.repeat(99_999)}y`, 'x'.repeat(70_000), 'x'.repeat(100_000)]
    expect(resultOf(kernel, list, new Random(1))).toBe('3')
  })

  it('costs little for a set of one', () => {
    const kernel = new AggregateKernel('COUNT_DISTINCT', 'STRING')
    const group = kernel.group()
    const before = kernel.allocatedBytes
    kernel.update([group, group], ['0123456789abcdef', '0123456789abcdef'])
    expect(kernel.allocatedBytes - before).toBeLessThanOrEqual(48)
    kernel.free(group)
  })

  it('does not grow while windows open and close', () => {
    const kernel = new AggregateKernel('COUNT_DISTINCT', 'STRING')
    const random = new Random(4)
    const peaks: number[] = []
    for (let window = 0; window < 60; window++) {
      const groups = Array.from({ length: 20 }, () => kernel.group())
      const list = values('STRING', 2_000, 700, random)
      kernel.update(
        list.map(() => random.pick(groups)),
        list
      )
      peaks.push(kernel.memoryBytes)
      for (const group of groups) kernel.free(group)
      expect(kernel.allocatedBytes).toBe(kernel.startBytes)
    }
    expect(peaks.at(-1)).toBe(peaks[10])
  })
})
