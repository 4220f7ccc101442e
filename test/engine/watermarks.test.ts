import { describe, expect, it } from 'vitest'
import { Watermarks } from '../../src/engine/watermarks.js'

const NEVER_BUSY = () => false

function watermarks(partitions: number[], idleTimeoutMs = 5000): Watermarks {
  const result = new Watermarks({ delayMs: 10_000, idleTimeoutMs })
  for (const partition of partitions) result.addPartition(partition, 0)
  return result
}

describe('Watermarks', () => {
  it('is the greatest timestamp less the delay', () => {
    const marks = watermarks([0])
    marks.observe(0, 69_998)
    expect(marks.advance()).toBe(59_998)
    marks.observe(0, 12)
    expect(marks.advance()).toBe(59_998)
  })

  it('is the least over partitions, and none while one has no timestamp', () => {
    const marks = watermarks([0, 1])
    marks.observe(0, 100_000)
    expect(marks.advance()).toBe(Number.NEGATIVE_INFINITY)
    marks.observe(1, 50_000)
    expect(marks.advance()).toBe(40_000)
  })

  it('never goes back when a slower partition appears', () => {
    const marks = watermarks([0])
    marks.observe(0, 100_000)
    marks.advance()
    marks.addPartition(1, 0)
    marks.observe(1, 20_000)
    expect(marks.advance()).toBe(90_000)
  })

  it('leaves idle partitions out, and takes them back when they speak', () => {
    const marks = watermarks([0, 1])
    marks.observe(0, 100_000)
    marks.markActive(0, 4000)
    expect(marks.checkIdle(4999, NEVER_BUSY)).toBe(5000)
    expect(marks.advance()).toBe(Number.NEGATIVE_INFINITY)
    expect(marks.checkIdle(5000, NEVER_BUSY)).toBe(9000)
    expect(marks.advance()).toBe(90_000)
    marks.markActive(1, 6000)
    marks.observe(1, 95_000)
    marks.observe(0, 300_000)
    expect(marks.advance()).toBe(90_000)
  })

  it('stands when all partitions are idle', () => {
    const marks = watermarks([0])
    marks.observe(0, 100_000)
    marks.advance()
    expect(marks.checkIdle(60_000, NEVER_BUSY)).toBe(Number.POSITIVE_INFINITY)
    expect(marks.advance()).toBe(90_000)
  })

  it('does not call a partition idle that has records under way', () => {
    const marks = watermarks([0, 1])
    marks.observe(0, 100_000)
    expect(marks.checkIdle(60_000, (partition) => partition === 1)).toBe(65_000)
    expect(marks.advance()).toBe(Number.NEGATIVE_INFINITY)
  })

  it('never calls a partition idle with a time-out of 0', () => {
    const marks = watermarks([0], 0)
    expect(marks.checkIdle(1e12, NEVER_BUSY)).toBe(Number.POSITIVE_INFINITY)
    marks.observe(0, 20_000)
    expect(marks.advance()).toBe(10_000)
  })

  it('previews without moving', () => {
    const marks = watermarks([0, 1])
    marks.observe(0, 50_000)
    expect(marks.preview(new Map([[1, 30_000]]))).toBe(20_000)
    expect(marks.current).toBe(Number.NEGATIVE_INFINITY)
    expect(marks.advance()).toBe(Number.NEGATIVE_INFINITY)
  })

  it('restores what a journal kept', () => {
    const marks = watermarks([0])
    marks.restore([[0, 70_000]], 55_000, 0)
    expect(marks.current).toBe(55_000)
    expect(marks.maxTimestamps()).toEqual([[0, 70_000]])
    expect(marks.advance()).toBe(60_000)
  })

  it('refuses a partition that it was not told of', () => {
    expect(() => watermarks([0]).observe(7, 1)).toThrow(RangeError)
  })
})
