import type { Chunk, Commit, RowSegment, Source } from '../../src/connectors/connector.js'
import {
  JOURNAL_VERSION,
  type AcceptJournal,
  type JournalOwner,
  type JournalRecord
} from '../../src/connectors/journal.js'
import { decompress, initCodecs } from '../../src/records/codecs.js'
import { batchesOf, verifyBatchCrc } from '../../src/records/record-batch.js'
import { recordsOf } from '../../src/records/records-section.js'
import { KafkaSink, type KafkaSinkOptions } from '../../src/connectors/kafka/sink/sink.js'
import { KafkaSource, type KafkaSourceOptions } from '../../src/connectors/kafka/source/source.js'
import { recordingLogger } from './kafka.js'
import { recordsSection } from './record-section.js'

/** A source with defaults for tests. */
export function makeSource(
  brokers: string,
  topic: string,
  options: Partial<KafkaSourceOptions> = {}
): KafkaSource {
  return new KafkaSource({
    connection: { bootstrapServers: brokers },
    topic,
    group: `group-of-${topic}`,
    logger: recordingLogger(),
    ...options
  })
}

/** A sink with defaults for tests. */
export function makeSink(
  brokers: string,
  group: string,
  sourceTopic: string | null,
  options: Partial<KafkaSinkOptions> = {}
): KafkaSink {
  return new KafkaSink({
    connection: { bootstrapServers: brokers },
    group,
    sourceTopics: new Map(sourceTopic === null ? [] : [['events', sourceTopic]]),
    logger: recordingLogger(),
    ...options
  })
}

/** Goes on after whatever the journal says. */
export const acceptAll: AcceptJournal = () => undefined

/** Values of a chunk as the engine takes them: from `fromOffset` on. Checks every batch's checksum. */
function valuesOf(chunk: Chunk): string[] {
  const values: string[] = []
  for (const batch of batchesOf(new Uint8Array(chunk.buffer, 0, chunk.byteLength))) {
    verifyBatchCrc(batch)
    for (const record of recordsOf(decompress(batch.codec, batch.records), batch.recordCount)) {
      const offset = batch.baseOffset + record.offsetDelta
      if (offset >= chunk.fromOffset) values.push(Buffer.from(record.value ?? []).toString())
    }
  }
  return values
}

/** What was read of a source. */
export class Reading {
  readonly values: string[] = []
  readonly chunks: Chunk[] = []
  readonly partitions: number[][] = []
  readonly positions = new Map<number, number>()
  /** Sees every chunk before its buffer goes back. */
  onChunk: (chunk: Chunk) => void = () => {}

  constructor(readonly source: Source) {}

  /** Reads on until `done`, 20 seconds at most. Checks that each partition's chunks join. */
  async until(done: () => boolean): Promise<this> {
    await initCodecs()
    const signal = AbortSignal.timeout(20_000)
    while (!done()) {
      const event = await this.source.next(signal)
      if (event === null) throw new Error(`waited in vain; ${this.values.length} values were read`)
      if (event.kind === 'partitions') this.partitions.push([...event.partitions.keys()])
      else if (event.kind === 'chunk') this.#take(event.chunk)
    }
    return this
  }

  untilValues(count: number): Promise<this> {
    return this.until(() => this.values.length >= count)
  }

  #take(chunk: Chunk): void {
    const expected = this.positions.get(chunk.partition) ?? chunk.fromOffset
    if (expected !== chunk.fromOffset)
      throw new Error(`expected offset ${expected}, found ${chunk.fromOffset}`)
    this.positions.set(chunk.partition, chunk.toOffset)
    this.values.push(...valuesOf(chunk))
    this.onChunk(chunk)
    this.chunks.push({ ...chunk, buffer: new ArrayBuffer(0) })
    this.source.recycle(chunk.buffer)
  }
}

/** Rows of one segment, as the kernels frame them. */
export function segment(sink: string, values: readonly string[]): RowSegment {
  return { sink, count: values.length, bytes: recordsSection(values.map((value) => Buffer.from(value))) }
}

/** Who writes the journals of these tests. */
export const OWNER: JournalOwner = { application: 'app', instance: 'test', transactionalId: null }

export function journalOf(epoch: number, positions: readonly (readonly [number, number])[]): JournalRecord {
  return {
    version: JOURNAL_VERSION,
    owner: OWNER,
    sources: [],
    epochs: [{ epoch, ranges: [], watermarks: [['events', epoch * 1000]], rows: {} }],
    snapshots: [],
    jobs: [],
    base: 0,
    positions: positions.map(([partition, offset]) => ['events', partition, offset]),
    maxTimestamps: []
  }
}

export function commitOf(
  epoch: number,
  positions: readonly (readonly [number, number])[],
  segments: readonly RowSegment[]
): Commit {
  return { journal: journalOf(epoch, positions), segments }
}
