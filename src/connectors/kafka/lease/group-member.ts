import { createHash } from 'node:crypto'
import { MillraceError } from '../../../errors.js'
import type { Clock } from '../../clock.js'
import type { KafkaClient } from '../transport/client.js'
import { check, CODE } from '../transport/errors.js'
import type { ApiName } from '../transport/request.js'
import {
  heartbeatRequest,
  joinGroupRequest,
  leaveGroupRequest,
  syncGroupRequest,
  type JoinGroupAnswer,
  type MemberIdentity
} from '../transport/requests/groups.js'

/** The group's coordinator and a connection to it. */
export interface Coordinator {
  readonly client: KafkaClient
  readonly node: number
}

export interface GroupMemberOptions {
  readonly group: string
  /** The group of the application, for messages. */
  readonly application: string
  /** The member's name across restarts: whoever joins by it takes the place of the one before. */
  readonly instanceId: string
  readonly sessionTimeoutMs: number
  /** What the application reads; left out: nothing that others would have to share. */
  readonly sources?: readonly LeasedSource[] | undefined
  readonly clock: Clock
}

/** A source as every instance of an application has it. */
export interface LeasedSource {
  readonly name: string
  readonly connector: string
  readonly address: string
}

const PROTOCOL_TYPE = 'millrace'
const PROTOCOL_NAME = 'lease-v1'
/** Beyond the time that a rebalance may take: the broker lets an empty group wait for more members first. */
const JOIN_MARGIN_MS = 10_000
/** So long a request whose answer never came may still reach a broker. */
const STRAY_MS = 60_000

const REJOIN: ReadonlySet<number> = new Set([CODE.ILLEGAL_GENERATION, CODE.REBALANCE_IN_PROGRESS])

/**
 * A static member of a consumer group of which all that counts is who leads it. The broker keeps the leader through
 * every rebalance for as long as it answers; the leader tells all members its name as their assignment, which the
 * broker keeps too, and hands to a member that took the place of the one before:
 * `{"version":1,"holder":"<instance id of the leader>"}`.
 *
 * A broker lets only those into a group who share a protocol with all its members, whatever their name. Each source is
 * one here, so that instances whose jobs read more or fewer sources can follow each other, and one that reads something
 * else altogether takes the work from nobody.
 */
export class GroupMember {
  readonly #options: GroupMemberOptions
  #memberId = ''
  #generation = -1
  /** When joins without a member id were sent of which no answer came: a broker may serve them yet. */
  #strays: number[] = []

  constructor(options: GroupMemberOptions) {
    this.#options = options
  }

  get instanceId(): string {
    return this.#options.instanceId
  }

  /** Whether the broker knows this member, as far as this side has heard. */
  get isMember(): boolean {
    return this.#memberId !== ''
  }

  /**
   * Joins, once all other members have answered or run out of time.
   *
   * @returns the leader's instance id; null when the group changed meanwhile, and it has to be tried again
   * @throws KafkaProtocolError; MillraceError when another process has this member's name
   */
  async join({ client, node }: Coordinator): Promise<string | null> {
    const { sessionTimeoutMs } = this.#options
    const request = joinGroupRequest(this.#identity(), {
      sessionTimeoutMs,
      protocolType: PROTOCOL_TYPE,
      protocolNames: this.#protocols(),
      timeoutMs: sessionTimeoutMs + JOIN_MARGIN_MS
    })
    const joined = await this.#noticingStrays(() => client.send(node, request))
    if (!this.#isValid(joined.errorCode, 'JoinGroup')) return null
    this.#memberId = joined.memberId
    this.#generation = joined.generation
    return this.#sync({ client, node }, joined)
  }

