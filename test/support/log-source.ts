import type { Positions, Source, SourceEvent } from '../../src/connectors/connector.js'
import { recordBatch } from './record-section.js'

export interface LogSourceOptions {
  /** Records of a chunk. */
  readonly chunkRecords: number
  /** Records of each partition that exist; the rest comes in a later life. */
  readonly available?: number
  /** First offset of each partition that was not trimmed. */
  readonly trimmedTo?: number
}

/** A log that can be read again from any position, as a topic can: partition by partition, chunks of one batch. */
export class LogSource implements Source {
  readonly #partitions: readonly (readonly (Buffer | null)[])[]
  readonly #options: LogSourceOptions
  readonly #positions: number[] = []
  #announced = false
  #turn = 0

  constructor(partitions: readonly (readonly (Buffer | null)[])[], options: LogSourceOptions) {
    this.#partitions = partitions
    this.#options = options
  }

  async open(positions: Positions): Promise<void> {
    const first = this.#options.trimmedTo ?? 0
    this.#partitions.forEach((_, partition) => {
      this.#positions[partition] = Math.max(first, positions.get(partition) ?? first)
    })
  }

  async next(): Promise<SourceEvent | null> {
    if (!this.#announced) {
      this.#announced = true
      return { kind: 'partitions', partitions: [...this.#partitions.keys()] }
    }
    for (let tries = 0; tries < this.#partitions.length; tries++) {
      const partition = this.#turn++ % this.#partitions.length
      const event = this.#chunk(partition)
      if (event !== null) return event
    }
    return { kind: 'end', fireWindows: false }
  }

  positionOf(partition: number): number | undefined {
    return this.#positions[partition]
  }

  hasBacklog(): boolean {
    return true
  }

  recycle(): void {
    return
  }

  async close(): Promise<void> {
    return
  }

  #chunk(partition: number): SourceEvent | null {
    const from = this.#positions[partition] ?? 0
    const { available = Infinity, chunkRecords } = this.#options
    const values = (this.#partitions[partition] ?? []).slice(from, Math.min(available, from + chunkRecords))
    if (values.length === 0) return null
    const to = from + values.length
    this.#positions[partition] = to
    const bytes = recordBatch(values, from)
    const buffer = new ArrayBuffer(bytes.length)
    new Uint8Array(buffer).set(bytes)
    const chunk = {
      partition,
      format: 'record-batches',
      fromOffset: from,
      toOffset: to,
      records: values.length,
      arrivedAt: 0,
      buffer,
      byteLength: bytes.length
    } as const
    return { kind: 'chunk', chunk }
  }
}
