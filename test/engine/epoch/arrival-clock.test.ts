import { describe, expect, it } from 'vitest'
import { ArrivalClock } from '../../../src/engine/epoch/arrival-clock.js'
import { FakeClock } from '../../support/fake-clock.js'

const NOON = Date.UTC(2026, 0, 1, 12)

function setUp(floor?: number) {
  const clock = new FakeClock(NOON)
  const lines: string[] = []
  const logger = { warn: (_fields: unknown, line?: string) => lines.push(line ?? '') }
  return { clock, lines, arrivals: new ArrivalClock(clock, logger, floor) }
}

describe('the clock of arrivals', () => {
  it('is the wall clock', async () => {
    const { clock, arrivals, lines } = setUp()
    expect(arrivals.now()).toBe(NOON)
    await clock.advance(1234)
    expect(arrivals.now()).toBe(NOON + 1234)
    expect(arrivals.until(NOON + 2000)).toBe(766)
    expect(lines).toEqual([])
  })

  it('goes on at half its pace where the wall clock was set back, until that has caught up', async () => {
    const { clock, arrivals, lines } = setUp()
    clock.jumpTo(NOON - 10_000)
    expect(arrivals.now()).toBe(NOON)
    await clock.advance(4000)
    expect(arrivals.now()).toBe(NOON + 2000)
    expect(arrivals.until(NOON + 3000)).toBe(2000)
    await clock.advance(30_000)
    expect(arrivals.now()).toBe(clock.now())
    expect(lines).toEqual([expect.stringMatching(/jumped back by 10 s/)])
  })

  it('follows a jump forward, and warns of it once', async () => {
    const { clock, arrivals, lines } = setUp()
    clock.jumpTo(NOON + 3_600_000)
    expect(arrivals.now()).toBe(NOON + 3_600_000)
    await clock.advance(5000)
    arrivals.now()
    expect(lines).toEqual([expect.stringMatching(/jumped forward by 3600 s/)])
  })

  it('does not go behind what an earlier run reached', () => {
    const { arrivals } = setUp(NOON + 60_000)
    expect(arrivals.now()).toBe(NOON + 60_000)
  })
})
