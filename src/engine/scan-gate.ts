import type { Chunk, Source } from '../connectors/connector.js'
import { ScanQueue, type ScannedChunk } from './scan-queue.js'
import type { Worker } from './tasks.js'

/** A scan queue for whoever can wait: recovery, which pushes a known set of chunks and then takes them all. */
export class ScanGate {
  readonly #scans: ScanQueue
  #failed: { readonly error: unknown } | undefined
  #wake: () => void = () => undefined

  constructor(workers: readonly Worker[], source: Source, processingTime: boolean, jobCount: number) {
    this.#scans = new ScanQueue({
      workers,
      processingTime,
      jobCount,
      // What is pushed was bounded when it was read the first time.
      maxRecords: Number.POSITIVE_INFINITY,
      recycle: (buffer) => source.recycle(buffer),
      onScanned: () => this.#wake(),
      onFailure: (error) => {
        this.#failed = { error }
        this.#wake()
      }
    })
  }

  /** Resolves once a worker took the chunk. */
  async push(chunk: Chunk, arrivedAt: number): Promise<void> {
    await this.#until(() => this.#scans.hasRoom)
    this.#scans.push(chunk, arrivedAt, Number.NEGATIVE_INFINITY)
  }

  /** Everything that was pushed, in order, once it is scanned. */
  async takeAll(): Promise<ScannedChunk[]> {
    await this.#until(() => this.#scans.isSettled)
    const chunks = this.#scans.ready(Number.POSITIVE_INFINITY)
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
