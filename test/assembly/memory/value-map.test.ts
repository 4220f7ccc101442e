import { describe, expect, it } from 'vitest'
import { type MemoryKernel, Random, loadKernel } from './kernel.js'

function contents(kernel: MemoryKernel, map: number): Map<bigint, bigint> {
  const found = new Map<bigint, bigint>()
  const view = new DataView(kernel.memory.buffer)
  let cursor = kernel.valueMapNext(map, 0n)
  while (cursor !== 0n) {
    const pair = kernel.valueMapPair(map, cursor) >>> 0
    const value = view.getBigInt64(pair, true)
    expect(found.has(value)).toBe(false)
    found.set(value, view.getBigUint64(pair + 8, true))
    cursor = kernel.valueMapNext(map, cursor)
  }
  return found
}

describe('value map', () => {
  it.each([
    ['tiny', 20, 3],
    ['one segment', 5_000, 500],
    ['many segments', 200_000, 60_000]
  ])('agrees with a Map: %s', (_, steps, values) => {
    const kernel = loadKernel()
    const start = kernel.allocatedBytes()
    const map = kernel.valueMapCreate()
    const random = new Random(values)
    const scattered = Array.from({ length: values }, (_, i) => (i % 2 ? random.bits64() : BigInt(i)))
    const reference = new Map<bigint, bigint>()
    for (let step = 0; step < steps; step++) {
      const value = random.pick(scattered)
      const count = BigInt(1 + random.below(3))
      kernel.valueMapAdd(map, value, count)
      reference.set(value, (reference.get(value) ?? 0n) + count)
    }
    expect(kernel.valueMapCount(map)).toBe(reference.size)
    expect(contents(kernel, map)).toEqual(reference)
    kernel.valueMapFree(map)
    expect(kernel.allocatedBytes()).toBe(start)
  })

  it('grows to a million with no long insert', { timeout: 60_000 }, () => {
    const kernel = loadKernel()
    const map = kernel.valueMapCreate()
    let longest = 0
    let most = 0
    for (let i = 0n; i < 1_000_000n; i++) {
      const bytes = kernel.allocatedBytes()
      const start = performance.now()
      kernel.valueMapAdd(map, i * 1000n, 1n)
      longest = Math.max(longest, performance.now() - start)
      most = Math.max(most, kernel.allocatedBytes() - bytes)
    }
    expect(kernel.valueMapCount(map)).toBe(1_000_000)
    expect(most).toBeLessThan(64 * 1024)
    console.log(`1,000,000 values, the longest insert ${longest.toFixed(2)} ms`)
    kernel.valueMapFree(map)
  })
})
