import { describe, expect, it } from 'vitest'
import type { Chunk } from '../../../src/connectors/connector.js'
import { NONE_SKIPPED } from '../../../src/engine/worker/skipped-batches.js'
import { ScanQueue } from '../../../src/engine/scan/scan-queue.js'
import type { Arrival } from '../../../src/engine/scan/scanned-chunk.js'
import type { ScanReply, ScanTask, Worker } from '../../../src/engine/worker/tasks.js'
import { settle } from '../../support/fake-clock.js'

function replyTo(task: ScanTask): ScanReply {
  return {
    partials: [],
    deadLetters: [],
    skipped: NONE_SKIPPED,
    records: 1,
    malformed: 0,
    undated: 0,
    future: 0,
    maxTimestamp: task.fromOffset,
    earliestWindowEnds: [Infinity],
    droppedNotNull: [0],
    nullRows: [0],
    rows: [],
    buffer: task.buffer
  }
}

/** A worker whose scans end when the test says so. */
class HeldWorker implements Pick<Worker, 'scan'> {
  readonly tasks: ScanTask[] = []
  readonly #finish: (() => void)[] = []
  readonly #fail: ((error: Error) => void)[] = []

  scan(task: ScanTask): Promise<ScanReply> {
    this.tasks.push(task)
    return new Promise((resolve, reject) => {
      this.#fail.push(reject)
      this.#finish.push(() => resolve(replyTo(task)))
    })
  }

  async finish(index: number): Promise<void> {
    this.#finish[index]?.()
    await settle()
  }

  async fail(index: number, error: Error): Promise<void> {
    this.#fail[index]?.(error)
    await settle()
  }
}

function chunk(
  offset: number,
  options: { records?: number; byteLength?: number; partition?: number } = {}
): Chunk {
  const { records = 10, byteLength = 5, partition = 0 } = options
  return {
    partition,
    format: 'lines',
    fromOffset: offset,
    toOffset: offset + records,
    records,
    digest: 0,
    buffer: new ArrayBuffer(8),
    byteLength
  }
}

const at = (time: number): Arrival => ({ time, latest: Infinity, takenAt: time })

interface SetUp {
  readonly processingTime?: boolean
  readonly epochMaxRecords?: number
  readonly scanHere?: (task: ScanTask) => ScanReply
}

function setUp(
  workerCount: number,
  { processingTime = false, epochMaxRecords = 1000, scanHere }: SetUp = {}
) {
  const workers = Array.from({ length: workerCount }, () => new HeldWorker())
  const recycled: ArrayBuffer[] = []
  const failures: unknown[] = []
  const queue = new ScanQueue({
    workers,
    processingTime,
    maxRecords: 100,
    epochMaxRecords,
    scanHere,
    recycle: (_source, buffer) => recycled.push(buffer),
    onScanned: () => undefined,
    onFailure: (error) => failures.push(error)
  })
  const worker = (index: number): HeldWorker => workers[index] as HeldWorker
  const ready = () => queue.ready.chunks.map((scanned) => scanned.fromOffset)
  return { queue, worker, recycled, failures, ready }
}

