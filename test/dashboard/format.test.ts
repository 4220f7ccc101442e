import { describe, expect, it } from 'vitest'
import {
  ago,
  bytes,
  count,
  duration,
  percent,
  rate,
  seconds,
  short,
  time
} from '../../src/dashboard/format.js'

const NOON = new Date(2026, 0, 15, 12, 34, 56).getTime()

describe('figures as people read them', () => {
  it.each([
    [count, 1_234_567, '1,234,567'],
    [count, 0, '0'],
    [short, 0.25, '0.25'],
    [short, 7, '7'],
    [short, 12.34, '12.3'],
    [short, 999, '999'],
    [short, 1234, '1.23 k'],
    [short, 45_600_000, '45.6 M'],
    [short, 3.2e15, '3200 T'],
    [rate, 25_000, '25.0 k/s'],
    [bytes, 512, '512 B'],
    [bytes, 1536, '1.50 KiB'],
    [bytes, 200 * 1024 * 1024, '200 MiB'],
    [percent, 0.424, '42 %'],
    [duration, 40, '40 ms'],
    [duration, 1250, '1.25 s'],
    [duration, 725_000, '12 m 5 s'],
    [duration, 3_600_000, '1 h 0 m'],
    [duration, 273_600_000, '3 d 4 h'],
    [duration, -1500, '−1.50 s'],
    [seconds, 0.04, '40 ms']
  ] as const)('%o(%d) is %s', (format, value, text) => {
    expect(format(value)).toBe(text)
  })

  it.each([count, short, bytes, rate, duration, seconds, percent, time])(
    '%o of nothing is a dash',
    (format) => {
      for (const nothing of [null, undefined, NaN, Infinity]) expect(format(nothing)).toBe('–')
    }
  )

  it('times have a date when it is another day', () => {
    expect(time(NOON, NOON)).toBe('12:34:56')
    expect(time(NOON, NOON + 86_400_000)).toBe('2026-01-15 12:34:56')
  })

  it('what was and what comes are told apart', () => {
    expect([ago(NOON - 3000, NOON), ago(NOON + 3000, NOON), ago(null, NOON)]).toEqual([
      '3.00 s ago',
      'in 3.00 s',
      '–'
    ])
  })
})
