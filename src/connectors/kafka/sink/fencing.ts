import type { Clock } from '../../clock.js'
import type { Lease } from '../../lease.js'
import type { KafkaLogger } from '../retry/outage.js'

export interface FencingOptions {
  readonly lease: Pick<Lease, 'isHeld'> | undefined
  /** This instance was told to take the work from whoever has it. */
  readonly takesOver: boolean
  readonly clock: Clock
  readonly logger: KafkaLogger
}

/** What is known of a transaction that was fenced. */
export interface FencedTransaction {
  /** It had run out of its time: the broker does that. */
  readonly ranOut: boolean
  /** This commit went on after it had been fenced before. */
  readonly again: boolean
}

const WINDOW_MS = 60_000
const MOST_FENCES = 3

/**
 * Decides whether an instance goes on whose producer was fenced. The broker fences a producer whose transaction ran
 * out of time, an instance that starts fences its predecessor, and so does another application with the same
 * transactional id. Going on is safe only because the journal is read again behind the new InitProducerId; whether it
 * is right, the lease says, or that this instance was told to take over. A fight that nobody wins ends it.
 */
export class Fencing {
  readonly #options: FencingOptions
  #fencedAt: number[] = []

  constructor(options: FencingOptions) {
    this.#options = options
  }

  /** @returns null when it may go on, else why not */
  async refusal({ ranOut, again }: FencedTransaction): Promise<string | null> {
    const { lease, takesOver, clock, logger } = this.#options
    const isOurs = lease === undefined ? takesOver || ranOut : await lease.isHeld()
    if (!isOurs) return lease === undefined ? 'it was fenced' : 'the lease is held by another one'
    if (ranOut) {
      logger.warn({}, 'the broker gave up our transaction, which ran out of time: it gets more')
      return null
    }
    const now = clock.monotonic()
    this.#fencedAt = [...this.#fencedAt.filter((at) => now - at < WINDOW_MS), now]
    if (this.#fencedAt.length >= MOST_FENCES) {
      return `${MOST_FENCES} times within a minute, while the journal stayed ours: another application has the same transactional id; give each a kafka_transactional_id of its own`
    }
    if (again) return 'twice within one commit'
    const why = lease === undefined ? 'this instance takes over' : 'the lease is still held'
    logger.warn({}, `the broker gave up our transaction, and ${why}: trying on`)
    return null
  }
}
