import { MillraceError } from '../../../errors.js'
import { pause, type Clock } from '../../clock.js'
import type { KafkaLogger, Outage } from '../retry/outage.js'
import { Backoff, NotYetError, retrying } from '../retry/retrying.js'
import type { KafkaClient, TopicMetadata } from '../transport/client.js'
import { check, CODE } from '../transport/errors.js'

export interface TopicWatchOptions {
  readonly client: KafkaClient
  readonly clock: Clock
  readonly topic: string
  readonly logger: KafkaLogger
  readonly outage: Outage
  readonly signal: AbortSignal
  /** How often it looks, when nobody says that what it knows is old. */
  readonly refreshMs: number
}

/** A broker that was away may for a moment tell of a topic that is no more, or not yet of partitions and records. */
const GRACE_MS = 3000

/** Knows a topic's leaders, its partitions, and that it is still the same topic. */
export class TopicWatch {
  readonly #options: TopicWatchOptions
  readonly #loop: string
  #id: string | null = null
  #isStale = false
  #wake: () => void = () => undefined
  #saidMissing = false
  #differsSince: number | null = null

  constructor(options: TopicWatchOptions) {
    this.#options = options
    this.#loop = `metadata of ${options.topic}`
  }

  /** The topic's id, once it is known; null where the brokers have none. */
  get id(): string | null {
    return this.#id
  }

  /**
   * Waits, however long, until the topic is there and all of its partitions have leaders; then does `begin` with it,
   * again until that works.
   *
   * @throws MillraceError for what waiting does not mend
   */
  async first<T>(begin: (topic: TopicMetadata) => Promise<T>): Promise<T> {
    const { clock, outage, signal, topic, logger } = this.#options
    return retrying({ clock, outage, signal, loop: this.#loop }, async () => {
      const described = await this.#describeFirst()
      const begun = await begin(described).catch((error: unknown) => {
        if (!isOfPositions(error) || this.#lasts()) throw error
        throw new NotYetError(`what is to be read of topic ${topic}`)
      })
      this.#differsSince = null
      if (described.id === null) {
        logger.info(
          { topic },
          `The brokers tell no ids of topics: ${topic} made anew is noticed only if it is shorter`
        )
      }
      this.#id = described.id
      return begun
    })
  }

  /** What is known is old: a leader moved, or a partition is not where it was. */
  markStale(): void {
    this.#isStale = true
    this.#wake()
  }

  /**
   * Looks again and again until the signal ends it.
   * @throws MillraceError SOURCE_MADE_ANEW, and for what waiting does not mend
   */
  async run(onDescribed: (topic: TopicMetadata) => Promise<void>): Promise<void> {
    const { clock, outage, signal } = this.#options
    const backoff = new Backoff(clock)
    while (!signal.aborted) {
      await this.#untilDue()
      if (signal.aborted) return
      this.#isStale = false
      await retrying({ clock, outage, signal, loop: this.#loop }, async () => {
        const described = await this.#describe()
        if (described.error !== CODE.NONE) return this.#isMissing(described.error)
        this.#checkId(described)
        // One without a leader: its moving goes on.
        if (described.leaders.includes(-1)) this.#isStale = true
        await onDescribed(described)
      })
      if (this.#isStale) await backoff.wait(signal)
      else backoff.reset()
    }
  }

  /** Ends a wait at once; the signal ends it for good. */
  close(): void {
    this.#wake()
  }

  async #describe(): Promise<TopicMetadata> {
    const { client, topic } = this.#options
    const { topics } = await client.metadata([topic])
    return topics.get(topic) ?? { error: CODE.UNKNOWN_TOPIC_OR_PARTITION, id: null, leaders: [] }
  }

  async #describeFirst(): Promise<TopicMetadata> {
    const { topic, logger } = this.#options
    const described = await this.#describe()
    if (described.error !== CODE.NONE) this.#isMissing(described.error)
    if (described.error !== CODE.NONE || described.leaders.includes(-1))
      throw new NotYetError(`topic ${topic}`)
    if (this.#saidMissing) logger.info({ topic }, `Topic ${topic} is there`)
    this.#saidMissing = false
    return described
  }

  #isMissing(error: number): void {
    const { topic, logger } = this.#options
    if (error !== CODE.UNKNOWN_TOPIC_OR_PARTITION && error !== CODE.LEADER_NOT_AVAILABLE) {
      check(error, 'Metadata', { topic })
    }
    if (!this.#saidMissing) logger.warn({ topic }, `Topic ${topic} does not exist, waiting for it`)
    this.#saidMissing = true
  }

  #checkId({ id }: TopicMetadata): void {
    const { topic, logger } = this.#options
    if (this.#saidMissing) logger.info({ topic }, `Topic ${topic} is there`)
    this.#saidMissing = false
    const isOther = id !== null && this.#id !== null && id !== this.#id
    if (!isOther) this.#differsSince = null
    else if (this.#lasts())
      throw new MillraceError('SOURCE_MADE_ANEW', { address: topic, was: this.#id ?? '', now: id })
    else throw new NotYetError(`an answer about topic ${topic} that lasts`)
  }

  /** Whether what a broker said differs from what is known for long enough to believe it. */
  #lasts(): boolean {
    const now = this.#options.clock.monotonic()
    this.#differsSince ??= now
    return now - this.#differsSince >= GRACE_MS
  }

  async #untilDue(): Promise<void> {
    if (this.#isStale) return
    const wake = new AbortController()
    this.#wake = () => wake.abort()
    await pause(this.#options.clock, this.#options.refreshMs, wake.signal)
  }
}

/** Positions that the topic does not have. */
function isOfPositions(error: unknown): boolean {
  const codes = ['KAFKA_PARTITIONS_GONE', 'KAFKA_OFFSET_OUT_OF_RANGE']
  return error instanceof MillraceError && codes.includes(error.code)
}
