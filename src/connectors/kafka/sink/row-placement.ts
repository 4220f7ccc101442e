import { MillraceError } from '../../../errors.js'
import { cutSection } from '../../../records/cut-section.js'
import { joinSections } from '../../../records/join-sections.js'
import { HEADER_BYTES } from '../../../records/record-batch.js'
import { partsOf, recordsSection, type RecordFrame } from '../../../records/records-section.js'
import type { RowSegment, SinkTarget } from '../../connector.js'
import type { KafkaLogger } from '../retry/outage.js'
import type { ClusterMetadata } from '../transport/client.js'
import type { OutgoingRecords } from './transaction.js'

/** What becomes of a row that is larger than its topic takes. */
export type OversizedRows = 'stop' | 'skip'

export interface RowPlacementOptions {
  readonly oversizedRows: OversizedRows
  /** Name of the target that takes what could not be used; where there is none, such rows are dropped. */
  readonly deadLetters: string | undefined
  readonly logger: KafkaLogger
}

/** A commit's records, and how many of its rows are not among them because they are too large. */
export interface PlacedRows {
  readonly records: readonly OutgoingRecords[]
  readonly skipped: number
}

/** Headers of a row that was too large, and what is left for its value beside them. */
const HEADERS_BYTES = 512
const LEAST_LIMIT = HEADER_BYTES + 2 * HEADERS_BYTES

/**
 * Where rows go: which partition of which topic, in batches that the topic takes. Rows of one origin always go to the
 * same partition, in their order; other segments take turns.
 */
export class RowPlacement {
  readonly #options: RowPlacementOptions
  readonly #topics = new Map<string, string>()
  /** Next partition for each topic. */
  readonly #turns = new Map<string, number>()
  /** Largest batch that each topic should get, as far as that is known. */
  readonly #batchBytes = new Map<string, number>()
  /** Largest batch of one row that each topic takes, as far as that is known. */
  readonly #rowBytes = new Map<string, number>()

  constructor(options: RowPlacementOptions) {
    this.#options = options
  }

  setTargets(targets: readonly SinkTarget[]): void {
    for (const { name, topic } of targets) this.#topics.set(name, topic)
  }

  get topics(): Iterable<string> {
    return this.#topics.values()
  }

  /** What the topics' settings say of the largest batch. */
  setLimits(maxMessageBytes: ReadonlyMap<string, number>): void {
    for (const [topic, bytes] of maxMessageBytes) {
      this.#batchBytes.set(topic, bytes)
      this.#rowBytes.set(topic, bytes)
    }
  }

