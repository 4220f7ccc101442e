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

/** The rounds of XXH64 over words of eight bytes, the last of which may overlap the one before. */
function reference(bytes: Uint8Array, seed: bigint): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const { length } = bytes
  const words: bigint[] = []
  let hash = (seed + P5) & MASK
  let at = 0
  if (length >= 64) {
    const lanes = [(seed + P1 + P2) & MASK, (seed + P2) & MASK, seed & MASK, (seed - P1) & MASK]
    for (; at + 32 <= length; at += 32) {
      lanes.forEach((lane, i) => (lanes[i] = round(lane, view.getBigUint64(at + 8 * i, true))))
    }
    const [a, b, c, d] = lanes as [bigint, bigint, bigint, bigint]
    hash = lanes.reduce(merge, (rotl(a, 1n) + rotl(b, 7n) + rotl(c, 12n) + rotl(d, 18n)) & MASK)
  }
  if (length >= 8) {
    for (; at + 8 < length; at += 8) words.push(view.getBigUint64(at, true))
    words.push(view.getBigUint64(length - 8, true))
  } else if (length >= 4) {
    words.push(BigInt(view.getUint32(0, true)) | (BigInt(view.getUint32(length - 4, true)) << 32n))
  } else {
    const [first = 0, middle = 0, last = 0] =
      length === 0 ? [] : [bytes[0], bytes[length >> 1], bytes[length - 1]]
    words.push(BigInt(first | (middle << 8) | (last << 16)))
  }
  hash = (hash + BigInt(length)) & MASK
  for (const word of words) hash = (rotl(hash ^ round(0n, word), 27n) * P1 + P4) & MASK
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

/** Expects different hashes, and as many of each value in their lowest and highest six bits as chance would give. */
function expectSpread(hashes: readonly bigint[]): void {
  expect(new Set(hashes).size).toBe(hashes.length)
  for (const shift of [0n, 33n, 58n]) {
    const counts = new Array<number>(64).fill(0)
    for (const hash of hashes) counts[Number((BigInt.asUintN(64, hash) >> shift) & 63n)]!++
    const expected = hashes.length / 64
    for (const count of counts) {
      expect(Math.abs(count - expected)).toBeLessThan(6 * Math.sqrt(expected))
    }
  }
}

describe('hashBytes', () => {
  it('takes the rounds of XXH64 over words', () => {
    const kernel = loadKernel()
    const random = new Random(1)
    for (let length = 0; length < 200; length++) {
      const bytes = randomBytes(random, length, 256)
      const seed = BigInt.asUintN(64, random.bits64())
      const hash = kernel.hashBytes(place(kernel, bytes), length, BigInt.asIntN(64, seed))
      expect(BigInt.asUintN(64, hash)).toBe(reference(bytes, seed))
    }
  })

  it('gives texts that are almost the same different hashes, spread evenly', () => {
    const kernel = loadKernel()
    const address = place(kernel, new Uint8Array(300))
    const hashOf = (bytes: Uint8Array): bigint => {
      new Uint8Array(kernel.memory.buffer).set(bytes, address)
      return kernel.hashBytes(address, bytes.length, 0n)
    }
    for (const prefix of [
      '',
      'u-',
      'user-',
      'session-0000-',
      'a prefix that is longer than a word or two '
    ]) {
      const texts = Array.from({ length: 20_000 }, (_, n) => Buffer.from(`${prefix}${String(n)}`))
      expectSpread(texts.map(hashOf))
    }
    const zeros = Array.from({ length: 256 }, (_, length) => new Uint8Array(length))
    const ones = zeros.flatMap((bytes) =>
      Array.from(bytes, (_, at) => bytes.map((_byte, index) => Number(index === at)))
    )
    expectSpread([...zeros, ...ones].map(hashOf))
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
