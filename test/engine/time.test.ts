import { afterEach, describe, expect, it } from 'vitest'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import type { Service } from '../../src/engine/service.js'
import { createLogger } from '../../src/observability/log.js'
import { parseSettings } from '../../src/config/settings.js'
import { FakeOutput } from '../cli/fake-io.js'
import { FakeClock, settle } from '../support/fake-clock.js'
import { MemorySink, MemorySource } from '../support/memory-connectors.js'
import { createCoordinator } from '../support/run-jobs.js'

/** Clocks that jump, and a process in which nothing runs for a while. */

const NOON = Date.UTC(2026, 0, 1, 12)
const HOUR = 3_600_000
const click = (second: number) => ({
  event: { type: 'click' },
  user: { id: 'u' },
  timestamp: NOON + second * 1000
})

let running: Service | undefined
afterEach(() => running?.stop())

async function start(
  env: Record<string, string> = {},
  prepare: (source: MemorySource) => void = () => undefined
) {
  const clock = new FakeClock(NOON)
  const source = new MemorySource()
  prepare(source)
  const sink = new MemorySink()
  const output = new FakeOutput()
  const service = createCoordinator(env).execute({
    sources: { events: source },
    sink,
    clock,
    logger: createLogger(parseSettings(env).settings, output),
    startWorkers: startInlineWorkers
  })
  running = service
  while (!['running', 'caught-up'].includes(service.status().phase)) await settle()
  const warnings = () => output.lines.filter((line) => line.includes('jumped'))
  return { clock, source, sink, service, warnings }
}

describe('a wall clock that jumps', () => {
  const modes = [
    ['event time', {}],
    ['processing time', { app_environment: 'development' }]
  ] as const
  const jumps = [
    ['back', -HOUR],
    ['forward', HOUR]
  ] as const
  const cases = modes.flatMap(([mode, env]) => jumps.map(([way, ms]) => ({ mode, env, way, ms })))

  it.each(cases)(
    '$way does not hold commits up in $mode, and is warned of once',
    async ({ env, way, ms }) => {
      const { clock, source, sink, warnings } = await start(env)
      source.partitions(0).documents(0, [click(0)])
      await clock.advance(5000)
      expect(sink.commits.at(-1)?.journal.positions).toEqual([['events', 0, 1]])
      clock.jumpTo(clock.now() + ms)
      source.documents(0, [click(1)])
      await clock.advance(6000)
      expect(sink.commits.at(-1)?.journal.positions).toEqual([['events', 0, 2]])
      expect(warnings()).toEqual([expect.stringContaining(`jumped ${way} by 3600 s`)])
    }
  )

  it('does not keep windows of processing time from firing', async () => {
    const { clock, source, service, sink } = await start({ app_environment: 'development' })
    source.partitions(0).documents(0, [click(0)])
    await clock.advance(1000)
    clock.jumpTo(NOON - HOUR)
    await clock.advance(120_000)
    expect(sink.rows('event_metrics')).toHaveLength(1)
    source.documents(0, [click(0)])
    await clock.advance(5000)
    expect(service.status().jobs[0]?.lateRecords).toBe(0)
  })
})

describe('a process that was suspended for longer than the idle time-out', () => {
  it('calls nobody idle before the source was asked again: what waited there is not late', async () => {
    let askedAt = 0
    const { clock, source, service, sink } = await start({}, (one) => (one.emptyAt = () => askedAt))
    source
      .partitions(0, 1)
      .documents(0, [click(0)])
      .documents(1, [click(0)])
    await clock.advance(100)
    askedAt = clock.monotonic()
    clock.suspend(8000)
    // Timers ring first; then comes what the source had, from one partition before the other.
    source.documents(0, [click(120)])
    await clock.advance(200)
    source.documents(1, [click(30)])
    await clock.advance(200)
    source.documents(1, [click(121)])
    await clock.advance(10_000)
    expect(service.status().jobs[0]?.lateRecords).toBe(0)
    expect(sink.rows('event_metrics')).toMatchObject([{ event_count: 3 }])
  })

  it('does so once the source was asked in vain for as long', async () => {
    let askedAt = 0
    const { clock, source, sink } = await start({}, (one) => (one.emptyAt = () => askedAt))
    source.partitions(0, 1).documents(0, [click(0), click(120)])
    await clock.advance(20_000)
    expect(sink.rows('event_metrics')).toEqual([])
    askedAt = clock.monotonic()
    source.documents(0, [click(121)])
    await clock.advance(300)
    expect(sink.rows('event_metrics')).toHaveLength(1)
  })
})
