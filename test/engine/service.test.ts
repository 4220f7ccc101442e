import { afterEach, describe, expect, it } from 'vitest'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import type { Service } from '../../src/engine/service.js'
import { JOURNAL_VERSION } from '../../src/connectors/journal.js'
import { FakeClock, settle } from '../support/fake-clock.js'
import { MemorySink, MemorySource } from '../support/memory-connectors.js'
import { createCoordinator, rowsOf, silentLogger } from '../support/run-jobs.js'

const NOON = Date.UTC(2026, 0, 1, 12)

function click(seconds: number, user = 'u1'): object {
  return { event: { type: 'click' }, user: { id: user }, timestamp: NOON + seconds * 1000 }
}

let running: Service | undefined

afterEach(async () => {
  await running?.stop()
  running = undefined
})

async function start(env: Record<string, string>, sink = new MemorySink()) {
  const clock = new FakeClock(NOON)
  const source = new MemorySource()
  const service = createCoordinator(env).execute({
    sources: { events: source },
    sink,
    clock,
    logger: silentLogger,
    startWorkers: startInlineWorkers
  })
  running = service
  await until(() => ['running', 'caught-up'].includes(service.status().phase))
  const counts = () => rowsOf(sink).event_metrics.map((row) => row['event_count'])
  return { clock, source, sink, service, counts }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await settle()
}

describe('event time', () => {
  it('writes a window as soon as the watermark passes it, without waiting for a full mini-batch', async () => {
    const { clock, source, counts } = await start({ table_minibatch_latency_seconds: '3600' })
    source.partitions(0).documents(0, [click(1), click(2)])
    await clock.advance(1000)
    expect(counts()).toEqual([])
    source.documents(0, [click(69.999)])
    await clock.advance(0)
    expect(counts()).toEqual([2])
  })

  it('closes an epoch by size, by latency, or at once when mini-batches are off', async () => {
    const bySize = await start({ table_minibatch_size: '2', table_minibatch_latency_seconds: '3600' })
    bySize.source.partitions(0).documents(0, [click(1)])
    await bySize.clock.advance(10_000)
    expect(bySize.service.status().epoch).toBe(0)
    bySize.source.documents(0, [click(1)])
    await bySize.clock.advance(0)
    expect(bySize.service.status().epoch).toBe(1)
    await bySize.service.stop()

    const byLatency = await start({ table_minibatch_latency_seconds: '0.5' })
    byLatency.source.partitions(0).documents(0, [click(1)])
    await byLatency.clock.advance(499)
    expect(byLatency.service.status().epoch).toBe(0)
    await byLatency.clock.advance(1)
    expect(byLatency.service.status().epoch).toBe(1)
    await byLatency.service.stop()

    const off = await start({ table_minibatch_enabled: 'false' })
    off.source.partitions(0).documents(0, [click(1)])
    await off.clock.advance(0)
    expect(off.service.status().epoch).toBe(1)
  })

  it('closes an epoch that the next chunk would make too large, even if it is smaller than a mini-batch', async () => {
    const { clock, source, service } = await start({
      table_minibatch_size: '5',
      processing_epoch_max_records: '5',
      table_minibatch_latency_seconds: '3600'
    })
    const three = [click(1), click(1), click(1)]
    source.partitions(0).documents(0, three)
    await clock.advance(1000)
    expect(service.status().epoch).toBe(0)
    source.documents(0, three)
    await clock.advance(0)
    expect(service.status().epoch).toBe(1)
  })

  it('lets an idle partition stop holding the watermark back, but not one with a backlog', async () => {
    const { clock, source, counts } = await start({})
    source.partitions(0, 1).documents(0, [click(1), click(120)])
    source.backlog.add(1)
    await clock.advance(20_000)
    expect(counts()).toEqual([])
    source.backlog.delete(1)
    await clock.advance(3000)
    source.documents(0, [click(121)])
    await clock.advance(2100)
    expect(counts()).toEqual([1])
  })

  it('drops late records and counts them by job', async () => {
    const { clock, source, counts, service } = await start({})
    source.partitions(0).documents(0, [click(1), click(120)])
    await clock.advance(5000)
    source.documents(0, [click(2), click(200)])
    await clock.advance(5000)
    expect(counts()).toEqual([1, 1])
    expect(service.status().jobs.map((job) => job.lateRecords)).toEqual([1, 0, 0])
  })

  it('counts malformed and undated records and goes on', async () => {
    const { clock, source, service } = await start({})
    source.partitions(0).documents(0, ['{"event":', '[]', { event: { type: 'click' } }, click(1)])
    await clock.advance(5000)
    expect(service.status()).toMatchObject({ records: { total: 4, malformed: 2, undated: 1 } })
  })
})

