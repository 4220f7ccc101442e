import { describe, expect, it } from 'vitest'
import { type MemoryKernel, Random, loadKernel } from './kernel.js'

const MASK = (1n << 64n) - 1n
const P1 = 0x9e3779b185ebca87n
const P2 = 0xc2b2ae3d27d4eb4fn
const P3 = 0x165667b19e3779f9n
const P4 = 0x85ebca77c2b2ae63n
const P5 = 0x27d4eb2f165667c5n

const rotl = (x: bigint, n: bigint): bigint => ((x << n) | (x >> (64n - n))) & MASK
const round = (lane: bigint, input: bigint): bigint => (rotl((lane + input * P2) & MASK, 31n) * P1) & MASK
const merge = (hash: bigint, lane: bigint): bigint => ((hash ^ round(0n, lane)) * P1 + P4) & MASK

/** XXH64, from its specification. */
function xxh64(bytes: Uint8Array, seed: bigint): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  let hash = (seed + P5) & MASK
  if (bytes.length >= 32) {
    const lanes = [(seed + P1 + P2) & MASK, (seed + P2) & MASK, seed & MASK, (seed - P1) & MASK]
    for (; at + 32 <= bytes.length; at += 32) {
      lanes.forEach((lane, i) => (lanes[i] = round(lane, view.getBigUint64(at + 8 * i, true))))
    }
    const [a, b, c, d] = lanes as [bigint, bigint, bigint, bigint]
    hash = (rotl(a, 1n) + rotl(b, 7n) + rotl(c, 12n) + rotl(d, 18n)) & MASK
    hash = lanes.reduce(merge, hash)
  }
  hash = (hash + BigInt(bytes.length)) & MASK
  for (; at + 8 <= bytes.length; at += 8) {
    hash = (rotl(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4) & MASK
  }
  if (at + 4 <= bytes.length) {
    hash = (rotl(hash ^ ((BigInt(view.getUint32(at, true)) * P1) & MASK), 23n) * P2 + P3) & MASK
    at += 4
  }
  for (; at < bytes.length; at++) hash = (rotl(hash ^ ((BigInt(bytes[at]!) * P5) & MASK), 11n) * P1) & MASK
  hash = ((hash ^ (hash >> 33n)) * P2) & MASK
  hash = ((hash ^ (hash >> 29n)) * P3) & MASK
  return hash ^ (hash >> 32n)
}

function place(kernel: MemoryKernel, bytes: Uint8Array): number {
  const address = kernel.allocate(bytes.length + 16) >>> 0
  new Uint8Array(kernel.memory.buffer).set(bytes, address)
  return address
}

function randomBytes(random: Random, length: number, alphabet: number): Uint8Array {
  return Uint8Array.from({ length }, () => (random.below(alphabet) * 85) & 255)
}

describe('hashBytes', () => {
  it('is XXH64', () => {
    const kernel = loadKernel()
    const random = new Random(1)
    const known = place(kernel, Buffer.from('abc'))
    expect(BigInt.asUintN(64, kernel.hashBytes(known, 3, 0n))).toBe(0x44bc2cf5ad770999n)
    expect(BigInt.asUintN(64, kernel.hashBytes(known, 0, 0n))).toBe(0xef46db3751d8e999n)
    for (let length = 0; length < 140; length++) {
      const bytes = randomBytes(random, length, 256)
      const seed = BigInt.asUintN(64, random.bits64())
      const hash = kernel.hashBytes(place(kernel, bytes), length, BigInt.asIntN(64, seed))
      expect(BigInt.asUintN(64, hash)).toBe(xxh64(bytes, seed))
    }
  })
})

describe('hashU64', () => {
  it('gives different values different hashes, spread evenly over any bits', () => {
    const kernel = loadKernel()
    const hashes = new Set<bigint>()
    const low = new Array<number>(64).fill(0)
    const high = new Array<number>(64).fill(0)
    for (let value = 0n; value < 64_000n; value++) {
      const hash = BigInt.asUintN(64, kernel.hashU64(value, 5n))
      hashes.add(hash)
      low[Number(hash & 63n)]!++
      high[Number(hash >> 58n)]!++
    }
    expect(hashes.size).toBe(64_000)
    for (const count of [...low, ...high]) {
      expect(count).toBeGreaterThan(800)
      expect(count).toBeLessThan(1200)
    }
  })
})

describe('equalBytes, compareBytes and copyBytes', () => {
  it('agree with Buffer.compare, and touch nothing outside', () => {
    const kernel = loadKernel()
    const random = new Random(2)
    const a = kernel.allocate(256) >>> 0
    const b = kernel.allocate(256) >>> 0
    for (let round = 0; round < 20_000; round++) {
      const left = Buffer.from(randomBytes(random, random.below(70), random.below(10) === 0 ? 256 : 2))
      const right = random.below(2)
        ? Buffer.from(left)
        : Buffer.from(randomBytes(random, random.below(70), 2))
      if (right.length > 0 && random.below(2)) right[random.below(right.length)]! ^= 0x80
      const memory = new Uint8Array(kernel.memory.buffer)
      memory.set(left, a)
      memory.set(right, b)
      const order = kernel.compareBytes(a, left.length, b, right.length)
      expect(Math.sign(order)).toBe(Buffer.compare(left, right))
      if (left.length === right.length) {
        expect(kernel.equalBytes(a, b, left.length) !== 0).toBe(left.equals(right))
      }
      memory.fill(0xee, b, b + 256)
      kernel.copyBytes(b + 16, a, left.length)
      const copied = Buffer.from(memory.slice(b, b + 256))
      expect(copied.subarray(16, 16 + left.length).equals(left)).toBe(true)
      expect(copied[15]).toBe(0xee)
      expect(copied[16 + left.length]).toBe(0xee)
    }
  })
})
