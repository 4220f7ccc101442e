import { crc32c } from '@node-rs/crc32'
import { setTimeout as sleep } from 'node:timers/promises'
import { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import { produceRequest } from '../../src/connectors/kafka/transport/requests/produce.js'
import { check, CODE, KafkaProtocolError } from '../../src/connectors/kafka/transport/errors.js'
import { initProducerIdRequest } from '../../src/connectors/kafka/transport/requests/transactions.js'

/** The broker has this batch already. */
const DUPLICATE_SEQUENCE_NUMBER = 46
const OUT_OF_ORDER_SEQUENCE_NUMBER = 45
const RETRY_MS = 50
const REQUEST_TIMEOUT_MS = 5000
const TRANSACTION_TIMEOUT_MS = 60_000
/** Places in a batch: see records/record-batch.ts, which draws it. */
const CRC = 17
const ATTRIBUTES = 21
const PRODUCER_ID = 43
const PRODUCER_EPOCH = 51
const BASE_SEQUENCE = 53

interface PartitionState {
  readonly client: KafkaClient
  leader: number
  sequence: number
}

/**
 * Writes finished record batches so that each is in the topic once, in order, whatever brokers die meanwhile: the
 * idempotent producer of Kafka's protocol, one request a partition at a time, the same batch sent until it is
 * acknowledged.
 */
export class OrderedProducer {
  readonly #brokers: string
  readonly #topic: string
  readonly #producerId: bigint
  readonly #producerEpoch: number
  readonly #partitions = new Map<number, PartitionState>()
  /** Longest that a batch waited for its acknowledgement. */
  longestWaitMs = 0

  private constructor(brokers: string, topic: string, producerId: bigint, producerEpoch: number) {
    this.#brokers = brokers
    this.#topic = topic
    this.#producerId = producerId
    this.#producerEpoch = producerEpoch
  }

  static async open(brokers: string, topic: string): Promise<OrderedProducer> {
    const client = new KafkaClient({ bootstrapServers: brokers })
    try {
      for (;;) {
        const answer = await client.sendToAny(initProducerIdRequest(null, TRANSACTION_TIMEOUT_MS))
        if (answer.errorCode === CODE.NONE) {
          return new OrderedProducer(brokers, topic, BigInt(answer.producerId), answer.producerEpoch)
        }
        await sleep(RETRY_MS)
      }
    } finally {
      client.close()
    }
  }

  /** Resolves once the batch (without producer, as packed) is acknowledged by all replicas in sync. */
  async write(partition: number, batch: Buffer, count: number): Promise<void> {
    const state = this.#partition(partition)
    this.#stamp(batch, state.sequence)
    const since = performance.now()
    while (!(await this.#send(state, partition, batch))) await sleep(RETRY_MS)
    state.sequence += count
    this.longestWaitMs = Math.max(this.longestWaitMs, performance.now() - since)
  }

  close(): void {
    for (const { client } of this.#partitions.values()) client.close()
  }

  #partition(partition: number): PartitionState {
    const known = this.#partitions.get(partition)
    if (known !== undefined) return known
    const client = new KafkaClient({ bootstrapServers: this.#brokers, requestTimeoutMs: REQUEST_TIMEOUT_MS })
    const state = { client, leader: -1, sequence: 0 }
    this.#partitions.set(partition, state)
    return state
  }

  #stamp(batch: Buffer, sequence: number): void {
    batch.writeBigInt64BE(this.#producerId, PRODUCER_ID)
    batch.writeInt16BE(this.#producerEpoch, PRODUCER_EPOCH)
    batch.writeInt32BE(sequence, BASE_SEQUENCE)
    batch.writeUInt32BE(crc32c(batch.subarray(ATTRIBUTES)), CRC)
  }

  /** False: not known to be written, send it again. */
  async #send(state: PartitionState, partition: number, bytes: Buffer): Promise<boolean> {
    const { client } = state
    const topic = this.#topic
    try {
      if (state.leader < 0) {
        state.leader = (await client.metadata([topic])).topics.get(topic)?.leaders[partition] ?? -1
        if (state.leader < 0) return false
      }
      const request = produceRequest(null, [{ topic, partition, bytes }])
      for (const { errorCode } of await client.send(state.leader, request)) {
        if (errorCode !== DUPLICATE_SEQUENCE_NUMBER) check(errorCode, 'Produce', { topic })
      }
      return true
    } catch (error) {
      if (error instanceof KafkaProtocolError && error.code === OUT_OF_ORDER_SEQUENCE_NUMBER) throw error
      state.leader = -1
      return false
    }
  }
}
