import { MillraceError } from '../../../errors.js'
import { systemClock, type Clock } from '../../clock.js'
import type { Commit, Sink, SinkTarget } from '../../connector.js'
import type { JournalEpoch, JournalRecord } from '../../journal.js'
import type { Lease } from '../../lease.js'
import {
  createKafkaClient,
  type ClusterMetadata,
  type CreateClient,
  type KafkaClient,
  type NewTopic
} from '../transport/client.js'
import { initCodecs } from '../../../records/codecs.js'
import type { KafkaConnectionOptions } from '../transport/connection-options.js'
import {
  JOURNAL_CONFIGS,
  readJournalAfter,
  readLastJournal,
  type JournalEntry,
  type JournalPlace
} from '../journal/journal.js'
import { JournalOffsets, trimJournalBefore } from '../journal/journal-trim.js'
import { Backoff, Outage, type KafkaLogger } from '../retry/outage.js'
import { checkTopic, CODE, KafkaProtocolError } from '../transport/protocol-error.js'
import { singleRecordSection } from '../../../records/records-section.js'
import type { TopicOffsets } from '../transport/requests.js'
import { TransactionalProducer, type OutgoingRecords, type TransactionContent } from './transaction.js'

export interface KafkaSinkOptions {
  readonly connection: KafkaConnectionOptions
  /** Consumer group whose offsets are committed, and from which the names below come. */
  readonly group: string
  /** Topic whose positions are committed to the group; null when the source is not Kafka. */
  readonly sourceTopic: string | null
  /** Default `millrace-<group>`. One running instance for each. */
  readonly transactionalId?: string | undefined
  /** Default `<group>-journal`. */
  readonly journalTopic?: string | undefined
  /** Default 10,000. */
  readonly transactionTimeoutMs?: number | undefined
  /** Asked when the broker fences this instance: while it is held, that was the broker's own time-out. */
  readonly lease?: Pick<Lease, 'isHeld'> | undefined
  readonly logger: KafkaLogger
  /** Default: the system's. */
  readonly clock?: Clock | undefined
  /** Default: over kafkajs. */
  readonly createClient?: CreateClient | undefined
}

/** What is needed to write: thrown away as a whole after any error. */
interface Session {
  readonly client: KafkaClient
  readonly producer: TransactionalProducer
  readonly metadata: ClusterMetadata
  /** The journal's last committed record when the session began. */
  readonly journal: JournalEntry | null
}

const DEFAULT_TRANSACTION_TIMEOUT_MS = 10_000

/**
 * Writes rows, journal record and offsets in one Kafka transaction. After any error that leaves it open what became
 * of a transaction, the sink begins a new session, whose InitProducerId decides it, reads the journal, and writes
 * the same commit again if the journal does not have it.
 */
export class KafkaSink implements Sink {
  readonly storesPositions = true
  readonly showsUncommitted = true
  readonly #options: KafkaSinkOptions
  readonly #transactionalId: string
  readonly #journalTopic: string
  readonly #transactionTimeoutMs: number
  readonly #clock: Clock
  readonly #createClient: CreateClient
  readonly #outage: Outage
  readonly #closing = new AbortController()
  readonly #topics = new Map<string, string>()
  /** Next partition for each topic. */
  readonly #turns = new Map<string, number>()
  #session: Session | null = null
  /** The client of the session that is being made. */
  #connecting: KafkaClient | null = null
  /** The client that trims the journal; commits never wait for it. */
  #trimming: KafkaClient | null = null
  #journalText: string | null = null
  /** A commit is under way: the journal may end with it already. */
  #isCommitting = false
  readonly #journalOffsets = new JournalOffsets()
  #isOpen = false
  #retries = 0

  constructor(options: KafkaSinkOptions) {
    this.#options = options
    this.#transactionalId = options.transactionalId ?? `millrace-${options.group}`
    this.#journalTopic = options.journalTopic ?? `${options.group}-journal`
    this.#transactionTimeoutMs = options.transactionTimeoutMs ?? DEFAULT_TRANSACTION_TIMEOUT_MS
    this.#clock = options.clock ?? systemClock
    this.#createClient = options.createClient ?? createKafkaClient
    const what = `Kafka at ${options.connection.bootstrapServers} (output)`
    this.#outage = new Outage(options.logger, what, this.#clock)
  }

  /** Since it is open: to wait for a broker, or for topics that are new, is no retry. */
  get retries(): number {
    return this.#retries
  }

