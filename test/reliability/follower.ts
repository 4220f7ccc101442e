import { setTimeout as sleep } from 'node:timers/promises'
import { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import { decompress } from '../../src/records/codecs.js'
import { committedBatches } from '../../src/records/committed.js'
import { fetchRequest } from '../../src/connectors/kafka/transport/requests/fetch.js'
import { listOffsets } from '../../src/connectors/kafka/transport/offsets.js'
import { check, CODE, KafkaProtocolError } from '../../src/connectors/kafka/transport/errors.js'
import { recordsOf } from '../../src/records/records-section.js'
import {
  EARLIEST,
  READ_UNCOMMITTED,
  type Isolation
} from '../../src/connectors/kafka/transport/requests/offsets.js'

/** A record as a reader saw it. */
export interface SeenRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly text: string
}

const FETCH_BYTES = 4 << 20
const MAX_WAIT_MS = 100
const REQUEST_TIMEOUT_MS = 5000
const RETRY_MS = 100

/**
 * Reads topics from their beginning for as long as it lives, through restarts of brokers and moves of leaders, and
 * hands over what it sees as it sees it. It never reads anything twice: what it saw is what a consumer acted on.
 */
export class Follower {
  /** Next offset to read, by `topic/partition`. */
  readonly positions = new Map<string, number>()
  readonly #clients: KafkaClient[] = []
  readonly #loops: Promise<void>[] = []
  #stopping = false

  constructor(
    readonly brokers: string,
    readonly isolation: Isolation,
    readonly onRecord: (record: SeenRecord) => void,
    /** What comes next in the topic was trimmed before it was read: reading goes on behind it. */
    readonly onGap: (topic: string) => void
  ) {}

  follow(topic: string, partitions: number): void {
    for (let partition = 0; partition < partitions; partition++) {
      this.positions.set(`${topic}/${partition}`, 0)
      this.#loops.push(this.#follow(topic, partition))
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true
    for (const client of this.#clients) client.close()
    await Promise.all(this.#loops)
  }

  async #follow(topic: string, partition: number): Promise<void> {
    const client = new KafkaClient({ bootstrapServers: this.brokers, requestTimeoutMs: REQUEST_TIMEOUT_MS })
    this.#clients.push(client)
    let leader = -1
    while (!this.#stopping) {
      try {
        if (leader < 0) leader = (await client.metadata([topic])).topics.get(topic)?.leaders[partition] ?? -1
        if (leader < 0) await sleep(RETRY_MS)
        else await this.#fetch(client, topic, partition, leader)
      } catch (error) {
        if (error instanceof KafkaProtocolError && error.code === CODE.OFFSET_OUT_OF_RANGE)
          await this.#skip(client, topic, partition, leader).catch(() => undefined)
        leader = -1
        if (!this.#stopping) await sleep(RETRY_MS)
      }
    }
  }

  async #fetch(client: KafkaClient, topic: string, partition: number, leader: number): Promise<void> {
    const key = `${topic}/${partition}`
    const position = this.positions.get(key) ?? 0
    const protocol = fetchRequest(
      {
        topic,
        positions: [[partition, position]],
        isolation: this.isolation,
        maxWaitMs: MAX_WAIT_MS,
        maxBytes: FETCH_BYTES,
        partitionMaxBytes: FETCH_BYTES
      },
      null
    )
    for (const { error, records, aborted } of await client.send(leader, protocol)) {
      check(error, 'Fetch', { topic })
      const next = committedBatches(records, aborted, position, { topic, partition }, (batch) => {
        for (const { offsetDelta, value } of recordsOf(
          decompress(batch.codec, batch.records),
          batch.recordCount
        )) {
          const offset = batch.baseOffset + offsetDelta
          if (offset < position) continue
          this.onRecord({ topic, partition, offset, text: Buffer.from(value ?? []).toString('utf8') })
        }
      })
      this.positions.set(key, next)
    }
  }

  async #skip(client: KafkaClient, topic: string, partition: number, leader: number): Promise<void> {
    const nodes = new Map([[partition, leader]])
    const earliest = (await listOffsets(client, topic, nodes, EARLIEST, READ_UNCOMMITTED)).get(partition) ?? 0
    const key = `${topic}/${partition}`
    // A new leader may not know yet of all that the old one had: that is no gap.
    if (earliest <= (this.positions.get(key) ?? 0)) return
    this.positions.set(key, earliest)
    this.onGap(topic)
  }
}
