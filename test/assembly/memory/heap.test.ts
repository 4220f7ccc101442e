import { describe, expect, it } from 'vitest'
import { type MemoryKernel, Random, loadKernel } from './kernel.js'

function pop(kernel: MemoryKernel, heap: number): [bigint, number] {
  const item: [bigint, number] = [kernel.heapPeekKey(heap), kernel.heapPeekPayload(heap) >>> 0]
  kernel.heapPop(heap)
  return item
}

const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

describe('heap', () => {
  it('pops in order of the keys, each payload with its key', () => {
    const kernel = loadKernel()
    const start = kernel.allocatedBytes()
    const random = new Random(1)
    const heap = kernel.heapCreate()
    const keys = Array.from({ length: 50_000 }, () => random.bits64() >> BigInt(random.below(60)))
    keys.forEach((key, i) => kernel.heapPush(heap, key, i))
    expect(kernel.heapSize(heap)).toBe(keys.length)
    const popped = keys.map(() => pop(kernel, heap))
    expect(popped.map(([key]) => key)).toEqual([...keys].sort(ascending))
    expect(popped.every(([key, payload]) => keys[payload] === key)).toBe(true)
    expect(new Set(popped.map(([, payload]) => payload)).size).toBe(keys.length)
    kernel.heapFree(heap)
    expect(kernel.allocatedBytes()).toBe(start)
  })

  it('keeps its order under pushes, pops and replacements, and gives pages back', () => {
    const kernel = loadKernel()
    const random = new Random(2)
    const heap = kernel.heapCreate()
    const reference: bigint[] = []
    const push = (key: bigint): void => {
      const at = reference.findIndex((other) => other >= key)
      reference.splice(at < 0 ? reference.length : at, 0, key)
    }
    for (let step = 0; step < 20_000; step++) {
      const key = BigInt(random.below(1_000) - 500)
      if (reference.length > 0) expect(kernel.heapPeekKey(heap)).toBe(reference[0])
      const action = reference.length === 0 ? 0 : random.below(5)
      if (action > 2) {
        kernel.heapPop(heap)
        reference.shift()
      } else {
        if (action === 1) {
          kernel.heapReplaceTop(heap, key, step)
          reference.shift()
        } else {
          kernel.heapPush(heap, key, step)
        }
        push(key)
      }
    }
    expect(kernel.heapSize(heap)).toBe(reference.length)
    const before = kernel.allocatedBytes()
    for (let i = 0; i < 40_000; i++) kernel.heapPush(heap, BigInt(i), i)
    for (let i = 0; i < 40_000; i++) kernel.heapPop(heap)
    expect(kernel.allocatedBytes() - before).toBeLessThanOrEqual(2 * 65536)
  })
})
