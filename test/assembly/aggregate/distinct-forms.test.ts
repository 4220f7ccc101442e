import { describe, expect, it } from 'vitest'
import { Random } from '../memory/kernel.js'
import { nearestDouble, toUnits } from './exact.js'
import { AggregateKernel } from './kernel.js'
import { resultOf } from './result-of.js'

describe('over distinct values', () => {
  it.each([0, 1, 2, 30, 3_000])('SUM, AVG and PERCENTILE of %d integers take each value once', (length) => {
    const random = new Random(length)
    const values = Array.from({ length }, () =>
      random.below(6) === 0 ? null : BigInt(random.below(40) - 20)
    )
    const distinct = [...new Set(values.filter((value) => value !== null))].sort((a, b) => Number(a - b))
    const sum = distinct.reduce((a, b) => a + b, 0n)
    const result = (kind: string, options = {}) =>
      resultOf(new AggregateKernel(kind, 'BIGINT', options), values, random)
    expect(result('SUM_DISTINCT')).toBe(distinct.length ? String(sum) : 'null')
    expect(JSON.parse(result('AVG_DISTINCT'))).toBe(distinct.length ? Number(sum) / distinct.length : null)
    expect(JSON.parse(result('PERCENTILE_DISTINCT', { fraction: 0 }))).toBe(
      distinct.length ? Number(distinct[0]) : null
    )
    expect(JSON.parse(result('PERCENTILE_DISTINCT', { fraction: 1 }))).toBe(
      distinct.length ? Number(distinct.at(-1)) : null
    )
  })

  it('minus zero and zero are one double', () => {
    const values = [0.1, -0, 0, 0.1, 0.2, null, 1e16, 0.2, -1e16]
    const result = (kind: string) => resultOf(new AggregateKernel(kind, 'DOUBLE'), values, new Random(1))
    const units = toUnits(0.1) + toUnits(0.2)
    expect(JSON.parse(result('SUM_DISTINCT'))).toBe(nearestDouble(units))
    expect(JSON.parse(result('AVG_DISTINCT'))).toBe(nearestDouble(units, 5n))
  })

  it('a SUM beyond 64 bits is told apart', () => {
    const values = [2n ** 63n - 1n, 1n, 1n, null]
    expect(resultOf(new AggregateKernel('SUM_DISTINCT', 'BIGINT'), values, new Random(1))).toBe('overflow')
  })
})

describe('truth', () => {
  it.each([
    [[], 'null', 'null'],
    [[null], 'null', 'null'],
    [[true, null, true], 'true', 'true'],
    [[true, false, null], 'false', 'true'],
    [[false, false], 'false', 'false']
  ] as const)('of %j: all %s, any %s', (values, all, any) => {
    const result = (kind: string) => resultOf(new AggregateKernel(kind, 'BOOLEAN'), values, new Random(1))
    expect(result('BOOL_AND')).toBe(all)
    expect(result('BOOL_OR')).toBe(any)
  })
})
