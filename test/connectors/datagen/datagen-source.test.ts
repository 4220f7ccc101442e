import { describe, expect, it } from 'vitest'
import { DatagenSource } from '../../../src/connectors/datagen/datagen-source.js'
import { eventOptions } from '../../../src/connectors/datagen/event-options.js'
import { generateEvents } from '../../../src/connectors/datagen/event-stream.js'
import { readToEnd } from '../../support/source-reading.js'

const START = Date.UTC(2026, 0, 1)
const SPEC = 'datagen:rate=0,count=10000,partitions=2,start=2026-01-01T00:00:00Z,malformed_ratio=0.01,seed=7'

describe('datagen source', () => {
  it('hands over the generated events, the partitions in turn, and ends', async () => {
    const expected = ['', '']
    const options = { rate: 0, count: 10_000, partitions: 2, start: START, malformedRatio: 0.01, seed: 7 }
    for (const { partition, bytes } of generateEvents(eventOptions(options)))
      expected[partition]! += bytes.toString()
    const read = await readToEnd(DatagenSource.fromSpec(SPEC))
    expect(read.partitions).toEqual([0, 1])
    expect(read.bytes.get(0)!.toString()).toBe(expected[0])
    expect(read.bytes.get(1)!.toString()).toBe(expected[1])
    expect(read.ranges.slice(0, 3).map(([partition]) => partition)).toEqual([0, 1, 0])
    expect(read.ranges.at(-1)![2]).toBe(5000)
    expect(read.fireWindows).toBe(true)
  })

  it('goes on at the positions given', async () => {
    const whole = await readToEnd(DatagenSource.fromSpec(SPEC))
    const rest = await readToEnd(
      DatagenSource.fromSpec(`${SPEC},at_end=hold`),
      new Map([
        [1, 4990],
        [5, 1]
      ])
    )
    expect(rest.ranges.filter(([partition]) => partition === 1)).toEqual([[1, 4990, 5000]])
    expect(whole.bytes.get(1)!.toString().endsWith(rest.bytes.get(1)!.toString())).toBe(true)
    expect(rest.fireWindows).toBe(false)
  })

  it('keeps to its rate', async () => {
    const begin = performance.now()
    const read = await readToEnd(DatagenSource.fromSpec('datagen:rate=2000,count=600,partitions=2'))
    const elapsed = performance.now() - begin
    expect(elapsed).toBeGreaterThan(280)
    expect(elapsed).toBeLessThan(2000)
    expect(read.ranges.length).toBeGreaterThan(10)
    expect(read.ranges.filter(([partition]) => partition === 1).at(-1)![2]).toBe(300)
  })

  it('has a backlog as long as events are due', async () => {
    const unlimited = new DatagenSource({ rate: 0, count: 10 })
    await unlimited.open(new Map())
    expect(unlimited.hasBacklog(0)).toBe(true)
    const slow = new DatagenSource({ rate: 0.001 })
    await slow.open(new Map())
    expect(slow.hasBacklog(0)).toBe(false)
    const controller = new AbortController()
    expect(await slow.next(controller.signal)).toEqual({
      kind: 'partitions',
      partitions: new Map([
        [0, 0],
        [1, 0]
      ])
    })
    setTimeout(() => controller.abort(), 30)
    expect(await slow.next(controller.signal)).toBeNull()
    await slow.close()
  })

  it('waits after its end', async () => {
    const source = new DatagenSource({ rate: 0, count: 0 })
    const controller = new AbortController()
    await source.open(new Map())
    await source.next(controller.signal)
    expect(await source.next(controller.signal)).toEqual({ kind: 'end', fireWindows: true })
    setTimeout(() => controller.abort(), 10)
    expect(await source.next(controller.signal)).toBeNull()
  })

  it.each([
    ['datagen:rate=fast', 'rate'],
    ['datagen:users=0', 'users'],
    ['datagen:malformed_ratio=2', 'malformed_ratio'],
    ['datagen:start=1970-01-01', 'start'],
    ['datagen:speed=2', 'speed'],
    ['datagen:2000', '2000']
  ])('refuses %s', (spec, option) => {
    expect(() => DatagenSource.fromSpec(spec)).toThrow(`Connector datagen, ${option}: found`)
  })
})
