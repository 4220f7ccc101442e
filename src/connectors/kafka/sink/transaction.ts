import { MillraceError } from '../../../errors.js'
import { pause, type Clock } from '../../clock.js'
import type { KafkaClient } from '../transport/client.js'
import { produceProtocol, type ProduceBatch } from '../transport/produce.js'
import { check, CODE, KafkaProtocolError } from '../transport/protocol-error.js'
import { buildBatch } from '../../../records/record-batch.js'
import {
  addOffsetsProtocol,
  addPartitionsProtocol,
  endTxnProtocol,
  initProducerIdProtocol,
  txnOffsetCommitProtocol,
  type ProducerIdentity,
  type TopicOffsets
} from '../transport/requests.js'

/** A records section for one partition, see {@link buildBatch}. */
export interface OutgoingRecords {
  readonly topic: string
  readonly partition: number
  readonly count: number
  readonly records: Uint8Array
}

/** What one transaction makes visible. */
export interface TransactionContent {
  readonly records: readonly OutgoingRecords[]
  readonly offsets: TopicOffsets | null
}

export interface TransactionalProducerOptions {
  readonly client: KafkaClient
  readonly clock: Clock
  readonly transactionalId: string
  readonly group: string
  readonly transactionTimeoutMs: number
}

/**
 * A transaction did not come to a known good end. It may have been committed all the same: only the journal, read
 * after a new InitProducerId, tells. The producer that threw it must not be used again.
 */
