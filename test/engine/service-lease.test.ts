import { afterEach, describe, expect, it } from 'vitest'
import type { SinkTarget } from '../../src/connectors/connector.js'
import type { JournalRecord } from '../../src/connectors/journal.js'
import type { Lease } from '../../src/connectors/lease.js'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import type { Service } from '../../src/engine/service.js'
import { MillraceError } from '../../src/errors.js'
import { FakeClock, settle } from '../support/fake-clock.js'
import { MemorySink, MemorySource } from '../support/memory-connectors.js'
import { createCoordinator, silentLogger } from '../support/run-jobs.js'

const LOST = new MillraceError('LEASE_LOST', { instance: 'a', group: 'g', reason: 'instance b has it now' })

/** Given and taken by the test; writes down what happens in which order. */
class FakeLease implements Lease {
  give: () => void = () => undefined
  lose: (error: Error) => void = () => undefined
  readonly lost = new Promise<Error>((resolve) => (this.lose = resolve))

  constructor(readonly steps: string[]) {}

  acquire(signal: AbortSignal): Promise<void> {
    this.steps.push('acquire')
    return new Promise((resolve, reject) => {
      this.give = resolve
      signal.addEventListener('abort', () => reject(new Error('given up')))
    })
  }

  isHeld(): Promise<boolean> {
    return Promise.resolve(true)
  }

  async release(): Promise<void> {
    this.steps.push('release')
  }
}

class WatchedSink extends MemorySink {
  /** Holds `open` back until the sink is closed. */
  hangs = false
  #onClose: () => void = () => undefined

  constructor(readonly steps: string[]) {
    super()
  }

  override async open(targets: readonly SinkTarget[]): Promise<JournalRecord | null> {
    this.steps.push('open sink')
    if (this.hangs) {
      await new Promise<void>((_, reject) => (this.#onClose = () => reject(new Error('closed'))))
    }
    return super.open(targets)
  }

  override async close(): Promise<void> {
    if (!this.closed) this.steps.push('close sink')
    this.#onClose()
    return super.close()
  }
}

let running: Service | undefined
afterEach(async () => {
  await running?.stop().catch(() => undefined)
})

async function start() {
  const steps: string[] = []
  const lease = new FakeLease(steps)
  const sink = new WatchedSink(steps)
  const source = new MemorySource()
  const service = createCoordinator({}).execute({
    sources: { events: source },
    sink,
    lease,
    clock: new FakeClock(),
    logger: silentLogger,
    startWorkers: (setup, count) => {
      steps.push('start workers')
      return startInlineWorkers(setup, count)
    }
  })
  running = service
  service.finished.catch(() => undefined)
  while (!steps.includes('acquire')) await settle()
  return { steps, lease, sink, source, service }
}

function isRunning(service: Service): boolean {
  return ['running', 'caught-up'].includes(service.status().phase)
}

describe('a service with a lease', () => {
  it('is ready to go before it asks, and touches nothing until it has it; gives it up last', async () => {
    const { steps, lease, service, source } = await start()
    await settle()
    expect(steps).toEqual(['start workers', 'acquire'])
    lease.give()
    while (!isRunning(service)) await settle()
    expect(source.openedAt).toHaveLength(1)
    await service.stop()
    expect(steps).toEqual(['start workers', 'acquire', 'open sink', 'close sink', 'release'])
  })

  it('can be stopped while it waits', async () => {
    const { steps, service } = await start()
    await service.stop()
    expect(steps).toEqual(['start workers', 'acquire', 'close sink', 'release'])
  })

  it('fails at once when the lease is lost, and commits nothing more', async () => {
    const { lease, service, source, sink } = await start()
    lease.give()
    while (!isRunning(service)) await settle()
    source.partitions(0).documents(0, [{ event: { type: 'click' }, user: { id: 'u' }, timestamp: 1 }])
    lease.lose(LOST)
    await expect(service.finished).rejects.toBe(LOST)
    expect(sink.closed).toBe(true)
    expect(sink.commits).toEqual([])
  })

  it('fails with the lease when that is lost while the sink is opened', async () => {
    const { lease, service, sink, steps } = await start()
    sink.hangs = true
    lease.give()
    while (!steps.includes('open sink')) await settle()
    lease.lose(LOST)
    await expect(service.finished).rejects.toBe(LOST)
    expect(steps.at(-1)).toBe('release')
  })
})
