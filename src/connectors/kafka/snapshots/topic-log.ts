import { MillraceError } from '../../../errors.js'
import { decompress } from '../../../records/codecs.js'
import { committedBatches } from '../../../records/committed.js'
import { buildBatch, plainStamp } from '../../../records/record-batch.js'
import { recordsOf, recordsSection } from '../../../records/records-section.js'
import { pause, type Clock } from '../../clock.js'
import type { KafkaClient } from '../transport/client.js'
import { check, CODE, KafkaProtocolError } from '../transport/errors.js'
import { listOffsets } from '../transport/offsets.js'
import { fetchRequest } from '../transport/requests/fetch.js'
import { EARLIEST, LATEST, READ_UNCOMMITTED } from '../transport/requests/offsets.js'
import { produceRequest } from '../transport/requests/produce.js'
import type { NewTopic } from '../transport/requests/topics.js'

/** A record of the log; key and value are views that last as long as the callback. */
export interface LogRecord {
  readonly offset: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
}

const PARTITION = 0
const FETCH_BYTES = 4 << 20
const FETCH_WAIT_MS = 100
/** Without progress for so long, reading has failed. */
const READ_TIMEOUT_MS = 30_000
const CREATION_PAUSE_MS = 50
const CREATION_TRIES = 40
const TOO_LARGE: ReadonlySet<number> = new Set([CODE.MESSAGE_TOO_LARGE, CODE.RECORD_LIST_TOO_LARGE])

/**
 * The first partition of a topic, read and appended to outside of transactions. One leader for all its life: after
 * any error make a new one, of a new client.
 */
export class TopicLog {
  readonly #client: KafkaClient
  readonly #clock: Clock
  readonly #topic: string
  readonly #leader: number

  private constructor(client: KafkaClient, clock: Clock, topic: string, leader: number) {
    this.#client = client
    this.#clock = clock
    this.#topic = topic
    this.#leader = leader
  }

  /**
   * Finds the leader; creates the topic, with one partition and these settings, when it is missing.
   * @throws MillraceError KAFKA_TOPIC_REFUSED, KAFKA_NOT_ALLOWED; other errors as they come
   */
  static async open(
    client: KafkaClient,
    clock: Clock,
    topic: string,
    configs: NonNullable<NewTopic['configs']>
  ): Promise<TopicLog> {
    for (let tries = 0; ; tries++) {
      const metadata = await client.metadata([topic])
      const { error = CODE.UNKNOWN_TOPIC_OR_PARTITION, leaders = [] } = metadata.topics.get(topic) ?? {}
      const leader = leaders[PARTITION] ?? -1
      if (error === CODE.NONE && leader >= 0) return new TopicLog(client, clock, topic, leader)
      if (error === CODE.UNKNOWN_TOPIC_OR_PARTITION) {
        await client.createTopics([{ topic, partitions: 1, configs }], metadata.controller)
      } else if (error !== CODE.LEADER_NOT_AVAILABLE) {
        check(error, 'Metadata', { topic })
      }
      if (tries === CREATION_TRIES)
        throw new KafkaProtocolError(CODE.LEADER_NOT_AVAILABLE, 'Metadata', { topic })
      await pause(clock, CREATION_PAUSE_MS)
    }
  }

  /** First offset that there is, and one past the last. */
  async range(): Promise<{ begin: number; end: number }> {
    return { begin: await this.#offsetAt(EARLIEST), end: await this.#offsetAt(LATEST) }
  }

  /** Reads the records with offsets in [from, to); a compacted log has gaps. */
  async read(from: number, to: number, onRecord: (record: LogRecord) => void): Promise<void> {
    let deadline = this.#clock.monotonic() + READ_TIMEOUT_MS
    for (let position = from; position < to;) {
      const next = await this.#readSome(position, to, onRecord)
      if (next > position) deadline = this.#clock.monotonic() + READ_TIMEOUT_MS
      else if (this.#clock.monotonic() > deadline)
        throw new Error(`topic ${this.#topic} cannot be read to ${to}`)
      position = next
    }
  }

  /**
   * Appends the records as one batch, acknowledged by all replicas in sync. After an error they may be there or not.
   * @throws MillraceError KAFKA_CHUNK_TOO_LARGE, KAFKA_NOT_ALLOWED; other errors as they come
   */
  async append(records: readonly Pick<LogRecord, 'key' | 'value'>[]): Promise<void> {
    const bytes = buildBatch(recordsSection(records), records.length, plainStamp(this.#clock.now()))
    const batch = { topic: this.#topic, partition: PARTITION, bytes }
    for (const { errorCode } of await this.#client.send(this.#leader, produceRequest(null, [batch]))) {
      if (TOO_LARGE.has(errorCode)) {
        throw new MillraceError('KAFKA_CHUNK_TOO_LARGE', { topic: this.#topic, bytes: bytes.length })
      }
      check(errorCode, 'Produce', { topic: this.#topic })
    }
  }

  close(): void {
    this.#client.close()
  }

  async #offsetAt(timestamp: number): Promise<number> {
    const leaders = new Map([[PARTITION, this.#leader]])
    const offsets = await listOffsets(this.#client, this.#topic, leaders, timestamp, READ_UNCOMMITTED)
    return offsets.get(PARTITION) ?? 0
  }

  async #readSome(position: number, to: number, onRecord: (record: LogRecord) => void): Promise<number> {
    const options = {
      ...{ topic: this.#topic, positions: [[PARTITION, position]] as const, isolation: READ_UNCOMMITTED },
      ...{ maxWaitMs: FETCH_WAIT_MS, maxBytes: FETCH_BYTES, partitionMaxBytes: FETCH_BYTES }
    }
    let next = position
    for (const { error, records } of await this.#client.send(this.#leader, fetchRequest(options, null))) {
      check(error, 'Fetch', { topic: this.#topic })
      const place = { topic: this.#topic, partition: PARTITION }
      next = committedBatches(records, [], next, place, (batch) => {
        const section = decompress(batch.codec, batch.records)
        for (const { offsetDelta, key, value } of recordsOf(section, batch.recordCount)) {
          const offset = batch.baseOffset + offsetDelta
          if (offset >= position && offset < to) onRecord({ offset, key, value })
        }
      })
    }
    return next
  }
}