describe('processing time', () => {
  it("takes the arrival as a record's time and fires by the clock", async () => {
    const { clock, source, counts, sink } = await start({ app_environment: 'development' })
    source.partitions(0).documents(0, [{ event: { type: 'click' } }, click(-1e6)])
    await clock.advance(59_999)
    expect(counts()).toEqual([])
    await clock.advance(1)
    expect(rowsOf(sink).event_metrics).toEqual([
      {
        window_start: '2026-01-01 12:00:00Z',
        window_end: '2026-01-01 12:01:00Z',
        event_type: 'click',
        event_count: 2,
        user_count: 1
      }
    ])
    expect(sink.commits.at(0)?.journal.epochs[0]?.ranges).toEqual([
      ['events', 0, 0, 2, NOON, 2, expect.any(Number)]
    ])
  })

  it('never makes a record late, even when the clock is set back', async () => {
    const { clock, source, counts, service } = await start({ app_environment: 'development' })
    source.partitions(0).documents(0, [click(0)])
    await clock.advance(60_000)
    clock.jumpTo(NOON + 30_000)
    source.documents(0, [click(0)])
    await clock.advance(120_000)
    expect(counts()).toEqual([1, 1])
    expect(service.status().jobs[0]?.lateRecords).toBe(0)
  })
})

describe('the life of a service', () => {
  it('commits the records under way when it is stopped, and closes everything', async () => {
    const { clock, source, sink, service } = await start({ table_minibatch_latency_seconds: '3600' })
    source.partitions(0).documents(0, [click(1), click(2)])
    await clock.advance(0)
    await service.stop()
    expect(sink.commits.at(-1)?.journal.positions).toEqual([['events', 0, 2]])
    expect([source.closed, sink.closed]).toEqual([true, true])
    expect(source.recycled).toBe(1)
  })

  it('goes on where the journal says, with the watermark that was reached', async () => {
    const sink = new MemorySink()
    sink.journal = {
      version: JOURNAL_VERSION,
      owner: { application: 'flink-analytics-group', instance: 'other', transactionalId: null },
      sources: [{ name: 'events', connector: 'memory', address: 'events', id: null, schema: 'x' }],
      epochs: [{ epoch: 7, ranges: [], watermarks: [['events', NOON + 60_000]], rows: {} }],
      snapshots: [],
      jobs: [],
      base: 0,
      positions: [['events', 0, 42]],
      maxTimestamps: [['events', 0, NOON + 70_000]]
    }
    const { clock, source, service } = await start({}, sink)
    expect(source.openedAt).toEqual([new Map([[0, 42]])])
    source.partitions(0).documents(0, [click(1), click(75)])
    await clock.advance(5000)
    expect(service.status()).toMatchObject({ epoch: 8, inputs: [{ watermark: NOON + 65_000 }] })
    expect(service.status().jobs[0]?.lateRecords).toBe(1)
  })

  it('acknowledges positions to the source when the sink does not store them', async () => {
    const { clock, source } = await start({ table_minibatch_enabled: 'false' }, new MemorySink(false))
    source.partitions(0).documents(0, [click(1)])
    await clock.advance(5000)
    expect(source.acknowledged).toEqual([new Map([[0, 1]])])
  })

  it('fails when the sink fails', async () => {
    const sink = new MemorySink()
    sink.commit = async () => Promise.reject(new Error('no room on the disk'))
    const { clock, source, service } = await start({ table_minibatch_enabled: 'false' }, sink)
    running = undefined
    const failure = expect(service.finished).rejects.toThrow('no room on the disk')
    source.partitions(0).documents(0, [click(1)])
    await clock.advance(5000)
    await failure
    expect([source.closed, sink.closed]).toEqual([true, true])
  })

  it('stops while a sink still tries to connect', async () => {
    const sink = new MemorySink()
    let giveUp: (error: Error) => void = () => undefined
    sink.open = async () => new Promise((_resolve, reject) => (giveUp = reject))
    sink.close = async () => giveUp(new Error('closed while connecting'))
    const service = createCoordinator().execute({
      sources: { events: new MemorySource() },
      sink,
      logger: silentLogger,
      startWorkers: startInlineWorkers
    })
    await settle()
    await service.stop()
    expect(service.status().phase).toBe('stopping')
  })
})
