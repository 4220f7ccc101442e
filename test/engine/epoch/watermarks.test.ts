import { describe, expect, it } from 'vitest'
import { END_OF_TIME, Watermarks } from '../../../src/engine/epoch/watermarks.js'
import { PartitionMap } from '../../../src/engine/partition-map.js'

const NONE = new PartitionMap<number>()
/** A source that was asked in vain just now. */
const EMPTY = (now: number) => () => ({ isBusy: false, emptyAt: now })

/** One source, a delay of 10 s. */
function watermarks(partitions: number[], idleTimeoutMs = 5000): Watermarks {
  const sources = [{ name: 'events', watermarkDelayMs: 10_000, idleTimeoutMs }]
  const result = new Watermarks(sources, [{ key: 'events', sources: [0] }])
  for (const partition of partitions) result.addPartition(0, partition, 0)
  return result
}

/** Moves the watermarks to what was observed. */
function advance(marks: Watermarks): number | undefined {
  marks.advanceTo(marks.preview(NONE))
  return marks.current[0]
}

describe('Watermarks', () => {
  it('is the greatest timestamp less the delay', () => {
    const marks = watermarks([0])
    marks.observe(0, 0, 69_998)
    expect(advance(marks)).toBe(59_998)
    marks.observe(0, 0, 12)
    expect(advance(marks)).toBe(59_998)
  })

  it('is the least over partitions, and none while one has no timestamp', () => {
    const marks = watermarks([0, 1])
    marks.observe(0, 0, 100_000)
    expect(advance(marks)).toBe(Number.NEGATIVE_INFINITY)
    expect(marks.heldBackBy(0)).toEqual({ source: 0, partition: 1 })
    marks.observe(0, 1, 50_000)
    expect(advance(marks)).toBe(40_000)
  })

  it('never goes back when a slower partition appears', () => {
    const marks = watermarks([0])
    marks.observe(0, 0, 100_000)
    advance(marks)
    marks.addPartition(0, 1, 0)
    marks.observe(0, 1, 20_000)
    expect(advance(marks)).toBe(90_000)
  })

  it('leaves idle partitions out, and takes them back when they speak', () => {
    const marks = watermarks([0, 1])
    marks.observe(0, 0, 100_000)
    marks.markActive(0, 0, 4000)
    expect(marks.checkIdle(4999, EMPTY(4999))).toBe(5000)
    expect(advance(marks)).toBe(Number.NEGATIVE_INFINITY)
    expect(marks.checkIdle(5000, EMPTY(5000))).toBe(9000)
    expect(advance(marks)).toBe(90_000)
    marks.markActive(0, 1, 6000)
    marks.observe(0, 1, 95_000)
    marks.observe(0, 0, 300_000)
    expect(advance(marks)).toBe(90_000)
  })

  it('stands when all partitions are idle', () => {
    const marks = watermarks([0])
    marks.observe(0, 0, 100_000)
    advance(marks)
    expect(marks.checkIdle(60_000, EMPTY(60_000))).toBe(Number.POSITIVE_INFINITY)
    expect(advance(marks)).toBe(90_000)
    expect(marks.heldBackBy(0)).toBeNull()
  })

  it('does not call a partition idle that has records under way', () => {
    const marks = watermarks([0, 1])
    marks.observe(0, 0, 100_000)
    const look = (_source: number, partition: number) => ({ isBusy: partition === 1, emptyAt: 60_000 })
    expect(marks.checkIdle(60_000, look)).toBe(65_000)
    expect(advance(marks)).toBe(Number.NEGATIVE_INFINITY)
  })

  it('counts only time up to the last look that found nothing: not that of a suspended process', () => {
    const marks = watermarks([0])
    // The last answer came before 8 seconds in which nothing ran.
    const next = marks.checkIdle(9000, EMPTY(900))
    expect(next).toBeGreaterThan(9000)
    expect(marks.partition(0, 0).isIdle).toBe(false)
    marks.checkIdle(next, EMPTY(9050))
    expect(marks.partition(0, 0).isIdle).toBe(true)
  })

  it('never calls a partition idle with a time-out of 0', () => {
    const marks = watermarks([0], 0)
    expect(marks.checkIdle(1e12, EMPTY(1e12))).toBe(Number.POSITIVE_INFINITY)
    marks.observe(0, 0, 20_000)
    expect(advance(marks)).toBe(10_000)
  })

  it('previews without moving', () => {
    const marks = watermarks([0, 1])
    marks.observe(0, 0, 50_000)
    const extra = new PartitionMap<number>()
    extra.set(0, 1, 30_000)
    expect(marks.preview(extra)).toEqual([20_000])
    expect(marks.current).toEqual([Number.NEGATIVE_INFINITY])
    expect(advance(marks)).toBe(Number.NEGATIVE_INFINITY)
  })

  it('restores what a journal kept', () => {
    const marks = watermarks([0])
    const maxTimestamps = [['events', 0, 70_000] as const, ['of-old', 0, 5] as const]
    marks.restore(maxTimestamps, [55_000], 0)
    expect(marks.current).toEqual([55_000])
    expect(marks.maxTimestamps()).toEqual([['events', 0, 70_000]])
    expect(advance(marks)).toBe(60_000)
  })

  it('refuses a partition that it was not told of', () => {
    expect(() => watermarks([0]).observe(0, 7, 1)).toThrow(RangeError)
  })
})

describe('Watermarks of several sources', () => {
  function two(): Watermarks {
    const sources = ['a', 'b'].map((name) => ({ name, watermarkDelayMs: 1000, idleTimeoutMs: 5000 }))
    return new Watermarks(sources, [
      { key: 'a', sources: [0] },
      { key: 'a+b', sources: [0, 1] }
    ])
  }

  it('has one for each set of sources, and none for a source whose partitions are not known', () => {
    const marks = two()
    marks.addPartition(0, 0, 0)
    marks.observe(0, 0, 50_000)
    expect(marks.preview(NONE)).toEqual([49_000, Number.NEGATIVE_INFINITY])
    marks.addPartition(1, 0, 0)
    marks.observe(1, 0, 20_000)
    expect(marks.preview(NONE)).toEqual([49_000, 19_000])
    expect([marks.heldBackBy(0), marks.heldBackBy(1)]).toEqual([
      { source: 0, partition: 0 },
      { source: 1, partition: 0 }
    ])
  })

  it('is not held back by a source that ended, and is the end of time when all have', () => {
    const marks = two()
    marks.addPartition(0, 0, 0)
    marks.addPartition(1, 0, 0)
    marks.observe(0, 0, 50_000)
    marks.observe(1, 0, 20_000)
    expect(marks.preview(NONE, new Set([1]))).toEqual([49_000, 49_000])
    marks.markEnded(1)
    expect(marks.preview(NONE, new Set([0]))).toEqual([END_OF_TIME, END_OF_TIME])
  })
})
