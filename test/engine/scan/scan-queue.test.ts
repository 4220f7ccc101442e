import { describe, expect, it } from 'vitest'
import type { Chunk } from '../../../src/connectors/connector.js'
import { NONE_SKIPPED } from '../../../src/engine/worker/skipped-batches.js'
import { ScanQueue, type Arrival } from '../../../src/engine/scan/scan-queue.js'
import type { ScanReply, ScanTask, Worker } from '../../../src/engine/worker/tasks.js'
import { settle } from '../../support/fake-clock.js'

/** A worker whose scans end when the test says so. */
class HeldWorker implements Pick<Worker, 'scan'> {
  readonly tasks: ScanTask[] = []
  readonly #finish: (() => void)[] = []
  readonly #fail: ((error: Error) => void)[] = []

  scan(task: ScanTask): Promise<ScanReply> {
    this.tasks.push(task)
    return new Promise((resolve, reject) => {
      this.#fail.push(reject)
      this.#finish.push(() =>
        resolve({
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
        })
      )
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

function setUp(workerCount: number, processingTime = false, epochMaxRecords = 1000) {
  const workers = Array.from({ length: workerCount }, () => new HeldWorker())
  const recycled: ArrayBuffer[] = []
  const failures: unknown[] = []
  const queue = new ScanQueue({
    workers,
    processingTime,
    maxRecords: 100,
    epochMaxRecords,
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
    for (const [limit, offsets] of [
      [20, [0]],
      [60, [0, 50]]
    ] as const) {
      const { queue, worker, ready } = setUp(1, false, limit)
      queue.push(0, chunk(0, { records: 50 }), at(1), [0])
      queue.push(0, chunk(50, { records: 10 }), at(1), [0])
      await worker(0).finish(0)
      await worker(0).finish(1)
      expect(ready()).toEqual(offsets)
    }
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
    const processing = setUp(1, true)
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
