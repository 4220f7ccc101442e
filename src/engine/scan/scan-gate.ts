import type { Chunk } from '../../connectors/connector.js'
import type { EngineSource } from '../inputs.js'
import type { Worker } from '../worker/tasks.js'
import { ScanQueue } from './scan-queue.js'
import type { ScannedChunk } from './scanned-chunk.js'

/** A scan queue for whoever can wait: recovery, which pushes a known set of chunks and then takes them all. */
export class ScanGate {
  readonly #scans: ScanQueue
  readonly #processingTime: boolean
  readonly #noWatermarks: readonly number[]
  #failed: { readonly error: unknown } | undefined
  #wake: () => void = () => undefined

  constructor(
    workers: readonly Worker[],
    sources: readonly EngineSource[],
    jobCount: number,
    processingTime: boolean
  ) {
    this.#processingTime = processingTime
    this.#noWatermarks = Array<number>(jobCount).fill(Number.NEGATIVE_INFINITY)
    this.#scans = new ScanQueue({
      workers,
      processingTime,
      // What is pushed was bounded when it was read the first time.
      maxRecords: Number.POSITIVE_INFINITY,
      epochMaxRecords: Number.POSITIVE_INFINITY,
      recycle: (source, buffer) => sources[source]?.source.recycle(buffer),
      onScanned: () => this.#wake(),
      onFailure: (error) => {
        this.#failed = { error }
        this.#wake()
      }
    })
  }

  /**
   * Resolves once a worker took the chunk.
   * @param time as the journal has it: when its records arrived, or in event time the greatest time that counts; 0: all do
   */
  async push(source: number, chunk: Chunk, time: number): Promise<void> {
    await this.#until(() => this.#scans.hasRoom)
    const latest = this.#processingTime || time === 0 ? Number.POSITIVE_INFINITY : time
    this.#scans.push(source, chunk, { time, latest, takenAt: 0 }, this.#noWatermarks)
  }

  /** Everything that was pushed, in order, once it is scanned. */
  async takeAll(): Promise<readonly ScannedChunk[]> {
    await this.#until(() => this.#scans.isSettled)
    const { chunks } = this.#scans.ready
    this.#scans.take(chunks.length)
    return chunks
  }

  async #until(condition: () => boolean): Promise<void> {
    while (this.#failed === undefined && !condition()) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    if (this.#failed !== undefined) throw this.#failed.error
  }
}