  /** A join without a member id that is served late takes the place of the one after it, which is this process too. */
  async #noticingStrays<T>(join: () => Promise<T>): Promise<T> {
    const isNameless = this.#memberId === ''
    try {
      return await join()
    } catch (error) {
      if (isNameless) this.#strays.push(this.#options.clock.monotonic())
      throw error
    }
  }

  /**
   * Whether it may have been a join of its own that took this member's place: then it joins again, once for each of
   * them. Another process of the same name has to take it once more than that.
   */
  #tookItsOwnPlace(): boolean {
    const now = this.#options.clock.monotonic()
    this.#strays = this.#strays.filter((sentAt) => now - sentAt < STRAY_MS)
    return this.#strays.pop() !== undefined
  }

  async #sync({ client, node }: Coordinator, joined: JoinGroupAnswer): Promise<string | null> {
    const { instanceId, sessionTimeoutMs } = this.#options
    const leads = joined.leaderId === joined.memberId
    const assignment = Buffer.from(JSON.stringify({ version: 1, holder: instanceId }))
    const assignments = leads ? joined.memberIds.map((memberId) => ({ memberId, assignment })) : []
    // It answers when the leader has sent the assignment, which may take a rebalance's time as well.
    const timeoutMs = sessionTimeoutMs + JOIN_MARGIN_MS
    const request = syncGroupRequest(this.#identity(), joined.generation, assignments, timeoutMs)
    const answer = await client.send(node, request)
    return this.#isValid(answer.errorCode, 'SyncGroup') ? holderOf(answer.assignment) : null
  }

  /**
   * @returns false when the group changed: join again
   * @throws KafkaProtocolError; MillraceError when another process has this member's name
   */
  async heartbeat({ client, node }: Coordinator): Promise<boolean> {
    const { errorCode } = await client.send(node, heartbeatRequest(this.#identity(), this.#generation))
    return this.#isValid(errorCode, 'Heartbeat')
  }

  /** Leaves the group, if it ever joined it. */
  async leave({ client, node }: Coordinator): Promise<void> {
    if (this.#memberId !== '') await client.send(node, leaveGroupRequest(this.#identity()))
  }

  #protocols(): readonly string[] {
    const { sources = [] } = this.#options
    if (sources.length === 0) return [PROTOCOL_NAME]
    return sources.map((source) => `${PROTOCOL_NAME} ${digestOf(source)}`)
  }

  #identity(): MemberIdentity {
    const { group, instanceId } = this.#options
    return { group, instanceId, memberId: this.#memberId }
  }

  /**
   * False when joining again is all that has to be done.
   * @throws MillraceError LEASE_LOST, LEASE_OF_ANOTHER, KAFKA_LEASE_TIMEOUT, and for what else waiting does not mend
   */
  #isValid(code: number, api: ApiName): boolean {
    const { group, application, instanceId: instance, sessionTimeoutMs: timeout } = this.#options
    // Its session had run out: it joins as a new member.
    if (code === CODE.UNKNOWN_MEMBER_ID) this.#memberId = ''
    if (code === CODE.UNKNOWN_MEMBER_ID || REJOIN.has(code)) return false
    if (code === CODE.FENCED_INSTANCE_ID && this.#tookItsOwnPlace()) {
      this.#memberId = ''
      return false
    }
    if (code === CODE.FENCED_INSTANCE_ID) {
      const reason = 'another process with the same processing_instance_id took its place'
      throw new MillraceError('LEASE_LOST', { instance, group: application, reason })
    }
    if (code === CODE.INCONSISTENT_GROUP_PROTOCOL) {
      const sources = this.#options.sources?.map((one) => `${one.name} from ${one.connector} ${one.address}`)
      throw new MillraceError('LEASE_OF_ANOTHER', {
        instance,
        group: application,
        sources: sources?.join(', ') ?? 'none'
      })
    }
    if (code === CODE.INVALID_SESSION_TIMEOUT) throw new MillraceError('KAFKA_LEASE_TIMEOUT', { timeout })
    check(code, api, { group })
    return true
  }
}

/** The empty text when the broker has no assignment for this member. */
function holderOf(assignment: Buffer | null): string {
  const text = assignment?.toString('utf8') ?? ''
  if (text === '') return ''
  const { holder } = JSON.parse(text) as { readonly holder: string }
  return holder
}

/** Short, since addresses may be long lists of files. */
function digestOf({ name, connector, address }: LeasedSource): string {
  const text = JSON.stringify([name, connector, address])
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
