import { describe, expect, it } from 'vitest'
import { figure, quantile, showFigure, showNumber } from '../../../src/cli/bench/summary.js'

describe('a figure', () => {
  it('has the least, the middle and the greatest of its values', () => {
    expect(figure('ms', [3, 1, 2])).toEqual({ unit: 'ms', min: 1, median: 2, max: 3, values: [3, 1, 2] })
    expect(figure('ms', [4, 1]).median).toBe(2.5)
  })

  it('is shown with three digits', () => {
    expect(showFigure(figure('events/s', [1_234_567]))).toBe('1,230,000 events/s (1,230,000 to 1,230,000)')
    expect(showNumber(0.98765)).toBe('0.988')
  })

  it('needs a value', () => {
    expect(() => figure('ms', [])).toThrow(RangeError)
  })
})

describe('a quantile', () => {
  it.each([
    [0, 1],
    [0.5, 3],
    [0.99, 4.96],
    [1, 5]
  ])('at %s lies between neighbours', (share, value) => {
    expect(quantile([5, 4, 3, 2, 1], share)).toBeCloseTo(value, 10)
  })
})
