import { describe, expect, it } from 'vitest'
import { Random } from '../memory/kernel.js'
import { anyDouble, nearestDouble, toUnits } from './exact.js'
import { AggregateKernel } from './kernel.js'
import { resultOf } from './result-of.js'
import type { Type, Value } from './kernel.js'

const UNIT = 1n << 1074n

const integers: Record<string, (random: Random) => bigint> = {
  small: (random) => BigInt(random.below(5_000)),
  'far from zero and close together': (random) => 2n ** 62n + BigInt(random.below(3)),
  wide: (random) => random.bits64(),
  'all the least': () => -(2n ** 63n),
  'both ends': (random) => (random.below(2) ? 2n ** 63n - 1n : -(2n ** 63n))
}

const doubles: Record<string, (random: Random) => number> = {
  decimals: (random) => random.below(100_000) / 100,
  signed: (random) => random.unit() - 0.5,
  'far from zero and close together': (random) => 1e9 + random.below(3) / 8,
  cancelling: (random) => (random.below(2) ? 1e16 : -1e16) + random.below(3),
  'any exponent': (random) => anyDouble(random.bits64()),
  tiny: (random) => (random.below(1_000) - 500) * Number.MIN_VALUE,
  huge: (random) => (random.unit() - 0.5) * Number.MAX_VALUE
}

const KINDS = ['VAR_POP', 'VAR_SAMP', 'STDDEV_POP', 'STDDEV_SAMP'] as const

/** The variance times n · divisor as an integer, in the square of units of 2^-1074. */
function numerator(units: readonly bigint[]): bigint {
  const sum = units.reduce((a, b) => a + b, 0n)
  const squares = units.reduce((a, b) => a + b * b, 0n)
  return BigInt(units.length) * squares - sum * sum
}

/** The root of a fraction, as a double: of a scaled one, whose integer root has more bits than a double. */
function nearestRoot(above: bigint, below: bigint): number {
  const scale = 2n * BigInt(Math.max(0, 130 - (above / below).toString(2).length))
  const square = (above << scale) / below
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2))
  for (let next = (root + square / root) >> 1n; next < root; next = (root + square / root) >> 1n) root = next
  return nearestDouble(root, 1n << (scale / 2n))
}

function expected(kind: (typeof KINDS)[number], units: readonly bigint[]): number | null {
  const n = BigInt(units.length)
  const divisor = kind.endsWith('SAMP') ? n - 1n : n
  if (n === 0n || divisor === 0n) return null
  const above = numerator(units)
  if (!kind.startsWith('STDDEV')) return nearestDouble(above, n * divisor * UNIT)
  return above === 0n ? 0 : nearestRoot(above, n * divisor)
}

/** Within two units in the last place: a root is taken of what was rounded. */
function isNear(found: number, wanted: number): boolean {
  return Math.abs(found - wanted) <= Math.abs(wanted) * 2 ** -51 + 2 * Number.MIN_VALUE
}

function check(
  type: Type,
  values: readonly Value[],
  random: Random,
  unitsOf: (value: Value) => bigint
): void {
  const present = values.filter((value) => value !== null)
  for (const kind of KINDS) {
    for (const form of ['', '_DISTINCT']) {
      const kept = form === '' ? present : [...new Set(present.map((value) => (value === 0 ? 0 : value)))]
      const wanted = expected(kind, kept.map(unitsOf))
      const kernel = new AggregateKernel(kind + form, type)
      const text = resultOf(kernel, values, random)
      expect(kernel.allocatedBytes).toBe(kernel.startBytes)
      if (wanted === null || !Number.isFinite(wanted)) expect(text, kind + form).toBe('null')
      else if (kind.startsWith('VAR')) expect(JSON.parse(text), kind + form).toBe(wanted)
      else
        expect(isNear(Number(JSON.parse(text)), wanted), `${kind}${form} ${text}, not ${wanted}`).toBe(true)
    }
  }
}

describe.each(Object.entries(integers))('integers: %s', (_, make) => {
  it.each([1, 2, 30, 600])('variances and deviations of %d are those of exact arithmetic', (length) => {
    const random = new Random(length)
    const values = Array.from({ length }, () => (random.below(8) === 0 ? null : make(random)))
    check('BIGINT', values, random, (value) => (value as bigint) * UNIT)
  })
})

describe.each(Object.entries(doubles))('doubles: %s', (_, make) => {
  it.each([1, 2, 30, 300])('variances and deviations of %d are those of exact arithmetic', (length) => {
    const random = new Random(length)
    const values = Array.from({ length }, () => (random.below(8) === 0 ? null : make(random)))
    check('DOUBLE', values, random, (value) => toUnits(value as number))
  })
})

it('counts above 2^32: a variance is that of one copy', () => {
  const kernel = new AggregateKernel('VAR_POP', 'DOUBLE')
  const group = kernel.group()
  const values = [0.1, 0.2, 1e10]
  kernel.update([group, group, group], values)
  const once = kernel.result(group)
  for (let i = 0; i < 40; i++) kernel.merge(group, kernel.write(group))
  expect(kernel.result(group)).toBe(once)
  expect(JSON.parse(once)).toBe(nearestDouble(numerator(values.map(toUnits)), 9n * UNIT))
  kernel.free(group)
})
