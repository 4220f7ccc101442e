import { describe, expect, it } from 'vitest'
import { type MemoryKernel, Random, loadKernel } from './kernel.js'

const KEY_OFFSET = 16

/** An index under test, with its entries: | hash u64 | keyLength u32 | - u32 | key |. */
class Index {
  readonly address: number
  private readonly key: number

  constructor(
    readonly kernel: MemoryKernel,
    readonly hashOf: (key: Buffer) => bigint = (key) => this.hash(key)
  ) {
    this.address = kernel.indexCreate(KEY_OFFSET)
    this.key = kernel.allocate(256) >>> 0
  }

  hash(key: Buffer): bigint {
    this.placeKey(key)
    return this.kernel.hashBytes(this.key, key.length, 0n)
  }

  find(text: string): number {
    const key = Buffer.from(text)
    const hash = this.hashOf(key)
    this.placeKey(key)
    return this.kernel.indexFind(this.address, hash, this.key, key.length) >>> 0
  }

  entry(text: string): number {
    const key = Buffer.from(text)
    const hash = this.hashOf(key)
    const entry = this.kernel.allocate(KEY_OFFSET + key.length) >>> 0
    const view = new DataView(this.kernel.memory.buffer)
    view.setBigInt64(entry, hash, true)
    view.setUint32(entry + 8, key.length, true)
    new Uint8Array(this.kernel.memory.buffer).set(key, entry + KEY_OFFSET)
    return entry
  }

  insert(text: string): number {
    const entry = this.entry(text)
    this.kernel.indexInsert(this.address, entry)
    return entry
  }

  /** Every entry that an iteration meets. */
  entries(): number[] {
    const found: number[] = []
    let cursor = this.kernel.indexNext(this.address, 0n)
    while (cursor !== 0n) {
      found.push(this.kernel.indexEntry(this.address, cursor) >>> 0)
      cursor = this.kernel.indexNext(this.address, cursor)
    }
    return found
  }

  private placeKey(key: Buffer): void {
    new Uint8Array(this.kernel.memory.buffer).set(key, this.key)
  }
}

/** Inserts, removes and looks up at random, and compares with a Map. */
function compareWithMap(index: Index, random: Random, steps: number, keys: number): Map<string, number> {
  const reference = new Map<string, number>()
  for (let step = 0; step < steps; step++) {
    const key = `key ${random.below(keys)}`
    const found = index.find(key)
    expect(found).toBe(reference.get(key) ?? 0)
    if (found === 0) {
      reference.set(key, index.insert(key))
    } else if (random.below(3) > 0) {
      expect(index.kernel.indexRemove(index.address, found)).not.toBe(0)
      index.kernel.release(found, KEY_OFFSET + key.length)
      reference.delete(key)
    }
  }
  return reference
}

describe('hash index', () => {
  it.each([
    ['one segment', 20_000, 10],
    ['a segment that doubles', 40_000, 600],
    ['many segments', 150_000, 30_000]
  ])('agrees with a Map: %s', (_, steps, keys) => {
    const kernel = loadKernel()
    const start = kernel.allocatedBytes()
    const index = new Index(kernel)
    const reference = compareWithMap(index, new Random(keys), steps, keys)
    expect(kernel.indexCount(index.address)).toBe(reference.size)
    const sorted = (list: Iterable<number>) => [...list].sort((a, b) => a - b)
    expect(sorted(index.entries())).toEqual(sorted(reference.values()))
    for (const [key, entry] of reference) kernel.release(entry, KEY_OFFSET + key.length)
    kernel.indexFree(index.address)
    expect(kernel.allocatedBytes()).toBe(start + kernel.roundedSize(256))
  })

  it('removes nothing that is not there', () => {
    const index = new Index(loadKernel())
    const stranger = index.entry('a')
    expect(index.kernel.indexRemove(index.address, stranger)).toBe(0)
    index.insert('a')
    expect(index.kernel.indexRemove(index.address, stranger)).toBe(0)
    expect(index.kernel.indexCount(index.address)).toBe(1)
  })

  it('keeps keys with equal hashes apart, however many', () => {
    const index = new Index(loadKernel(), () => 42n)
    const entries = Array.from({ length: 3_000 }, (_, i) => index.insert(`k${i}`))
    entries.forEach((entry, i) => {
      if (i % 10 === 0) expect(index.find(`k${i}`)).toBe(entry)
    })
    expect(index.find('other')).toBe(0)
    expect(index.entries().length).toBe(3_000)
  })

  it('spreads hashes that share the bits of a shard', () => {
    // A shard of 8 sees only hashes with the same bits 33 to 35.
    const kernel = loadKernel()
    const plain = new Index(kernel)
    const index = new Index(kernel, (key) => plain.hash(key) & ~(7n << 33n))
    const before = kernel.allocatedBytes()
    for (let i = 0; i < 20_000; i++) index.insert(`k${i}`)
    const slots = kernel.allocatedBytes() - before - 20_000 * 32
    expect(slots).toBeLessThan(20_000 * 8 * 3)
  })

  it('grows to millions with no long insert', { timeout: 120_000 }, () => {
    const kernel = loadKernel()
    const index = kernel.indexCreate(KEY_OFFSET)
    let view = new DataView(kernel.memory.buffer)
    const count = 3_000_000
    let longest = 0
    let most = 0
    for (let i = 0; i < count; i++) {
      const entry = kernel.allocate(24) >>> 0
      if (view.buffer !== kernel.memory.buffer) view = new DataView(kernel.memory.buffer)
      view.setBigInt64(entry, kernel.hashU64(BigInt(i), 0n), true)
      view.setUint32(entry + 8, 8, true)
      view.setUint32(entry + KEY_OFFSET, i, true)
      view.setUint32(entry + KEY_OFFSET + 4, 0, true)
      const bytes = kernel.allocatedBytes()
      const start = performance.now()
      kernel.indexInsert(index, entry)
      longest = Math.max(longest, performance.now() - start)
      most = Math.max(most, kernel.allocatedBytes() - bytes)
    }
    expect(kernel.indexCount(index)).toBe(count)
    // One insert at most splits one segment and doubles the directory of 4 bytes a segment.
    expect(most).toBeLessThan(64 * 1024)
    console.log(`${count} inserts, the longest ${longest.toFixed(2)} ms`)
    kernel.indexFree(index)
  })
})