export class TransactionFailedError extends Error {
  constructor(cause: unknown) {
    super(`the transaction failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'TransactionFailedError'
  }
}

/** Another producer holds the transactional id. */
const FENCED: ReadonlySet<number> = new Set([
  CODE.INVALID_PRODUCER_EPOCH,
  CODE.INVALID_PRODUCER_ID_MAPPING,
  CODE.PRODUCER_FENCED
])
const INIT_RETRIABLE: ReadonlySet<number> = new Set([
  CODE.CONCURRENT_TRANSACTIONS,
  CODE.COORDINATOR_LOAD_IN_PROGRESS,
  CODE.COORDINATOR_NOT_AVAILABLE,
  CODE.NOT_COORDINATOR
])
const TOO_LARGE: ReadonlySet<number> = new Set([CODE.MESSAGE_TOO_LARGE, CODE.RECORD_LIST_TOO_LARGE])

const INIT_RETRY_MS = 20
const CONCURRENT_RETRY_MS = 5
/** Keeps a Produce request far below the broker's `socket.request.max.bytes`. */
const MAX_REQUEST_BYTES = 8 << 20
const MAX_SEQUENCE = 0x7fff_ffff

/**
 * A transactional producer of finished records sections. The order of its requests is the one that survived hundreds
 * of kills: see docs/architecture.md. Nothing is retried but what is known to have had no effect; after any other
 * error the producer is dead and a new one decides, by InitProducerId, what became of the transaction.
 */
export class TransactionalProducer {
  readonly #client: KafkaClient
  readonly #clock: Clock
  readonly #group: string
  readonly #timeoutMs: number
  readonly #identity: ProducerIdentity
  readonly #transactionCoordinator: number
  readonly #groupCoordinator: number
  readonly #sequences = new Map<string, number>()

  private constructor(
    options: TransactionalProducerOptions,
    identity: ProducerIdentity,
    coordinators: readonly [transaction: number, group: number]
  ) {
    this.#client = options.client
    this.#clock = options.clock
    this.#group = options.group
    this.#timeoutMs = options.transactionTimeoutMs
    this.#identity = identity
    this.#transactionCoordinator = coordinators[0]
    this.#groupCoordinator = coordinators[1]
  }

  /**
   * InitProducerId: ends whatever a predecessor left open, fences it, and returns once all of that is decided.
   *
   * @throws MillraceError for a time-out or a right that the broker refuses; other errors as they come
   */
  static async init(options: TransactionalProducerOptions): Promise<TransactionalProducer> {
    const { client, clock, transactionalId, transactionTimeoutMs } = options
    const coordinators = [
      await client.coordinator('transaction', transactionalId),
      await client.coordinator('group', options.group)
    ] as const
    const deadline = clock.now() + transactionTimeoutMs
    for (;;) {
      const protocol = initProducerIdProtocol(transactionalId, transactionTimeoutMs)
      const { errorCode, producerId, producerEpoch } = await client.send(coordinators[0], protocol)
      if (errorCode === CODE.NONE) {
        return new TransactionalProducer(
          options,
          { transactionalId, producerId, producerEpoch },
          coordinators
        )
      }
      if (errorCode === CODE.INVALID_TRANSACTION_TIMEOUT) {
        throw new MillraceError('KAFKA_TRANSACTION_TIMEOUT', { timeout: transactionTimeoutMs })
      }
      const again =
        INIT_RETRIABLE.has(errorCode) && errorCode !== CODE.NOT_COORDINATOR && clock.now() < deadline
      if (!again) check(errorCode, 'InitProducerId', `transactional id ${transactionalId}`)
      await pause(clock, INIT_RETRY_MS)
    }
  }

  /**
   * Makes the content visible, all or none.
   *
   * @param leaderOf node that leads a partition
   * @returns by `<topic>/<partition>` the offset at which its last section begins
   * @throws MillraceError `KAFKA_FENCED`, `KAFKA_ROW_TOO_LARGE`, `KAFKA_NOT_ALLOWED`; TransactionFailedError for
   * everything else
   */
  async commit(
    content: TransactionContent,
    leaderOf: (topic: string, partition: number) => number
  ): Promise<ReadonlyMap<string, number>> {
    const offsets = new Map<string, number>()
    try {
      await this.#addPartitions(content.records)
      if (content.offsets !== null) await this.#addOffsets()
      await Promise.all([
        this.#produceAll(content.records, leaderOf, offsets),
        content.offsets === null ? undefined : this.#commitOffsets(content.offsets)
      ])
      const { errorCode } = await this.#client.send(
        this.#transactionCoordinator,
        endTxnProtocol(this.#identity)
      )
      this.#check(errorCode, 'EndTxn')
      return offsets
    } catch (error) {
      throw error instanceof MillraceError ? error : new TransactionFailedError(error)
    }
  }

  async #addPartitions(records: readonly OutgoingRecords[]): Promise<void> {
    const byTopic = new Map<string, Set<number>>()
    for (const { topic, partition } of records) {
      byTopic.set(topic, (byTopic.get(topic) ?? new Set()).add(partition))
    }
    const topics = Array.from(byTopic, ([topic, partitions]) => ({ topic, partitions: [...partitions] }))
    await this.#whileConcurrent('AddPartitionsToTxn', async () => {
      const protocol = addPartitionsProtocol(this.#identity, topics)
      const { errors } = await this.#client.send(this.#transactionCoordinator, protocol)
      return errors.flatMap((topic) => topic.partitionErrors.map((partition) => partition.errorCode))
    })
  }

  async #addOffsets(): Promise<void> {
    await this.#whileConcurrent('AddOffsetsToTxn', async () => {
      const protocol = addOffsetsProtocol(this.#identity, this.#group)
      return [(await this.#client.send(this.#transactionCoordinator, protocol)).errorCode]
    })
  }

  /** The markers of the transaction before are still being written: the request had no effect and is sent again. */
  async #whileConcurrent(api: string, attempt: () => Promise<number[]>): Promise<void> {
    const deadline = this.#clock.now() + this.#timeoutMs
    for (;;) {
      const codes = await attempt()
      const concurrent = codes.includes(CODE.CONCURRENT_TRANSACTIONS) && this.#clock.now() < deadline
      if (!concurrent) {
        for (const code of codes) this.#check(code, api)
        return
      }
      await pause(this.#clock, CONCURRENT_RETRY_MS)
    }
  }

  async #commitOffsets(offsets: TopicOffsets): Promise<void> {
    const protocol = txnOffsetCommitProtocol(this.#identity, this.#group, offsets)
    const { topics } = await this.#client.send(this.#groupCoordinator, protocol)
    for (const { errorCode } of topics.flatMap((topic) => topic.partitions)) {
      this.#check(errorCode, 'TxnOffsetCommit')
    }
  }

  /** Every leader gets its batches, in rounds of at most one a partition; leaders at the same time. */
  async #produceAll(
    records: readonly OutgoingRecords[],
    leaderOf: (topic: string, partition: number) => number,
    offsets: Map<string, number>
  ): Promise<void> {
    const byLeader = new Map<number, OutgoingRecords[]>()
    for (const one of records) {
      const leader = leaderOf(one.topic, one.partition)
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), one])
    }
    await Promise.all(Array.from(byLeader, ([leader, mine]) => this.#produceRounds(leader, mine, offsets)))
  }

  async #produceRounds(
    leader: number,
    records: readonly OutgoingRecords[],
    offsets: Map<string, number>
  ): Promise<void> {
    for (const round of roundsOf(records)) {
      const batches = round.map((one) => this.#stamp(one))
      const protocol = produceProtocol(this.#identity.transactionalId, batches)
      const { topics } = await this.#client.send(leader, protocol)
      for (const { topicName, partitions } of topics) {
        for (const { partition, errorCode, baseOffset } of partitions) {
          if (TOO_LARGE.has(errorCode)) throw rowTooLarge(topicName, partition, batches)
          this.#check(errorCode, 'Produce')
          offsets.set(`${topicName}/${partition}`, Number(baseOffset))
        }
      }
    }
  }

  #stamp({ topic, partition, count, records }: OutgoingRecords): ProduceBatch {
    const key = `${topic}/${partition}`
    const baseSequence = this.#sequences.get(key) ?? 0
    const next = baseSequence + count
    this.#sequences.set(key, next > MAX_SEQUENCE ? next - MAX_SEQUENCE - 1 : next)
    const bytes = buildBatch(records, count, {
      producerId: BigInt(this.#identity.producerId),
      producerEpoch: this.#identity.producerEpoch,
      baseSequence,
      timestamp: this.#clock.now()
    })
    return { topic, partition, bytes }
  }

  #check(code: number, api: string): void {
    const id = this.#identity.transactionalId
    if (FENCED.has(code)) {
      throw new MillraceError('KAFKA_FENCED', { id, reason: new KafkaProtocolError(code, api).message })
    }
    check(code, api, `transactional id ${id}`)
  }
}

/** Cuts into rounds that hold at most one section for a partition, and not more bytes than a request may. */
export function roundsOf(records: readonly OutgoingRecords[]): OutgoingRecords[][] {
  const rounds: { records: OutgoingRecords[]; partitions: Set<string>; bytes: number }[] = []
  const lastRound = new Map<string, number>()
  for (const one of records) {
    const key = `${one.topic}/${one.partition}`
    // Never before an earlier section of the same partition: sequence numbers go up.
    let index = (lastRound.get(key) ?? -1) + 1
    while (index < rounds.length && (rounds[index]?.bytes ?? 0) + one.records.byteLength > MAX_REQUEST_BYTES)
      index++
    const round = (rounds[index] ??= { records: [], partitions: new Set(), bytes: 0 })
    round.records.push(one)
    round.bytes += one.records.byteLength
    lastRound.set(key, index)
  }
  return rounds.map((round) => round.records)
}

function rowTooLarge(topic: string, partition: number, batches: readonly ProduceBatch[]): MillraceError {
  const batch = batches.find((candidate) => candidate.topic === topic && candidate.partition === partition)
  return new MillraceError('KAFKA_ROW_TOO_LARGE', { topic, bytes: batch?.bytes.length ?? 0 })
}
