import { randomBytes } from 'node:crypto'
import { MillraceError } from '../../../errors.js'
import { initCodecs } from '../../../records/codecs.js'
import { systemClock, type Clock } from '../../clock.js'
import type { Commit, Sink, SinkTarget, SourceOutage } from '../../connector.js'
import type { AcceptJournal, JournalEpoch, JournalOwner, JournalRecord } from '../../journal.js'
import type { Lease } from '../../lease.js'
import {
  journalSection,
  readJournalAfter,
  readLastJournal,
  type JournalEntry,
  type JournalValue
} from '../journal/journal.js'
import { JournalTrimmer } from '../journal/journal-trim.js'
import { Outage, type KafkaLogger } from '../retry/outage.js'
import { NotYetError, retrying, type RetryOptions } from '../retry/retrying.js'
import { createKafkaClient, type CreateClient, type KafkaClient } from '../transport/client.js'
import type { KafkaConnectionOptions } from '../transport/connection-options.js'
import { Fencing } from './fencing.js'
import { groupOffsets, refuseGroupAhead, type SourceTopics } from './group-offsets.js'
import { RowPlacement, type OversizedRows } from './row-placement.js'
import { leaderOf, SessionMaker, type Session } from './session.js'
import { TransactionTime } from './transaction-time.js'
import { BatchTooLargeError, type OutgoingRecords, type TransactionContent } from './transaction.js'

export interface KafkaSinkOptions {
  readonly connection: KafkaConnectionOptions
  /** Consumer group whose offsets are committed, and from which the names below come. */
  readonly group: string
  /** Topics whose positions are committed to the group, by source; none for sources that are not Kafka. */
  readonly sourceTopics: SourceTopics
  /** Default `millrace-<group>`. One running instance for each. */
  readonly transactionalId?: string | undefined
  /** Default `<group>-journal`. */
  readonly journalTopic?: string | undefined
  /** Default 10,000; it grows with what is to be written. */
  readonly transactionTimeoutMs?: number | undefined
  /** Asked when the broker fences this instance: while it is held, that was the broker's own time-out. */
  readonly lease?: Pick<Lease, 'isHeld'> | undefined
  /** Takes the work from whoever has it, without a lease: the journal says so from the beginning. */
  readonly takesOver?: boolean | undefined
  /** Default stop. */
  readonly oversizedRows?: OversizedRows | undefined
  /** Name of the target that takes rows that are too large. */
  readonly deadLetters?: string | undefined
  readonly logger: KafkaLogger
  /** Default: the system's. */
  readonly clock?: Clock | undefined
  /** Default: over kafkajs. */
  readonly createClient?: CreateClient | undefined
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
  readonly #clock: Clock
  readonly #outage: Outage
  readonly #closing = new AbortController()
  readonly #sessions: SessionMaker
  readonly #placement: RowPlacement
  readonly #fencing: Fencing
  readonly #trimmer: JournalTrimmer
  readonly #time: TransactionTime
  /** Who writes: no other process, and no other life of this one, has this name. */
  readonly #writer = randomBytes(8).toString('hex')
  #session: Session | null = null
  /** The client of the session that is being made. */
  #connecting: KafkaClient | null = null
  /** How the journal ends, as far as this instance knows. */
  #end: JournalEnd | null = null
  /** A commit is under way: the journal may end with it already. */
  #isCommitting = false
  #isOpen = false
  #retries = 0
  #oversizedRows = 0

