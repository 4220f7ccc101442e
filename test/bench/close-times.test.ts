import { describe, expect, it } from 'vitest'
import { CloseTimes } from '../../bench/latency/close-times.js'

describe('when a window could close', () => {
  const times = new CloseTimes(2, 1000)
  times.acknowledged(0, 10_000, 100)
  times.acknowledged(1, 5000, 200)
  times.acknowledged(1, 12_000, 300)
  times.acknowledged(1, 11_000, 350)
  times.acknowledged(0, 13_000, 400)

  it('is when the last partition let it', () => {
    expect(times.of(4001)).toBe(200)
    expect(times.of(4002)).toBe(300)
    expect(times.of(9001)).toBe(300)
    expect(times.of(9002)).toBe(400)
  })

  it('is not yet while a partition is behind', () => {
    expect(times.of(11_002)).toBeNull()
    expect(times.watermark).toBe(11_000)
  })

  it('is never before every partition has spoken', () => {
    const silent = new CloseTimes(2, 0)
    silent.acknowledged(0, 5, 1)
    expect(silent.watermark).toBe(-Infinity)
    expect(silent.of(-1e15)).toBeNull()
  })
})