  /**
   * The broker refused a batch: the next ones are half as large, or the row in it is too large.
   * @throws MillraceError KAFKA_ROW_TOO_LARGE for a dead letter of which nothing is left to cut
   */
  shrink(topic: string, bytes: number, count: number): void {
    const { deadLetters = '' } = this.#options
    if (count === 1 && bytes <= LEAST_LIMIT && topic === this.#topics.get(deadLetters))
      throw new MillraceError('KAFKA_ROW_TOO_LARGE', { topic, bytes, limit: bytes - 1 })
    if (count === 1) this.#rowBytes.set(topic, bytes - 1)
    else this.#batchBytes.set(topic, Math.max(LEAST_LIMIT, Math.floor(bytes / 2)))
  }

  /**
   * The segments as batches, and what could not be written beside them as dead letters.
   * @throws MillraceError KAFKA_ROW_TOO_LARGE, unless such rows are to be passed over
   */
  place(segments: readonly RowSegment[], metadata: ClusterMetadata): PlacedRows {
    const placed: OutgoingRecords[] = []
    const letters: Buffer[] = []
    let skipped = 0
    for (const segment of segments) {
      const topic = this.#topicOf(segment.sink)
      const partition = this.#partitionOf(segment, topic, metadata)
      const { pieces, oversized } = cutSection(segment.bytes, segment.count, this.#limitsOf(topic))
      for (const { bytes, count } of pieces) placed.push({ topic, partition, count, records: bytes })
      if (segment.sink !== this.#options.deadLetters) skipped += oversized.length
      for (const row of oversized) letters.push(...this.#reject(row, segment.sink, topic))
    }
    const { deadLetters = '' } = this.#options
    const topic = this.#topicOf(deadLetters)
    for (const records of letters) {
      placed.push({ topic, partition: this.#nextPartition(topic, metadata), count: 1, records })
    }
    return { records: this.#joined(placed), skipped }
  }

  /** A partition takes one batch a request: many small ones would be as many requests, one after the other. */
  #joined(placed: readonly OutgoingRecords[]): OutgoingRecords[] {
    const byPlace = new Map<string, OutgoingRecords[]>()
    for (const one of placed) {
      const place = `${one.topic}/${one.partition}`
      const known = byPlace.get(place)
      if (known === undefined) byPlace.set(place, [one])
      else known.push(one)
    }
    return [...byPlace.values()].flatMap((records) => {
      const [first] = records
      if (first === undefined || records.length === 1) return records
      const { topic, partition } = first
      const sections = records.map(({ count, records: bytes }) => ({ bytes, count }))
      const joined = joinSections(sections, this.#limitsOf(topic).piece)
      return joined.map(({ bytes, count }) => ({ topic, partition, count, records: bytes }))
    })
  }

  #topicOf(sink: string): string {
    return this.#topics.get(sink) ?? sink
  }

  #limitsOf(topic: string): { piece: number; record: number } {
    const piece = (this.#batchBytes.get(topic) ?? Infinity) - HEADER_BYTES
    const record = (this.#rowBytes.get(topic) ?? Infinity) - HEADER_BYTES
    return { piece, record }
  }

  /** The row as a dead letter, if there is a place for those. */
  #reject(row: RecordFrame, sink: string, topic: string): Buffer[] {
    const { oversizedRows, deadLetters, logger } = this.#options
    const { key, value, headers } = partsOf(row)
    const bytes = row.head.byteLength + row.tail.byteLength
    const isLetter = sink === deadLetters
    if (oversizedRows === 'stop' && !isLetter) {
      throw new MillraceError('KAFKA_ROW_TOO_LARGE', { topic, bytes, limit: this.#rowBytes.get(topic) ?? 0 })
    }
    if (!isLetter) logger.warn({ topic, bytes }, 'a row is larger than its topic takes: it was not written')
    const target = deadLetters === undefined ? undefined : this.#topics.get(deadLetters)
    if (target === undefined) return []
    const room = this.#limitsOf(target).record - HEADERS_BYTES - (key?.byteLength ?? 0)
    const length = value?.byteLength ?? 0
    const cut = value?.subarray(0, Math.max(0, Math.min(room, length))) ?? null
    const reason = isLetter
      ? headers.filter(([name]) => name !== 'millrace.length')
      : ([
          ['millrace.topic', topic],
          ['millrace.reason', 'oversized']
        ] as const)
    return [recordsSection([{ key, value: cut, headers: [...reason, ['millrace.length', String(length)]] }])]
  }

  #partitionOf({ origin }: RowSegment, topic: string, metadata: ClusterMetadata): number {
    if (origin === undefined) return this.#nextPartition(topic, metadata)
    const partitions = partitionsOf(topic, metadata)
    return (hashOf(origin.source) + origin.partition) % partitions
  }

  #nextPartition(topic: string, metadata: ClusterMetadata): number {
    const turn = this.#turns.get(topic) ?? 0
    this.#turns.set(topic, turn + 1)
    return turn % partitionsOf(topic, metadata)
  }
}

function partitionsOf(topic: string, metadata: ClusterMetadata): number {
  return metadata.topics.get(topic)?.leaders.length ?? 1
}

/** FNV-1a, so that sources do not all begin at the same partition. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}