  /**
   * Waits for the brokers, however long; creates the topics that are missing; fences a predecessor.
   *
   * @returns the journal's last committed record
   * @throws MillraceError for what waiting does not mend; an AbortError when the sink is closed meanwhile
   */
  async open(targets: readonly SinkTarget[]): Promise<JournalRecord | null> {
    for (const { name, topic } of targets) this.#topics.set(name, topic)
    await initCodecs()
    const session = await this.#connect()
    this.#journalText = session.journal?.text ?? null
    this.#isOpen = true
    return session.journal?.record ?? null
  }

  /**
   * @throws MillraceError `KAFKA_FENCED` when another instance took over, and for what trying again does not mend;
   * an AbortError when the sink is closed meanwhile
   */
  async commit(commit: Commit): Promise<void> {
    const text = JSON.stringify(commit.journal)
    const backoff = new Backoff(this.#clock)
    let wasFenced = false
    this.#isCommitting = true
    while (this.#journalText !== text) {
      const session = this.#session ?? (await this.#reconnect(text))
      if (this.#journalText === text) break
      try {
        const leader = (topic: string, partition: number): number =>
          leaderOf(session.metadata, topic, partition)
        const offsets = await session.producer.commit(this.#content(commit, text, session), leader)
        this.#journalText = text
        this.#journalOffsets.add(commit.journal, offsets.get(`${this.#journalTopic}/0`) ?? 0)
      } catch (error) {
        if (!wasFenced && isFenced(error) && (await this.#mayGoOn())) wasFenced = true
        else this.#failed('commit', error)
        await backoff.wait(this.#closing.signal)
      }
    }
    this.#isCommitting = false
    this.#outage.succeeded('commit')
  }

  /**
   * Looks whether the journal still ends as this instance left it. Best effort: brokers out of reach prove nothing.
   * @throws MillraceError `KAFKA_FENCED`
   */
  async confirm(): Promise<void> {
    const session = this.#session
    const before = this.#journalText
    if (session === null || this.#isCommitting) return
    const place = this.#journalPlace(session.client, session.metadata)
    const found = await readLastJournal(place).catch(() => undefined)
    if (found === undefined || this.#isCommitting || this.#journalText !== before) return
    if ((found?.text ?? null) !== before) throw this.#overtaken()
  }

  async readJournal(epoch: number): Promise<JournalEpoch[]> {
    const backoff = new Backoff(this.#clock)
    for (;;) {
      const { client, metadata } = this.#session ?? (await this.#reconnect(this.#journalText))
      try {
        const epochs = await readJournalAfter(this.#journalPlace(client, metadata), epoch)
        this.#outage.succeeded('journal')
        return epochs
      } catch (error) {
        this.#failed('journal', error)
        await backoff.wait(this.#closing.signal)
      }
    }
  }

  /** Best effort: what cannot be deleted now is deleted after the next snapshot. */
  async trimJournal(epoch: number): Promise<void> {
    const offset = this.#journalOffsets.keepFrom(epoch)
    if (offset === null || this.#closing.signal.aborted || this.#trimming !== null) return
    const client = this.#createClient(this.#options.connection)
    this.#trimming = client
    try {
      await trimJournalBefore(client, this.#journalTopic, offset)
    } catch (error) {
      this.#options.logger.debug?.({ err: error }, 'the journal could not be trimmed')
    } finally {
      client.close()
      this.#trimming = null
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#connecting?.close()
    this.#trimming?.close()
    this.#endSession()
  }

  /** Ends the session and counts the retry; throws when there is none. */
  #failed(what: string, error: unknown): void {
    this.#endSession()
    this.#closing.signal.throwIfAborted()
    if (error instanceof MillraceError) throw error
    if (this.#isOpen) this.#retries += 1
    this.#outage.failed(what, error)
  }

  /**
   * The broker fences a producer whose transaction ran out of time, too. While the lease is held, nobody else has
   * this instance's work: a new producer goes on, if the journal stands where this one left it.
   */
  async #mayGoOn(): Promise<boolean> {
    this.#endSession()
    if ((await this.#options.lease?.isHeld()) !== true) return false
    this.#retries += 1
    this.#options.logger.warn(
      {},
      'the broker gave up our transaction, and the lease is still held: trying on'
    )
    return true
  }

  /**
   * A new session in the middle of a commit. Its journal either has the commit, or ends where it did before;
   * anything else means that someone else went on.
   */
  async #reconnect(committing: string | null): Promise<Session> {
    const session = await this.#connect()
    const found = session.journal?.text ?? null
    if (found !== committing && found !== this.#journalText) {
      this.#endSession()
      throw this.#overtaken()
    }
    this.#journalText = found
    return session
  }

  #overtaken(reason = 'the journal went on without this instance'): MillraceError {
    return new MillraceError('KAFKA_FENCED', { id: this.#transactionalId, reason })
  }

  async #connect(): Promise<Session> {
    const backoff = new Backoff(this.#clock)
    for (;;) {
      this.#closing.signal.throwIfAborted()
      const client = this.#createClient({
        requestTimeoutMs: this.#transactionTimeoutMs,
        ...this.#options.connection
      })
      this.#connecting = client
      try {
        const session = await this.#beginSession(client)
        this.#session = session
        this.#outage.succeeded('output')
        return session
      } catch (error) {
        client.close()
        this.#failed('output', error)
      }
      await backoff.wait(this.#closing.signal)
    }
  }

  async #beginSession(client: KafkaClient): Promise<Session> {
    const metadata = await this.#describeTopics(client)
    // InitProducerId takes the work away from whoever has it.
    if ((await this.#options.lease?.isHeld()) === false)
      throw this.#overtaken('the lease is held by another one')
    const producer = await TransactionalProducer.init({
      client,
      clock: this.#clock,
      transactionalId: this.#transactionalId,
      group: this.#options.group,
      transactionTimeoutMs: this.#transactionTimeoutMs
    })
    const journal = await readLastJournal(this.#journalPlace(client, metadata))
    if (journal !== null) this.#journalOffsets.add(journal.record, journal.offset)
    return { client, producer, metadata, journal }
  }

  /** Metadata of the output topics; creates the missing ones and waits for nothing: a retry finds them. */
  async #describeTopics(client: KafkaClient): Promise<ClusterMetadata> {
    const names = [...new Set([...this.#topics.values(), this.#journalTopic])]
    const metadata = await client.metadata(names)
    const missing = names.filter(
      (name) => metadata.topics.get(name)?.error === CODE.UNKNOWN_TOPIC_OR_PARTITION
    )
    if (missing.length > 0) {
      this.#options.logger.info({ topics: missing }, 'Creating topics')
      await client.createTopics(
        missing.map((name) => this.#newTopic(name)),
        metadata.controller
      )
      throw new KafkaProtocolError(CODE.LEADER_NOT_AVAILABLE, 'Metadata')
    }
    for (const [topic, { error, leaders }] of metadata.topics) {
      checkTopic(error, topic)
      if (leaders.length === 0 || leaders.includes(-1)) {
        throw new KafkaProtocolError(CODE.LEADER_NOT_AVAILABLE, 'Metadata')
      }
    }
    return metadata
  }

  #journalPlace(client: KafkaClient, metadata: ClusterMetadata): JournalPlace {
    const topic = this.#journalTopic
    return { client, topic, leader: leaderOf(metadata, topic, 0), clock: this.#clock }
  }

  #newTopic(topic: string): NewTopic {
    if (topic !== this.#journalTopic) return { topic }
    return { topic, partitions: 1, configs: JOURNAL_CONFIGS }
  }

  /** The journal record and the rows, each segment on the next partition of its topic. */
  #content(commit: Commit, text: string, { metadata }: Session): TransactionContent {
    const journal: OutgoingRecords = {
      topic: this.#journalTopic,
      partition: 0,
      count: 1,
      records: singleRecordSection(Buffer.from(text))
    }
    const rows = commit.segments.map(({ sink, count, bytes }) => {
      const topic = this.#topics.get(sink) ?? sink
      return { topic, partition: this.#nextPartition(topic, metadata), count, records: bytes }
    })
    return { records: [...rows, journal], offsets: this.#offsets(commit) }
  }

  #nextPartition(topic: string, metadata: ClusterMetadata): number {
    const turn = this.#turns.get(topic) ?? 0
    this.#turns.set(topic, turn + 1)
    return turn % (metadata.topics.get(topic)?.leaders.length ?? 1)
  }

  #offsets(commit: Commit): TopicOffsets | null {
    const { sourceTopic } = this.#options
    const { positions } = commit.journal
    if (sourceTopic === null || positions.length === 0) return null
    return {
      topic: sourceTopic,
      offsets: new Map(positions.map(([, partition, offset]) => [partition, offset]))
    }
  }

  #endSession(): void {
    this.#session?.client.close()
    this.#session = null
  }
}

function isFenced(error: unknown): boolean {
  return error instanceof MillraceError && error.code === 'KAFKA_FENCED'
}

function leaderOf(metadata: ClusterMetadata, topic: string, partition: number): number {
  const leader = metadata.topics.get(topic)?.leaders[partition]
  if (leader === undefined || leader < 0)
    throw new Error(`partition ${partition} of topic ${topic} has no leader`)
  return leader
}
