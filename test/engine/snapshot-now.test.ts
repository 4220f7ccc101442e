import { describe, expect, it } from 'vitest'
import { SnapshotLog } from '../../src/engine/commit/snapshot-log.js'
import { Snapshotter } from '../../src/engine/commit/snapshotter.js'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import { FakeClock, settle } from '../support/fake-clock.js'
import { MemorySink, MemorySource } from '../support/memory-connectors.js'
import { MemoryStore } from '../support/memory-store.js'
import { createCoordinator, silentLogger } from '../support/run-jobs.js'

const NOON = Date.UTC(2026, 0, 2, 12)

async function start() {
  const [clock, source, store] = [new FakeClock(NOON), new MemorySource(), new MemoryStore()]
  const service = createCoordinator({ flink_checkpoint_interval_ms: '3600000' }).execute({
    sources: { events: source },
    sink: new MemorySink(),
    ...{ clock, store, logger: silentLogger, startWorkers: startInlineWorkers }
  })
  while (!['running', 'caught-up'].includes(service.status().phase)) await settle()
  return { clock, source, store, service }
}

const click = (second: number) => ({
  event: { type: 'click' },
  user: { id: 'u' },
  timestamp: NOON + second * 1000
})

describe('a snapshot that is asked for', () => {
  it('does not wait for the next event of a quiet stream, and is told of in the status', async () => {
    const { clock, source, store, service } = await start()
    source.partitions(0).documents(0, [click(1)])
    await clock.advance(10_000)
    expect(store.stored.size).toBe(0)
    const { epoch } = service.status()
    expect(epoch).toBeGreaterThan(0)
    const taken = await service.snapshotNow()
    expect(store.stored.get(taken.id)?.epoch).toBe(epoch + 1)
    expect(service.status().snapshots).toMatchObject({
      completed: 1,
      failed: 0,
      last: { id: taken.id, epoch: epoch + 1, at: NOON + 10_000 }
    })
    expect(await service.snapshotNow()).toEqual(taken)
    await service.stop()
  })

  it('fails when it cannot be stored, and the history says why', async () => {
    const { clock, source, store, service } = await start()
    source.partitions(0).documents(0, [click(1)])
    await clock.advance(10_000)
    store.full = true
    await expect(service.snapshotNow()).rejects.toThrow('no space left')
    const { snapshots } = service.status()
    expect(snapshots).toMatchObject({ completed: 0, failed: 1, last: null })
    expect(snapshots.history).toMatchObject([{ id: '', error: 'no space left' }])
    store.full = false
    await expect(service.snapshotNow()).resolves.toBeDefined()
    await service.stop()
  })

  it('is refused when no epoch ends any more, whenever it was asked for', async () => {
    const snapshotter = new Snapshotter({
      ...{
        store: new MemoryStore(),
        workers: [],
        clock: new FakeClock(NOON),
        intervalMs: 1000,
        keyGroups: 128
      },
      log: new SnapshotLog(silentLogger)
    })
    const before = snapshotter.request(1, () => snapshotter.stop())
    await expect(before).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_NOW' })
    await expect(snapshotter.request(1, () => undefined)).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_NOW' })
  })
})
