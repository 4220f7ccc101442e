// The tests' tsconfig follows imports only; ambient declarations are no import.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="../transport/kafkajs-groups.d.ts" />
import heartbeatRequest from 'kafkajs/src/protocol/requests/heartbeat/v3/request.js'
import heartbeatResponse from 'kafkajs/src/protocol/requests/heartbeat/v3/response.js'
import joinGroupRequest from 'kafkajs/src/protocol/requests/joinGroup/v5/request.js'
import joinGroupResponse, {
  type JoinGroupResponse
} from 'kafkajs/src/protocol/requests/joinGroup/v5/response.js'
import leaveGroupRequest from 'kafkajs/src/protocol/requests/leaveGroup/v3/request.js'
import leaveGroupResponse from 'kafkajs/src/protocol/requests/leaveGroup/v3/response.js'
import syncGroupRequest from 'kafkajs/src/protocol/requests/syncGroup/v3/request.js'
import syncGroupResponse from 'kafkajs/src/protocol/requests/syncGroup/v3/response.js'
import type { KafkaClient } from '../transport/client.js'
import { check, CODE } from '../transport/protocol-error.js'
import { protocol } from '../transport/requests.js'

/** The group's coordinator and a connection to it. */
export interface Coordinator {
  readonly client: KafkaClient
  readonly node: number
}

export interface GroupMemberOptions {
  readonly group: string
  /** The member's name across restarts: whoever joins by it takes the place of the one before. */
  readonly instanceId: string
  readonly sessionTimeoutMs: number
}

const PROTOCOL_TYPE = 'millrace'
const PROTOCOL_NAME = 'lease-v1'
/** Beyond the time that a rebalance may take: the broker lets an empty group wait for more members first. */
const JOIN_MARGIN_MS = 10_000

const REJOIN: ReadonlySet<number> = new Set([CODE.ILLEGAL_GENERATION, CODE.REBALANCE_IN_PROGRESS])

/**
 * A static member of a consumer group of which all that counts is who leads it. The broker keeps the leader through
 * every rebalance for as long as it answers; the leader tells all members its name as their assignment, which the
 * broker keeps too, and hands to a member that took the place of the one before:
 * `{"version":1,"holder":"<instance id of the leader>"}`.
 */
export class GroupMember {
  readonly #options: GroupMemberOptions
  #memberId = ''
  #generation = -1

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
   * @throws KafkaProtocolError, `FENCED_INSTANCE_ID` when another process has this member's name
   */
  async join({ client, node }: Coordinator): Promise<string | null> {
    const { group, instanceId, sessionTimeoutMs } = this.#options
    const request = joinGroupRequest({
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      memberId: this.#memberId,
      groupInstanceId: instanceId,
      protocolType: PROTOCOL_TYPE,
      groupProtocols: [{ name: PROTOCOL_NAME, metadata: Buffer.alloc(0) }]
    })
    const join = {
      ...protocol(request, joinGroupResponse),
      requestTimeout: sessionTimeoutMs + JOIN_MARGIN_MS
    }
    const joined = await client.send(node, join)
    if (!this.#isValid(joined.errorCode, 'JoinGroup')) return null
    this.#memberId = joined.memberId
    this.#generation = joined.generationId
    return this.#sync({ client, node }, joined)
  }

  async #sync({ client, node }: Coordinator, joined: JoinGroupResponse): Promise<string | null> {
    const { group, instanceId, sessionTimeoutMs } = this.#options
    const leads = joined.leaderId === joined.memberId
    const assignment = Buffer.from(JSON.stringify({ version: 1, holder: instanceId }))
    const request = syncGroupRequest({
      groupId: group,
      generationId: joined.generationId,
      memberId: joined.memberId,
      groupInstanceId: instanceId,
      groupAssignment: leads
        ? joined.members.map(({ memberId }) => ({ memberId, memberAssignment: assignment }))
        : []
    })
    // It answers when the leader has sent the assignment, which may take a rebalance's time as well.
    const sync = {
      ...protocol(request, syncGroupResponse),
      requestTimeout: sessionTimeoutMs + JOIN_MARGIN_MS
    }
    const { errorCode, memberAssignment } = await client.send(node, sync)
    return this.#isValid(errorCode, 'SyncGroup') ? holderOf(memberAssignment) : null
  }

  /**
   * @returns false when the group changed: join again
   * @throws KafkaProtocolError, `FENCED_INSTANCE_ID` when another process has this member's name
   */
  async heartbeat({ client, node }: Coordinator): Promise<boolean> {
    const { group, instanceId } = this.#options
    const request = heartbeatRequest({
      groupId: group,
      groupGenerationId: this.#generation,
      memberId: this.#memberId,
      groupInstanceId: instanceId
    })
    const { errorCode } = await client.send(node, protocol(request, heartbeatResponse))
    return this.#isValid(errorCode, 'Heartbeat')
  }

  /** Leaves the group, if it ever joined it. */
  async leave({ client, node }: Coordinator): Promise<void> {
    if (this.#memberId === '') return
    const { group, instanceId } = this.#options
    const members = [{ memberId: this.#memberId, groupInstanceId: instanceId }]
    await client.send(node, protocol(leaveGroupRequest({ groupId: group, members }), leaveGroupResponse))
  }

  /** False when joining again is all that has to be done. */
  #isValid(code: number, api: string): boolean {
    // Its session had run out: it joins as a new member.
    if (code === CODE.UNKNOWN_MEMBER_ID) this.#memberId = ''
    if (code === CODE.UNKNOWN_MEMBER_ID || REJOIN.has(code)) return false
    check(code, api, `group ${this.#options.group}`)
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
