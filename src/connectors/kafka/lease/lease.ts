import { MillraceError } from '../../../errors.js'
import { pause, systemClock, type Clock } from '../../clock.js'
import type { Lease } from '../../lease.js'
import { createKafkaClient, type CreateClient, type KafkaClient } from '../transport/client.js'
import type { KafkaConnectionOptions } from '../transport/connection-options.js'
import { GroupMember, type Coordinator } from './group-member.js'
import { Backoff, Outage, type KafkaLogger } from '../retry/outage.js'
import { CODE, KafkaProtocolError } from '../transport/protocol-error.js'

export interface KafkaLeaseOptions {
  readonly connection: KafkaConnectionOptions
  /** The application's consumer group; the lease is a group of its own, `<group>-lease`. */
  readonly group: string
  /** This instance's name. One that is started anew with the same name takes the place of the one before at once. */
  readonly instanceId: string
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

export const DEFAULT_LEASE_TIMEOUT_MS = 6000
const HEARTBEATS_PER_TIMEOUT = 12
const REJOIN_PAUSE_MS = 20
/**
 * When the broker has forgotten all members, as one that was long in coming back does, those that only waited give
 * the one that had the work this part of the time-out to join before them.
 */
const PRECEDENCE = 4
const LEAVE_TIMEOUT_MS = 1000

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
  readonly #createClient: CreateClient
  readonly #outage: Outage
  readonly #member: GroupMember
  readonly #closing = new AbortController()
  #lose: (error: MillraceError) => void = () => undefined
  #running: Promise<void> = Promise.resolve()
  #client: KafkaClient | null = null
  #held = false
  #ended = false
  #waitsFor: string | null = null
  /** Who asked whether the lease is held, since the last heartbeat was sent. */
  #questions: ((held: boolean) => void)[] = []
  #wake = new AbortController()
  #onAcquired: () => void = () => undefined
  #onRefused: (error: unknown) => void = () => undefined

  constructor(options: KafkaLeaseOptions) {
    this.#options = options
    this.#group = `${options.group}-lease`
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_LEASE_TIMEOUT_MS
    this.#clock = options.clock ?? systemClock
    this.#createClient = options.createClient ?? createKafkaClient
    this.#outage = new Outage(
      options.logger,
      `Kafka at ${options.connection.bootstrapServers} (lease)`,
      this.#clock
    )
    this.#member = new GroupMember({
      group: this.#group,
      instanceId: options.instanceId,
      sessionTimeoutMs: this.#timeoutMs
    })
    this.lost = new Promise((resolve) => (this.#lose = resolve))
  }

  async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const acquired = new Promise<void>((resolve, reject) => {
      this.#onAcquired = resolve
      this.#onRefused = reject
    })
    const onAbort = (): void => this.#onRefused(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    this.#running = this.#run()
    try {
      await acquired
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  isHeld(): Promise<boolean> {
    if (this.#ended || this.#closing.signal.aborted) return Promise.resolve(false)
    return new Promise((resolve) => {
      this.#questions.push(resolve)
      this.#wake.abort()
    })
  }

  async release(): Promise<void> {
    if (this.#closing.signal.aborted) return this.#running
    this.#closing.abort()
    this.#wake.abort()
    this.#client?.close()
    this.#answer(false)
    await this.#running
    this.#running = this.#leave()
    await this.#running
  }

  /** Sessions, one after the other, until the lease is lost or released. Never rejects. */
  async #run(): Promise<void> {
    const { signal } = this.#closing
    // A broker that is back gives its members one time-out to show themselves.
    const backoff = new Backoff(this.#clock, this.#timeoutMs / HEARTBEATS_PER_TIMEOUT)
    while (!signal.aborted && !this.#ended) {
      try {
        await this.#withCoordinator((coordinator) => this.#keep(coordinator, backoff))
      } catch (error) {
        if (signal.aborted) return
        const final = this.#explain(error)
        if (final !== null) return this.#end(final)
        this.#outage.failed('lease', error)
        await backoff.wait(signal)
      }
    }
  }

  async #withCoordinator(work: (coordinator: Coordinator) => Promise<void>): Promise<void> {
    const client = this.#createClient({ requestTimeoutMs: this.#timeoutMs / 2, ...this.#options.connection })
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
    while (!this.#ended) {
      signal.throwIfAborted()
      const holder = await this.#member.join(coordinator)
      if (holder !== null) {
        backoff.reset()
        this.#outage.succeeded('lease')
        this.#judge(holder)
        if (!this.#ended) await this.#beat(coordinator)
      }
      if (!this.#member.isMember && !this.#held)
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
      const asked = this.#questions.splice(0)
      const valid = await this.#member.heartbeat(coordinator).catch((error: unknown) => {
        this.#questions.push(...asked)
        throw error
      })
      if (!valid) {
        this.#questions.push(...asked)
        return
      }
      for (const resolve of asked) resolve(this.#held)
    }
  }

  async #untilDue(): Promise<void> {
    this.#wake = new AbortController()
    if (this.#questions.length > 0) return
    await pause(this.#clock, this.#timeoutMs / HEARTBEATS_PER_TIMEOUT, this.#wake.signal)
  }

  #judge(holder: string): void {
    const { instanceId, group, standby = false, logger } = this.#options
    if (holder === instanceId) {
      if (this.#held) return
      this.#held = true
      logger.info(
        { instance: instanceId },
        this.#waitsFor === null ? 'this instance has the work' : 'this instance takes over the work'
      )
      this.#onAcquired()
    } else if (this.#held) {
      const reason = `instance ${holder} has it now`
      this.#end(new MillraceError('LEASE_LOST', { instance: instanceId, group, reason }))
    } else if (this.#waitsFor !== holder) {
      this.#waitsFor = holder
      const line = 'another instance has the work: waiting to take over'
      logger[standby ? 'info' : 'warn']({ holder, instance: instanceId }, line)
    }
  }

  #end(error: MillraceError): void {
    this.#ended = true
    if (this.#held) this.#lose(error)
    else this.#onRefused(error)
    this.#held = false
    this.#answer(false)
  }

  #answer(held: boolean): void {
    for (const resolve of this.#questions.splice(0)) resolve(held)
  }

  /** The error when trying again does not mend it, else null. */
  #explain(error: unknown): MillraceError | null {
    if (error instanceof MillraceError) return error
    if (!(error instanceof KafkaProtocolError)) return null
    const { instanceId: instance, group } = this.#options
    if (error.code === CODE.FENCED_INSTANCE_ID) {
      const reason = 'another process with the same processing_instance_id took its place'
      return new MillraceError('LEASE_LOST', { instance, group, reason })
    }
    if (error.code === CODE.INVALID_SESSION_TIMEOUT) {
      return new MillraceError('KAFKA_LEASE_TIMEOUT', { timeout: this.#timeoutMs })
    }
    return null
  }

  /** On a connection of its own: the one before may wait for a rebalance. Best effort, within a second. */
  async #leave(): Promise<void> {
    const leaving = this.#withCoordinator((coordinator) => this.#member.leave(coordinator))
    await Promise.race([leaving.catch(() => undefined), pause(this.#clock, LEAVE_TIMEOUT_MS)])
    this.#client?.close()
  }
}
