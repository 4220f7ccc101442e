import type { RowSegment, SinkTarget, Source } from '../../connectors/connector.js'
import { batchesOf } from '../../records/record-batch.js'

/** Reads the committed rows of a sink's topic, as a consumer of the results would. */
export class RowReader {
  readonly #source: Source
  readonly #target: SinkTarget
  readonly #onSegment: (segment: RowSegment) => void
  readonly #stopping = new AbortController()
  #running: Promise<void> = Promise.resolve()

  constructor(source: Source, target: SinkTarget, onSegment: (segment: RowSegment) => void) {
    this.#source = source
    this.#target = target
    this.#onSegment = onSegment
  }

  /** Reads until {@link stop}; a failure goes to `onFailure`. */
  async start(onFailure: (error: unknown) => void): Promise<void> {
    await this.#source.open(new Map())
    this.#running = this.#run().catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) onFailure(error)
    })
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    await this.#source.close()
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    for (;;) {
      const event = await this.#source.next(signal)
      if (event === null) return
      if (event.kind !== 'chunk') continue
      const { buffer, byteLength } = event.chunk
      // The sink writes its batches uncompressed.
      for (const { recordCount, records } of batchesOf(new Uint8Array(buffer, 0, byteLength))) {
        this.#onSegment({ sink: this.#target.name, count: recordCount, bytes: records })
      }
      this.#source.recycle(buffer)
    }
  }
}
