import { expect, it } from 'vitest'
import { eventBatches } from '../../src/cli/bench/event-batches.js'
import type {
  Source,
  SourceEvent,
  SourceIdentity,
  SourcePartitionStatus
} from '../../src/connectors/connector.js'
import { eventOptions } from '../../src/connectors/datagen/event-options.js'
import { generateEvents } from '../../src/connectors/datagen/event-stream.js'
import { runJobs } from '../support/run-jobs.js'

const MIB = 2 ** 20
/** Decompressed. */
const CHUNK_BYTES = MIB
const CHUNKS = 500

/** The same lz4 batch again and again, as chunks of one partition. */
class Lz4Source implements Source {
  readonly #batch: Buffer
  readonly #records: number
  #sent = 0

  constructor() {
    const [lines] = generateEvents(eventOptions({ start: Date.UTC(2025, 5, 15), count: 1e6 }), CHUNK_BYTES)
    if (lines === undefined) throw new Error('nothing was generated')
    const [batch] = eventBatches(lines.bytes, { recordsPerBatch: lines.count, compression: 'lz4' }, 0)
    if (batch === undefined) throw new Error('nothing was packed')
    this.#batch = batch.bytes
    this.#records = batch.count
  }

  async open(): Promise<void> {}

  async next(): Promise<SourceEvent | null> {
    const number = this.#sent++
    if (number === 0) return { kind: 'partitions', partitions: new Map([[0, 0]]) }
    if (number > CHUNKS) return { kind: 'end', fireWindows: false }
    const buffer = new ArrayBuffer(this.#batch.length)
    const bytes = Buffer.from(buffer)
    this.#batch.copy(bytes)
    const fromOffset = number * this.#records
    bytes.writeBigInt64BE(BigInt(fromOffset), 0)
    const toOffset = fromOffset + this.#records
    const chunk = { partition: 0, format: 'record-batches', fromOffset, toOffset, digest: 0 } as const
    return {
      kind: 'chunk',
      chunk: { ...chunk, records: this.#records, buffer, byteLength: buffer.byteLength }
    }
  }

  identity(): SourceIdentity {
    return { connector: 'lz4', address: 'one batch', id: null }
  }

  status(): readonly SourcePartitionStatus[] {
    return []
  }

  hasBacklog(): boolean {
    return true
  }

  recycle(): void {}

  async close(): Promise<void> {}
}

it('gives back the memory of batches that it decompressed', { timeout: 60_000 }, async () => {
  const before = process.memoryUsage().rss
  const { status } = await runJobs(new Lz4Source(), { threads: true })
  const grownMib = (process.memoryUsage().rss - before) / MIB
  expect(status.records.total).toBeGreaterThan(CHUNKS * 1000)
  expect(grownMib).toBeLessThan(350)
})
