import { afterEach, describe, expect, it } from 'vitest'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import type { Service } from '../../src/engine/service.js'
import { FakeClock, settle } from '../support/fake-clock.js'
import { MemorySink, MemorySource } from '../support/memory-connectors.js'
import { createCoordinator, silentLogger } from '../support/run-jobs.js'

const NOON = Date.UTC(2026, 0, 1, 12)
const click = (second: number) => ({
  event: { type: 'click' },
  user: { id: 'u' },
  timestamp: NOON + second * 1000
})

let running: Service | undefined
afterEach(() => running?.stop().catch(() => undefined))

/** A life that begins where the sink's last commit left off. */
async function live(sink: MemorySink, source = new MemorySource()) {
  sink.journal = sink.commits.at(-1)?.journal ?? null
  const clock = new FakeClock(NOON)
  running = createCoordinator({ table_minibatch_enabled: 'false' }).execute({
    sources: { events: source },
    sink,
    clock,
    logger: silentLogger,
    startWorkers: startInlineWorkers
  })
  running.finished.catch(() => undefined)
  while (source.openedAt.length === 0 && (await isAlive(running))) await settle()
  return { source, clock, service: running }
}

async function isAlive({ finished }: Service): Promise<boolean> {
  const settled = finished.then(
    () => false,
    () => false
  )
  return Promise.race([settled, new Promise<boolean>((resolve) => setImmediate(() => resolve(true)))])
}

describe('positions', () => {
  it('of every partition are in the journal from the first record on, of quiet ones too', async () => {
    const sink = new MemorySink()
    const first = await live(sink)
    const starts = new Map([
      [0, 500],
      [1, 500]
    ])
    first.source.partitionsAt(starts).documents(0, [click(1), click(2)])
    await first.clock.advance(5000)
    await first.service.stop()
    expect(sink.commits.at(-1)?.journal.positions).toEqual([
      ['events', 0, 502],
      ['events', 1, 500]
    ])
    const second = await live(sink)
    expect(second.source.openedAt).toEqual([
      new Map([
        [0, 502],
        [1, 500]
      ])
    ])
  })

  it('do not hold for another source of the same name: it is refused before anything is opened or written', async () => {
    const sink = new MemorySink()
    const first = await live(sink)
    first.source.partitions(0).documents(0, [click(1)])
    await first.clock.advance(5000)
    await first.service.stop()
    const targets = sink.targets.length
    const other = new MemorySource()
    other.address = 'other events'
    const second = await live(sink, other)
    await expect(second.service.finished).rejects.toMatchObject({ code: 'JOURNAL_OF_ANOTHER' })
    expect([sink.targets.length, sink.commits.length, other.openedAt.length]).toEqual([targets, 1, 0])
  })
})
