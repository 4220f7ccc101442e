import type { MillraceError } from '../../../errors.js'
import { pause, systemClock, type Clock } from '../../clock.js'
import type { Lease } from '../../lease.js'
import { Outage, type KafkaLogger } from '../retry/outage.js'
import { Backoff, retrying } from '../retry/retrying.js'
import { createKafkaClient, type CreateClient, type KafkaClient } from '../transport/client.js'
import type { KafkaConnectionOptions } from '../transport/connection-options.js'
import { GroupMember, type Coordinator, type LeasedSource } from './group-member.js'
import { Holding } from './holding.js'

export interface KafkaLeaseOptions {
  readonly connection: KafkaConnectionOptions
  /** The application's consumer group; the lease is a group of its own, `<group>-lease`. */
  readonly group: string
  /** This instance's name. One that is started anew with the same name takes the place of the one before at once. */
  readonly instanceId: string
  /** What the application reads: an instance that reads something else altogether is refused while this one lives. */
  readonly sources?: readonly LeasedSource[] | undefined
  /** How long an instance may be silent before the work goes to another one; default 6000. */
  readonly timeoutMs?: number | undefined
  /** Waiting is what this instance is for: no warning while it does. */
  readonly standby?: boolean | undefined
  readonly logger: KafkaLogger
  /** Default: the system's. */
  readonly clock?: Clock | undefined
  /** Default: over kafkajs. */
  readonly createClient?: CreateClient | undefined
}

const DEFAULT_LEASE_TIMEOUT_MS = 6000
const HEARTBEATS_PER_TIMEOUT = 12
const REJOIN_PAUSE_MS = 20
/**
 * When the broker has forgotten all members, as one that was long in coming back does, those that only waited give
 * the one that had the work this part of the time-out to join before them.
 */
const PRECEDENCE = 4
const LEAVE_TIMEOUT_MS = 1000
const LOOP = 'lease'

/**
 * The leader of a consumer group has the work: Kafka keeps a leader for as long as it answers, and names another one
 * when it left or was silent for the time-out. Losing sight of the brokers is no loss of the lease, for nobody can
 * write then; what counts is who leads when they are back.
 */
export class KafkaLease implements Lease {
  readonly lost: Promise<MillraceError>
  readonly #options: KafkaLeaseOptions
  readonly #group: string
  readonly #timeoutMs: number
  readonly #clock: Clock
  readonly #outage: Outage
  readonly #member: GroupMember
  readonly #holding: Holding
  readonly #closing = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #client: KafkaClient | null = null
  #wake = new AbortController()

  constructor(options: KafkaLeaseOptions) {
    const { connection, group, instanceId, sources, logger, standby = false, clock = systemClock } = options
    this.#options = options
    this.#group = `${group}-lease`
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_LEASE_TIMEOUT_MS
    this.#clock = clock
    this.#outage = Outage.of(logger, connection.bootstrapServers, clock)
    const sessionTimeoutMs = this.#timeoutMs
    this.#member = new GroupMember({
      ...{ group: this.#group, application: group, instanceId, sources, sessionTimeoutMs, clock }
    })
    this.#holding = new Holding({ group, instanceId, standby, logger })
    this.lost = this.#holding.lost
  }

  async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const onAbort = (): void => this.#holding.refuse(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    this.#running = this.#run()
    try {
      await this.#holding.acquired
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  isHeld(): Promise<boolean> {
    if (this.#closing.signal.aborted) return Promise.resolve(false)
    const held = this.#holding.ask()
    this.#wake.abort()
    return held
  }

  async release(): Promise<void> {
    if (this.#closing.signal.aborted) return this.#running
    this.#closing.abort()
    this.#wake.abort()
    this.#client?.close()
    this.#holding.giveUp()
    await this.#running
    this.#running = this.#leave()
    await this.#running
  }

  /** Sessions, one after the other, until the lease is lost or released. Never rejects. */
  async #run(): Promise<void> {
    const { signal } = this.#closing
    // A broker that is back gives its members one time-out to show themselves.
    const backoff = new Backoff(this.#clock, this.#timeoutMs / HEARTBEATS_PER_TIMEOUT)
    const options = { clock: this.#clock, outage: this.#outage, loop: LOOP, signal, backoff }
    try {
      await retrying(options, () => this.#withCoordinator((coordinator) => this.#keep(coordinator, backoff)))
    } catch (error) {
      if (!signal.aborted) this.#holding.end(error)
    }
  }

  async #withCoordinator(work: (coordinator: Coordinator) => Promise<void>): Promise<void> {
    const { connection, createClient = createKafkaClient } = this.#options
    const client = createClient({ requestTimeoutMs: this.#timeoutMs / 2, ...connection })
    this.#client = client
    try {
      await work({ client, node: await client.coordinator('group', this.#group) })
    } finally {
      client.close()
    }
  }

  /** Joins as often as the group changes, and shows signs of life in between. */
  async #keep(coordinator: Coordinator, backoff: Backoff): Promise<void> {
    const { signal } = this.#closing
    while (!this.#holding.hasEnded) {
      signal.throwIfAborted()
      const holder = await this.#member.join(coordinator)
      if (holder !== null) {
        backoff.reset()
        this.#outage.succeeded(LOOP)
        this.#holding.judge(holder)
        if (!this.#holding.hasEnded) await this.#beat(coordinator)
      }
      if (!this.#member.isMember && !this.#holding.isHeld)
        await pause(this.#clock, this.#timeoutMs / PRECEDENCE, signal)
      else if (holder === null) await pause(this.#clock, REJOIN_PAUSE_MS, signal)
    }
  }

  /** Heartbeats until the group changes. */
  async #beat(coordinator: Coordinator): Promise<void> {
    for (;;) {
      await this.#untilDue()
      this.#closing.signal.throwIfAborted()
      // An answer is worth something only to those who asked before the heartbeat was sent.
      const isMember = await this.#holding.answering(() => this.#member.heartbeat(coordinator))
      if (!isMember) return
    }
  }

  async #untilDue(): Promise<void> {
    this.#wake = new AbortController()
    if (this.#holding.isAsked) return
    await pause(this.#clock, this.#timeoutMs / HEARTBEATS_PER_TIMEOUT, this.#wake.signal)
  }

  /** On a connection of its own: the one before may wait for a rebalance. Best effort, within a second. */
  async #leave(): Promise<void> {
    const leaving = this.#withCoordinator((coordinator) => this.#member.leave(coordinator))
    await Promise.race([leaving.catch(() => undefined), pause(this.#clock, LEAVE_TIMEOUT_MS)])
    this.#client?.close()
  }
}