  constructor(options: KafkaSinkOptions) {
    const { connection, logger, group, clock = systemClock } = options
    this.#options = options
    this.#transactionalId = options.transactionalId ?? `millrace-${group}`
    this.#journalTopic = options.journalTopic ?? `${group}-journal`
    this.#clock = clock
    this.#outage = Outage.of(logger, connection.bootstrapServers, clock)
    const journalTopic = this.#journalTopic
    this.#sessions = new SessionMaker({
      clock,
      logger,
      group,
      journalTopic,
      transactionalId: this.#transactionalId
    })
    const { oversizedRows = 'stop', deadLetters, lease, takesOver = false } = options
    this.#placement = new RowPlacement({ oversizedRows, deadLetters, logger })
    this.#fencing = new Fencing({ lease, takesOver, clock, logger })
    const createClient = (): KafkaClient => this.#createClient(connection)
    this.#trimmer = new JournalTrimmer({ topic: journalTopic, logger, createClient })
    this.#time = new TransactionTime(options.transactionTimeoutMs ?? DEFAULT_TRANSACTION_TIMEOUT_MS)
  }

  /** Since it is open: to wait for a broker, or for topics that are new, is no retry. */
  get retries(): number {
    return this.#retries
  }

  /** Rows that were skipped because they are larger than their topic takes. */
  get oversizedRows(): number {
    return this.#oversizedRows
  }

  /**
   * Waits for the brokers, however long; creates the topics that are missing; fences a predecessor.
   *
   * @returns the journal's last committed record
   * @throws MillraceError for what waiting does not mend; an AbortError when the sink is closed meanwhile
   */
  async open(
    targets: readonly SinkTarget[],
    owner: JournalOwner,
    accept: AcceptJournal
  ): Promise<JournalRecord | null> {
    this.#placement.setTargets(targets)
    await initCodecs()
    const { takesOver = false } = this.#options
    const journal = await retrying(this.#retryOptions('start'), async () => {
      const session = this.#session ?? (await this.#connect(accept))
      const record = session.journal?.record ?? null
      this.#end = session.journal
      if (record !== null) {
        await this.#refuseGroupAhead(session, record)
        if (takesOver) await this.#claim(session, record, owner)
      }
      return record
    })
    this.#isOpen = true
    return journal
  }

  /**
   * @throws MillraceError `KAFKA_FENCED` when another instance took over, and for what trying again does not mend;
   * an AbortError when the sink is closed meanwhile
   */
  async commit(commit: Commit): Promise<void> {
    const end = this.#endOf(commit.journal, commit.journal.owner)
    let again = false
    this.#isCommitting = true
    await retrying(this.#retryOptions('commit'), async () => {
      if (this.#time.makeRoomFor(bytesOf(commit))) this.#endSession()
      const session = this.#session ?? (await this.#reconnect(end))
      if (isSame(this.#end, end)) return
      const began = this.#clock.monotonic()
      try {
        const { skipped, ...content } = this.#content(commit, end, session)
        const offset = await this.#write(content, session)
        this.#end = end
        this.#oversizedRows += skipped
        this.#trimmer.offsets.add(commit.journal, offset)
      } catch (error) {
        const ranOut = this.#time.failedAfter(this.#clock.monotonic() - began)
        if (error instanceof BatchTooLargeError) {
          // The journal's record is one, and cannot be cut.
          if (error.topic === this.#journalTopic)
            throw new MillraceError('KAFKA_CHUNK_TOO_LARGE', { topic: error.topic, bytes: error.bytes })
          this.#placement.shrink(error.topic, error.bytes, error.count)
          throw new NotYetError('a smaller batch')
        }
        if (!isFenced(error)) throw error
        this.#endSession()
        const reason = await this.#fencing.refusal({ ranOut, again })
        if (reason !== null) throw this.#fenced(`${reason}; ${error.message}`)
        again = !ranOut
        throw new NotYetError('a new producer')
      }
    })
    this.#isCommitting = false
  }

  /**
   * Looks whether the journal still ends as this instance left it. Best effort: brokers out of reach prove nothing.
   * @throws MillraceError `KAFKA_FENCED`, `KAFKA_JOURNAL_GONE`
   */
  async confirm(): Promise<void> {
    const session = this.#session
    const before = this.#end
    if (session === null || this.#isCommitting) return
    const place = this.#sessions.journalPlace(session.client, session.metadata)
    const found = await readLastJournal(place).catch(() => undefined)
    if (found === undefined || this.#isCommitting || this.#end !== before || isSame(found, before)) return
    throw this.#overtaken(found)
  }

  async readJournal(epoch: number): Promise<JournalEpoch[]> {
    return retrying(this.#retryOptions('journal'), async () => {
      const { client, metadata } = this.#session ?? (await this.#reconnect(this.#end))
      return readJournalAfter(this.#sessions.journalPlace(client, metadata), epoch)
    })
  }

  outages(): readonly SourceOutage[] {
    return this.#outage.told()
  }

  async trimJournal(epoch: number): Promise<void> {
    await this.#trimmer.trim(epoch)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#connecting?.close()
    this.#trimmer.close()
    this.#endSession()
  }

  #createClient(connection: KafkaConnectionOptions): KafkaClient {
    return (this.#options.createClient ?? createKafkaClient)(connection)
  }

  /** Every failure ends the session: what it left open, the next InitProducerId decides. */
  #retryOptions(loop: string): RetryOptions {
    const onFailure = (): void => {
      this.#endSession()
      if (this.#isOpen) this.#retries += 1
    }
    return { clock: this.#clock, outage: this.#outage, signal: this.#closing.signal, loop, onFailure }
  }

  async #connect(accept: AcceptJournal = () => undefined): Promise<Session> {
    return retrying(this.#retryOptions('output'), async () => {
      const transactionTimeoutMs = this.#time.current
      const connection = { requestTimeoutMs: transactionTimeoutMs, ...this.#options.connection }
      const client = this.#createClient(connection)
      this.#connecting = client
      try {
        const session = await this.#sessions.begin({
          ...{ client, accept, transactionTimeoutMs, topics: this.#placement.topics },
          mayTake: () => this.#checkLease(),
          mustExist: this.#isOpen && this.#end !== null
        })
        this.#placement.setLimits(session.maxMessageBytes)
        if (session.journal !== null)
          this.#trimmer.offsets.add(session.journal.record, session.journal.offset)
        this.#session = session
        return session
      } catch (error) {
        client.close()
        if (isRefusedTime(error) && this.#time.refused()) throw new Error(error.message, { cause: error })
        throw error
      }
    })
  }

  /** Who took over since the journal was read has moved the group together with the journal: nothing is lost then. */
  async #refuseGroupAhead({ client, metadata, journal }: Session, record: JournalRecord): Promise<void> {
    const { group, sourceTopics } = this.#options
    try {
      await refuseGroupAhead(client, group, this.#journalTopic, record, sourceTopics)
    } catch (error) {
      if (!(error instanceof MillraceError) || error.code !== 'KAFKA_GROUP_AHEAD') throw error
      const now = await readLastJournal(this.#sessions.journalPlace(client, metadata))
      throw isSame(now, journal) ? error : this.#overtaken(now)
    }
  }

  /** InitProducerId takes the work away from whoever has it. */
  async #checkLease(): Promise<void> {
    if ((await this.#options.lease?.isHeld()) === false)
      throw this.#fenced('the lease is held by another one')
  }

  /**
   * Writes the journal's last record again in this instance's name, so that whoever had the work sees that it is taken.
   */
  async #claim(session: Session, record: JournalRecord, owner: JournalOwner): Promise<void> {
    const end = this.#endOf(record, owner)
    try {
      await this.#write({ records: [this.#journalRecords(end)], offsets: [] }, session)
      this.#end = end
    } catch (error) {
      throw isFenced(error) ? new NotYetError('the work') : error
    }
  }

  /**
   * A new session in the middle of a commit. Its journal either has the commit, or ends where it did before;
   * anything else means that someone else went on.
   */
  async #reconnect(committing: JournalEnd | null): Promise<Session> {
    const session = await this.#connect()
    const { journal } = session
    if (!isSame(journal, committing) && !isSame(journal, this.#end)) {
      this.#endSession()
      throw this.#overtaken(journal)
    }
    this.#end = journal
    return session
  }

  /** @returns the offset of the journal record */
  async #write(content: TransactionContent, { producer, metadata }: Session): Promise<number> {
    const leader = (topic: string, partition: number): number => leaderOf(metadata, topic, partition)
    const offsets = await producer.commit(content, leader)
    return offsets.get(`${this.#journalTopic}/0`) ?? 0
  }

  #endOf(journal: JournalRecord, owner: JournalOwner): JournalEnd {
    const transactionalId = this.#transactionalId
    const text = JSON.stringify({ ...journal, owner: { ...owner, transactionalId } })
    return { writer: this.#writer, text }
  }

  /** The rows, the journal record and the offsets. */
  #content(
    commit: Commit,
    end: JournalEnd,
    { metadata }: Session
  ): TransactionContent & { readonly skipped: number } {
    const { records, skipped } = this.#placement.place(commit.segments, metadata)
    const offsets = groupOffsets(commit.journal, this.#options.sourceTopics)
    return { records: [...records, this.#journalRecords(end)], offsets, skipped }
  }

  #journalRecords(end: JournalEnd): OutgoingRecords {
    return { topic: this.#journalTopic, partition: 0, count: 1, records: journalSection(end) }
  }

  #overtaken(found: JournalEntry | null): MillraceError {
    if (found === null) return new MillraceError('KAFKA_JOURNAL_GONE', { topic: this.#journalTopic })
    const { instance } = found.record.owner
    return this.#fenced(`the journal went on without this instance: instance ${instance} writes it`)
  }

  #fenced(reason: string): MillraceError {
    return new MillraceError('KAFKA_FENCED', { id: this.#transactionalId, reason })
  }

  #endSession(): void {
    this.#session?.client.close()
    this.#session = null
  }
}

/** How a journal ends. */
type JournalEnd = Pick<JournalValue, 'writer' | 'text'>

function isSame(a: JournalEnd | null, b: JournalEnd | null): boolean {
  return a === b || (a !== null && b !== null && a.writer === b.writer && a.text === b.text)
}

function isFenced(error: unknown): error is MillraceError {
  return error instanceof MillraceError && error.code === 'KAFKA_FENCED'
}

function isRefusedTime(error: unknown): error is MillraceError {
  return error instanceof MillraceError && error.code === 'KAFKA_TRANSACTION_TIMEOUT'
}

function bytesOf({ segments }: Commit): number {
  return segments.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
}