describe('ScanQueue', () => {
  it('spreads chunks over workers and gives them back in the order in which they came', async () => {
    const { queue, worker, ready, recycled } = setUp(2)
    queue.push(0, chunk(0), at(1), [0])
    queue.push(0, chunk(10), at(2), [0])
    expect([worker(0).tasks.length, worker(1).tasks.length]).toEqual([1, 1])
    await worker(1).finish(0)
    expect(ready()).toEqual([])
    await worker(0).finish(0)
    expect(ready()).toEqual([0, 10])
    expect(recycled).toHaveLength(2)
    queue.take(1)
    expect(ready()).toEqual([10])
  })

  it('limits an epoch by records, but always gives one chunk', async () => {
    const { queue, worker, ready } = setUp(1, { epochMaxRecords: 20 })
    for (const [from, records] of [
      [0, 50],
      [50, 10],
      [60, 10],
      [70, 1]
    ] as const)
      queue.push(0, chunk(from, { records }), at(1), [0])
    for (const index of [0, 1, 2, 3]) await worker(0).finish(index)
    expect(ready()).toEqual([0])
    queue.take(1)
    expect(ready()).toEqual([50, 60])
    queue.take(2)
    expect(ready()).toEqual([70])
  })

  it('keeps up what the ready chunks come to', async () => {
    const { queue, worker } = setUp(1)
    queue.push(0, chunk(0), at(1), [0])
    queue.push(0, chunk(10, { partition: 1 }), at(2), [0])
    await worker(0).finish(0)
    expect([queue.ready.records, queue.ready.maxTimestamps.get(0, 0)]).toEqual([1, 0])
    await worker(0).finish(1)
    expect([queue.ready.records, queue.ready.maxTimestamps.get(0, 1)]).toEqual([2, 10])
    expect(queue.ready.earliestWindowEnds).toEqual([Infinity])
    queue.take(1)
    expect([queue.ready.records, queue.ready.maxTimestamps.get(0, 0)]).toEqual([1, undefined])
  })

  it('scans small chunks where they are, in order with those that workers have', async () => {
    const here: number[] = []
    const scanHere = (task: ScanTask): ScanReply => {
      here.push(task.fromOffset)
      return replyTo(task)
    }
    const { queue, worker, ready, recycled } = setUp(1, { scanHere })
    queue.push(0, chunk(0, { byteLength: 1 << 20 }), at(1), [0])
    queue.push(0, chunk(10), at(1), [0])
    expect([here, ready(), worker(0).tasks.length]).toEqual([[10], [], 1])
    await worker(0).finish(0)
    expect(ready()).toEqual([0, 10])
    expect(recycled).toHaveLength(2)
  })

  it('fails when a scan here does', () => {
    const error = new Error('broken')
    const { queue, failures, ready } = setUp(1, {
      scanHere: () => {
        throw error
      }
    })
    queue.push(0, chunk(0), at(1), [0])
    expect([failures, ready()]).toEqual([[error], []])
  })

  it('has no room when workers are busy or records pile up', async () => {
    const { queue, worker } = setUp(1)
    queue.push(0, chunk(0), at(1), [0])
    expect(queue.hasRoom).toBe(true)
    queue.push(0, chunk(10), at(1), [0])
    expect(queue.hasRoom).toBe(false)
    await worker(0).finish(0)
    expect(queue.hasRoom).toBe(true)
    queue.push(0, chunk(20, { records: 90 }), at(1), [0])
    await worker(0).finish(1)
    await worker(0).finish(2)
    expect(queue.hasRoom).toBe(false)
    queue.take(3)
    expect(queue.hasRoom).toBe(true)
    expect(queue.ready.chunks).toEqual([])
  })

  it('passes on chunks that only move the position without a scan', () => {
    const { queue, ready, worker } = setUp(1)
    queue.push(0, chunk(0, { records: 0, byteLength: 0 }), at(1), [0])
    expect(ready()).toEqual([0])
    expect(worker(0).tasks).toEqual([])
    expect(queue.isSettled).toBe(true)
  })

  it('knows which partitions it holds', async () => {
    const { queue, worker } = setUp(1)
    queue.push(0, chunk(0, { partition: 3 }), at(1), [0])
    expect([queue.holds(0, 3), queue.holds(0, 4), queue.holds(1, 3)]).toEqual([true, false, false])
    await worker(0).finish(0)
    expect(queue.isSettled).toBe(true)
    queue.take(1)
    expect(queue.holds(0, 3)).toBe(false)
  })

  it('gives records their arrival time in processing time alone', () => {
    const processing = setUp(1, { processingTime: true })
    processing.queue.push(0, chunk(0), at(77), [0])
    expect(processing.worker(0).tasks[0]?.arrivalTime).toBe(77)
    const event = setUp(1)
    event.queue.push(0, chunk(0), at(77), [0])
    expect(event.worker(0).tasks[0]?.arrivalTime).toBeNaN()
  })

  it('hands a failed scan over', async () => {
    const { queue, worker, failures } = setUp(1)
    queue.push(0, chunk(0), at(1), [0])
    await worker(0).fail(0, new Error('worker died'))
    expect(failures).toEqual([new Error('worker died')])
  })
})
