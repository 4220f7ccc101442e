import { MillraceError } from '../../../errors.js'
import { buildBatch, HEADER_BYTES } from '../../../records/record-batch.js'
import { pause, type Clock } from '../../clock.js'
import type { KafkaClient } from '../transport/client.js'
import { check, CODE, errorKind, KafkaProtocolError, worst, type Resources } from '../transport/errors.js'
import type { ApiName } from '../transport/request.js'
import type { TopicOffsets } from '../transport/requests/offsets.js'
import { produceRequest, type ProduceBatch } from '../transport/requests/produce.js'
import {
  addOffsetsRequest,
  addPartitionsRequest,
  endTxnRequest,
  initProducerIdRequest,
  txnOffsetCommitRequest,
  type ProducerIdentity
} from '../transport/requests/transactions.js'

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
  /** Of the group, for each topic that is read; none: no offsets are committed. */
  readonly offsets: readonly TopicOffsets[]
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
class TransactionFailedError extends Error {
  constructor(cause: unknown) {
    super(`the transaction failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'TransactionFailedError'
  }
}

/** A batch is larger than its topic takes; nothing of the transaction counts. */
export class BatchTooLargeError extends Error {
  constructor(
    readonly topic: string,
    readonly bytes: number,
    readonly count: number
  ) {
    super(`a batch of ${bytes} bytes (${count} rows) is larger than topic ${topic} takes`)
    this.name = 'BatchTooLargeError'
  }
}

const INIT_RETRIABLE: ReadonlySet<number> = new Set([
  CODE.CONCURRENT_TRANSACTIONS,
  CODE.COORDINATOR_LOAD_IN_PROGRESS,
  CODE.COORDINATOR_NOT_AVAILABLE
])
const TOO_LARGE: ReadonlySet<number> = new Set([CODE.MESSAGE_TOO_LARGE, CODE.RECORD_LIST_TOO_LARGE])

const INIT_RETRY_MS = 20
const CONCURRENT_RETRY_MS = 5
/** The broker has the next round when it has answered one; it takes up to five of a producer in their order. */
const ROUNDS_IN_FLIGHT = 2
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
    const deadline = clock.monotonic() + transactionTimeoutMs
    for (;;) {
      const request = initProducerIdRequest(transactionalId, transactionTimeoutMs)
      const { errorCode, producerId, producerEpoch } = await client.send(coordinators[0], request)
      if (errorCode === CODE.NONE) {
        const identity = { transactionalId, producerId, producerEpoch }
        return new TransactionalProducer(options, identity, coordinators)
      }
      if (errorCode === CODE.INVALID_TRANSACTION_TIMEOUT) {
        throw new MillraceError('KAFKA_TRANSACTION_TIMEOUT', { timeout: transactionTimeoutMs })
      }
      const again = INIT_RETRIABLE.has(errorCode) && clock.monotonic() < deadline
      if (!again) check(errorCode, 'InitProducerId', { transactionalId })
      await pause(clock, INIT_RETRY_MS)
    }
  }

  /**
   * Makes the content visible, all or none.
   *
   * @param leaderOf node that leads a partition
   * @returns by `<topic>/<partition>` the offset at which its last section begins
   * @throws MillraceError `KAFKA_FENCED`, and for what waiting does not mend; BatchTooLargeError; TransactionFailedError for
   * everything else
   */
  async commit(
    content: TransactionContent,
    leaderOf: (topic: string, partition: number) => number
  ): Promise<ReadonlyMap<string, number>> {
    const offsets = new Map<string, number>()
    try {
      await Promise.all([
        this.#addPartitions(content.records),
        content.offsets.length === 0 ? undefined : this.#addOffsets()
      ])
      await Promise.all([
        this.#produceAll(content.records, leaderOf, offsets),
        content.offsets.length === 0 ? undefined : this.#commitOffsets(content.offsets)
      ])
      const { errorCode } = await this.#client.send(
        this.#transactionCoordinator,
        endTxnRequest(this.#identity)
      )
      this.#check(errorCode, 'EndTxn')
      return offsets
    } catch (error) {
      if (error instanceof MillraceError || error instanceof BatchTooLargeError) throw error
      throw new TransactionFailedError(error)
    }
  }

  async #addPartitions(records: readonly OutgoingRecords[]): Promise<void> {
    const byTopic = new Map<string, Set<number>>()
    for (const { topic, partition } of records) {
      byTopic.set(topic, (byTopic.get(topic) ?? new Set()).add(partition))
    }
    const topics = Array.from(byTopic, ([topic, partitions]) => ({ topic, partitions: [...partitions] }))
    await this.#whileConcurrent('AddPartitionsToTxn', async () => {
      const request = addPartitionsRequest(this.#identity, topics)
      return this.#client.send(this.#transactionCoordinator, request)
    })
  }

  async #addOffsets(): Promise<void> {
    await this.#whileConcurrent('AddOffsetsToTxn', async () => {
      return [
        await this.#client.send(this.#transactionCoordinator, addOffsetsRequest(this.#identity, this.#group))
      ]
    })
  }

  /** The markers of the transaction before are still being written: the request had no effect and is sent again. */
  async #whileConcurrent(
    api: ApiName,
    attempt: () => Promise<readonly { readonly errorCode: number; readonly topic?: string }[]>
  ): Promise<void> {
    const deadline = this.#clock.monotonic() + this.#timeoutMs
    for (;;) {
      const answers = await attempt()
      const codes = answers.map(({ errorCode }) => errorCode)
      const concurrent = codes.includes(CODE.CONCURRENT_TRANSACTIONS) && this.#clock.monotonic() < deadline
      if (!concurrent) {
        const code = worst(codes)
        const topic = answers.find(({ errorCode }) => errorCode === code)?.topic
        return this.#check(code, api, topic === undefined ? {} : { topic })
      }
      await pause(this.#clock, CONCURRENT_RETRY_MS)
    }
  }

  async #commitOffsets(offsets: readonly TopicOffsets[]): Promise<void> {
    const request = txnOffsetCommitRequest(this.#identity, this.#group, offsets)
    for (const { topic, errorCode } of await this.#client.send(this.#groupCoordinator, request)) {
      this.#check(errorCode, 'TxnOffsetCommit', { topic })
    }
  }

  /** Every leader gets its batches, in rounds of at most one a partition, a few on their way; leaders at the same time. */
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
    const sent: Promise<void>[] = []
    for (const round of roundsOf(records)) {
      await sent.at(-ROUNDS_IN_FLIGHT)
      const produced = this.#produce(leader, round, offsets)
      // Whoever waits for it meets its failure: the earliest round's first.
      produced.catch(() => undefined)
      sent.push(produced)
    }
    for (const produced of sent) await produced
  }

  async #produce(
    leader: number,
    round: readonly OutgoingRecords[],
    offsets: Map<string, number>
  ): Promise<void> {
    const batches = round.map((one) => this.#stamp(one))
    const request = produceRequest(this.#identity.transactionalId, batches)
    for (const { topic, partition, errorCode, baseOffset } of await this.#client.send(leader, request)) {
      if (TOO_LARGE.has(errorCode)) throw tooLarge(topic, partition, round)
      this.#check(errorCode, 'Produce', { topic })
      offsets.set(`${topic}/${partition}`, baseOffset)
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

  #check(code: number, api: ApiName, about: Resources = {}): void {
    const id = this.#identity.transactionalId
    if (errorKind(code) === 'fenced') {
      throw new MillraceError('KAFKA_FENCED', { id, reason: new KafkaProtocolError(code, api).message })
    }
    check(code, api, { group: this.#group, transactionalId: id, ...about })
  }
}

/**
 * Cuts into rounds that hold at most one section for a partition, and not more bytes than a request may.
 *
 * @testing the cutting alone
 */
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

function tooLarge(topic: string, partition: number, round: readonly OutgoingRecords[]): BatchTooLargeError {
  const refused = round.find((one) => one.topic === topic && one.partition === partition)
  const bytes = HEADER_BYTES + (refused?.records.byteLength ?? 0)
  return new BatchTooLargeError(topic, bytes, refused?.count ?? 1)
}
