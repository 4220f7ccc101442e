import { describe, expect, it } from 'vitest'
import { Random } from '../memory/kernel.js'
import { anyDouble, nearestDouble, toUnits } from './exact.js'
import { AggregateKernel } from './kernel.js'
import { resultOf } from './result-of.js'

const UNIT = 1n << 1074n

const integers: Record<string, (random: Random) => bigint> = {
  small: (random) => BigInt(random.below(5_000)),
  signed: (random) => BigInt(random.below(5_000) - 2_500),
  wide: (random) => random.bits64(),
  'all the greatest': () => 2n ** 63n - 1n,
  'all the least': () => -(2n ** 63n)
}

const doubles: Record<string, (random: Random) => number> = {
  decimals: (random) => random.below(100_000) / 100,
  'negative decimals': (random) => -random.below(100_000) / 100,
  signed: (random) => random.unit() - 0.5,
  'any exponent': (random) => anyDouble(random.bits64()),
  cancelling: (random) => (random.below(2) ? 1e16 : -1e16) + random.below(3),
  'far apart': (random) => (random.unit() - 0.5) * 10 ** (random.below(40) - 20),
  subnormal: (random) => (random.below(1_000) - 500) * Number.MIN_VALUE,
  greatest: (random) => (random.below(2) ? 1 : -1) * Number.MAX_VALUE,
  'minus zero': () => -0
}

/** A list with nulls in it, and what is not null. */
function list<T>(
  make: (random: Random) => T,
  length: number,
  random: Random
): { all: (T | null)[]; present: T[] } {
  const all = Array.from({ length }, () => (random.below(8) === 0 ? null : make(random)))
  return { all, present: all.filter((value): value is T => value !== null) }
}

/** The text of a double as the kernels print it. */
function text(value: number): string {
  return Number.isFinite(value) ? JSON.stringify(value) : 'null'
}

const readBack = (json: string): string => text(JSON.parse(json) as number)

describe.each(Object.entries(integers))('integers: %s', (name, make) => {
  it.each([1, 2, 30, 3_000])('SUM and AVG of %d are exact, a SUM beyond 64 bits is told apart', (length) => {
    const random = new Random(length)
    const { all, present } = list(make, length, random)
    const count = BigInt(present.length)
    const sum = present.reduce((a, b) => a + b, 0n)
    const total = resultOf(new AggregateKernel('SUM', 'BIGINT'), all, random)
    const average = resultOf(new AggregateKernel('AVG', 'BIGINT'), all, random)
    const truncated = resultOf(new AggregateKernel('AVG', 'BIGINT', { truncate: true }), all, random)
    const fits = sum === BigInt.asIntN(64, sum)
    expect(total).toBe(fits ? (count ? String(sum) : 'null') : 'overflow')
    expect(readBack(average)).toBe(count ? text(nearestDouble(sum * UNIT, count)) : 'null')
    expect(readBack(truncated)).toBe(count ? text(Number(sum / count)) : 'null')
    if (count && name === 'small') expect(truncated).toBe(`${sum / count}.0`)
  })
})

describe.each(Object.entries(doubles))('doubles: %s', (_, make) => {
  it.each([1, 2, 30, 5_000])('SUM and AVG of %d are those of exact arithmetic', (length) => {
    const random = new Random(length)
    const { all, present } = list(make, length, random)
    const units = present.reduce((sum, value) => sum + toUnits(value), 0n)
    const sum = present.length ? text(nearestDouble(units)) : 'null'
    const average = present.length ? text(nearestDouble(units, BigInt(present.length))) : 'null'
    const averageKernel = new AggregateKernel('AVG', 'DOUBLE')
    expect(readBack(resultOf(averageKernel, all, random))).toBe(average)
    expect(averageKernel.allocatedBytes).toBe(averageKernel.startBytes)
    if (sum === 'null' && present.length) return
    expect(readBack(resultOf(new AggregateKernel('SUM', 'DOUBLE'), all, random))).toBe(sum)
  })
})

describe('doubles', () => {
  it('carries in time: many additions of one sign to one chunk', () => {
    const kernel = new AggregateKernel('SUM', 'DOUBLE')
    const value = Number.MAX_SAFE_INTEGER / 2 ** 20
    const values = Array.from({ length: 40_000 }, () => value)
    expect(readBack(resultOf(kernel, values, new Random(1)))).toBe(
      text(nearestDouble(40_000n * toUnits(value)))
    )
  })

  it('divides by counts above 2^32', () => {
    // Doubling a partial 33 times makes a count of 3 · 2^33.
    const kernel = new AggregateKernel('AVG', 'DOUBLE')
    let group = kernel.group()
    kernel.update([group, group, group], [0.1, 0.2, 1e10])
    for (let i = 0; i < 33; i++) {
      const partial = kernel.write(group)
      kernel.merge(group, partial)
    }
    const units = toUnits(0.1) + toUnits(0.2) + toUnits(1e10)
    expect(readBack(kernel.result(group))).toBe(text(nearestDouble(units, 3n)))
    kernel.free(group)
    group = kernel.group()
    expect(kernel.result(group)).toBe('null')
    kernel.free(group)
  })

  it('sees that a quotient is above the middle of two doubles by the rest alone', () => {
    // 2^34 times the mean 2^53 + 1, a tie, and once a little more: the mean is above the tie by 1 / (2^34 + 1).
    const kernel = new AggregateKernel('AVG', 'DOUBLE')
    const group = kernel.group()
    kernel.update([group, group], [2 ** 53, 2 ** 53 + 2])
    for (let i = 0; i < 33; i++) kernel.merge(group, kernel.write(group))
    expect(kernel.result(group)).toBe('9007199254740992.0')
    kernel.update([group], [2 ** 53 + 2])
    expect(JSON.parse(kernel.result(group))).toBe(2 ** 53 + 2)
    kernel.free(group)
  })

  it('keeps a sum of like values in 32 bytes', () => {
    const kernel = new AggregateKernel('SUM', 'DOUBLE')
    const group = kernel.group()
    const before = kernel.allocatedBytes
    kernel.update(new Array<number>(500).fill(group), new Array<number>(500).fill(12.34))
    expect(kernel.allocatedBytes - before).toBe(32)
    kernel.free(group)
  })
})
