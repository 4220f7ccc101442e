import type {
  Positions,
  Source,
  SourceEvent,
  SourceIdentity,
  SourcePartitionStatus
} from '../../src/connectors/connector.js'
import { recordBatch } from './record-section.js'

export interface LogSourceOptions {
  /** Records of a chunk, about: it ends where a batch does. */
  readonly chunkRecords: number
  /** Records of a batch, which never changes once it is in the log. Default 1. */
  readonly batchRecords?: number
  /** Records of each partition that exist, in whole batches; the rest comes in a later life. */
  readonly available?: number
  /** First offset of each partition that was not trimmed. */
  readonly trimmedTo?: number
  /** Whether all windows close at its end, as that of a file. Default false. */
  readonly fireWindows?: boolean
  /** Id of the topic. */
  readonly id?: string
}

/** Where a batch keeps its checksum. */
const CRC = 17

/** A log that can be read again from any position, as a topic can: partition by partition, batches as they were written. */
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
      return { kind: 'partitions', partitions: new Map(this.#positions.entries()) }
    }
    for (let tries = 0; tries < this.#partitions.length; tries++) {
      const partition = this.#turn++ % this.#partitions.length
      const event = this.#chunk(partition)
      if (event !== null) return event
    }
    return { kind: 'end', fireWindows: this.#options.fireWindows ?? false }
  }

  identity(): SourceIdentity {
    return { connector: 'log', address: 'events', id: this.#options.id ?? null }
  }

  status(): readonly SourcePartitionStatus[] {
    return this.#positions.map((position, partition) => ({
      partition,
      position,
      endOffset: this.#end(partition),
      waitingFor: null
    }))
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

  #end(partition: number): number {
    const { available = Infinity } = this.#options
    return Math.min(available, this.#partitions[partition]?.length ?? 0)
  }

  /** The batches from the position on, the one that it lies in included. */
  #chunk(partition: number): SourceEvent | null {
    const { chunkRecords, batchRecords = 1 } = this.#options
    const values = this.#partitions[partition] ?? []
    const from = this.#positions[partition] ?? 0
    const end = this.#end(partition)
    const batches: Buffer[] = []
    let to = from - (from % batchRecords)
    while (to < end && to - from < chunkRecords) {
      batches.push(recordBatch(values.slice(to, to + batchRecords), to))
      to = Math.min(to + batchRecords, values.length)
    }
    if (to <= from) return null
    this.#positions[partition] = to
    const bytes = Buffer.concat(batches)
    const buffer = new ArrayBuffer(bytes.length)
    new Uint8Array(buffer).set(bytes)
    const chunk = {
      partition,
      format: 'record-batches',
      fromOffset: from,
      toOffset: to,
      records: to - from,
      digest: batches.reduce((sum, batch) => (sum + batch.readUInt32BE(CRC)) >>> 0, 0),
      buffer,
      byteLength: bytes.length
    } as const
    return { kind: 'chunk', chunk }
  }
}
