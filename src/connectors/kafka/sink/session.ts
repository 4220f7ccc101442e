import { MillraceError } from '../../../errors.js'
import type { Clock } from '../../clock.js'
import type { JournalRecord } from '../../journal.js'
import { JOURNAL_CONFIGS, readLastJournal, type JournalEntry, type JournalPlace } from '../journal/journal.js'
import type { KafkaLogger } from '../retry/outage.js'
import { NotYetError } from '../retry/retrying.js'
import type { ClusterMetadata, KafkaClient } from '../transport/client.js'
import { check, CODE } from '../transport/errors.js'
import { READ_COMMITTED } from '../transport/requests/offsets.js'
import type { NewTopic } from '../transport/requests/topics.js'
import { topicSettings, type TopicSettings } from '../transport/topics.js'
import { JournalSettings } from './journal-settings.js'
import { TransactionalProducer } from './transaction.js'

/** What is needed to write: thrown away as a whole after any error. */
export interface Session {
  readonly client: KafkaClient
  readonly producer: TransactionalProducer
  readonly metadata: ClusterMetadata
  readonly transactionTimeoutMs: number
  /** Of the topics whose settings may be read: the largest batch that each takes. */
  readonly maxMessageBytes: ReadonlyMap<string, number>
  /** The journal's last committed record when the session began. */
  readonly journal: JournalEntry | null
}

export interface SessionOptions {
  readonly clock: Clock
  readonly logger: KafkaLogger
  readonly group: string
  readonly transactionalId: string
  readonly journalTopic: string
}

/** What one session begins with. */
export interface Beginning {
  readonly client: KafkaClient
  readonly topics: Iterable<string>
  readonly transactionTimeoutMs: number
  /** Sees the journal's last record before anybody is fenced. */
  readonly accept: (journal: JournalRecord) => void
  /** Asked before the work is taken away from whoever has it. */
  readonly mayTake: () => Promise<void>
  /** The journal topic must be there: this instance has written into it. */
  readonly mustExist: boolean
}

/**
 * Begins sessions, in the order that survived hundreds of kills: topics, InitProducerId, and only then the journal,
 * whose last record is the truth from then on.
 */
export class SessionMaker {
  readonly #options: SessionOptions
  #missingSince: number | null = null
  readonly #journalSettings: JournalSettings
  /** The journal was looked at before InitProducerId, and accepted. */
  #isAccepted = false

  constructor(options: SessionOptions) {
    this.#options = options
    this.#journalSettings = new JournalSettings(options.journalTopic, options.logger)
  }

  /**
   * @throws MillraceError for what waiting does not mend; KafkaProtocolError and other errors as they come; NotYetError
   * where topics were created
   */
  async begin(beginning: Beginning): Promise<Session> {
    const { client, accept, mayTake, transactionTimeoutMs } = beginning
    const { clock, transactionalId, group } = this.#options
    const metadata = await this.#describeTopics(beginning)
    const names = [MAX_MESSAGE_BYTES, ...JournalSettings.NAMES]
    const settings = await topicSettings(client, [...metadata.topics.keys()], names)
    this.#journalSettings.look(settings.get(this.#options.journalTopic))
    const place = this.journalPlace(client, metadata)
    if (!this.#isAccepted) await this.#acceptJournal(place, beginning)
    await mayTake()
    const shared = { client, clock, group, transactionTimeoutMs }
    const producer = await TransactionalProducer.init({ ...shared, transactionalId })
    const journal = await readLastJournal(place)
    if (journal !== null) accept(journal.record)
    return { client, producer, metadata, transactionTimeoutMs, maxMessageBytes: limitsOf(settings), journal }
  }

  journalPlace(client: KafkaClient, metadata: ClusterMetadata): JournalPlace {
    const { journalTopic: topic, clock } = this.#options
    return { client, topic, leader: leaderOf(metadata, topic, 0), clock }
  }

  /**
   * Looks at the journal before anybody is fenced. One that was written under another transactional id has a writer
   * whom ours does not fence: its own does.
   */
  async #acceptJournal(
    place: JournalPlace,
    { client, accept, transactionTimeoutMs }: Beginning
  ): Promise<void> {
    const { clock, logger, group, transactionalId } = this.#options
    const found = await readLastJournal(place, READ_COMMITTED)
    if (found !== null) {
      accept(found.record)
      const before = found.record.owner.transactionalId
      if (before !== null && before !== transactionalId) {
        const { instance } = found.record.owner
        logger.warn(
          { before, now: transactionalId, instance },
          'the journal was written under another transactional id: whoever has that is fenced'
        )
        await TransactionalProducer.init({
          client,
          clock,
          group,
          transactionTimeoutMs,
          transactionalId: before
        })
      }
    }
    this.#isAccepted = true
  }

  /** Metadata of the output topics; creates the missing ones and waits for nothing: a retry finds them. */
  async #describeTopics({ client, topics, mustExist }: Beginning): Promise<ClusterMetadata> {
    const { journalTopic, logger } = this.#options
    const names = [...new Set([...topics, journalTopic])]
    const metadata = await client.metadata(names)
    const missing = names.filter(
      (name) => metadata.topics.get(name)?.error === CODE.UNKNOWN_TOPIC_OR_PARTITION
    )
    if (missing.length > 0) {
      if (mustExist && missing.includes(journalTopic)) this.#journalIsGone()
      logger.info({ topics: missing }, 'Creating topics')
      const created = await client.createTopics(
        missing.map((name) => this.#newTopic(name)),
        metadata.controller
      )
      if (mustExist && created.length > 0) {
        logger.warn(
          { topics: created },
          'topics that this instance wrote to were deleted, and are made anew: what was in them is gone'
        )
      }
      throw new NotYetError(`topic ${missing.join(', ')}`)
    }
    this.#missingSince = null
    for (const [topic, { error, leaders }] of metadata.topics) {
      check(error, 'Metadata', { topic })
      if (leaders.length === 0 || leaders.includes(-1))
        check(CODE.LEADER_NOT_AVAILABLE, 'Metadata', { topic })
    }
    return metadata
  }

  /** A broker that was away may not know of it for a moment. */
  #journalIsGone(): never {
    const { clock, journalTopic: topic } = this.#options
    const now = clock.monotonic()
    this.#missingSince ??= now
    if (now - this.#missingSince >= GONE_AFTER_MS) throw new MillraceError('KAFKA_JOURNAL_GONE', { topic })
    return check(CODE.UNKNOWN_TOPIC_OR_PARTITION, 'Metadata', { topic }) as never
  }

  #newTopic(topic: string): NewTopic {
    if (topic !== this.#options.journalTopic) return { topic }
    return { topic, partitions: 1, configs: JOURNAL_CONFIGS }
  }
}

const GONE_AFTER_MS = 5000
const MAX_MESSAGE_BYTES = 'max.message.bytes'

function limitsOf(settings: TopicSettings): Map<string, number> {
  return new Map(
    [...settings].flatMap(([topic, configs]) => {
      const bytes = Number(configs.get(MAX_MESSAGE_BYTES))
      return bytes > 0 ? [[topic, bytes] as const] : []
    })
  )
}

/** Node that leads a partition. */
export function leaderOf(metadata: ClusterMetadata, topic: string, partition: number): number {
  const leader = metadata.topics.get(topic)?.leaders[partition]
  if (leader === undefined || leader < 0)
    throw new Error(`partition ${partition} of topic ${topic} has no leader`)
  return leader
}
