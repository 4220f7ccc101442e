import { API, type KafkaRequest } from '../request.js'
import { Reader, Writer } from '../wire.js'

/** A static member of a group. */
export interface MemberIdentity {
  readonly group: string
  readonly memberId: string
  readonly instanceId: string
}

export interface JoinGroupAnswer {
  readonly errorCode: number
  readonly generation: number
  readonly leaderId: string
  readonly memberId: string
  /** Of all members, told to the leader alone. */
  readonly memberIds: readonly string[]
}

export interface JoinOptions {
  readonly sessionTimeoutMs: number
  readonly protocolType: string
  /** All members of a group share at least one of theirs. */
  readonly protocolNames: readonly string[]
  readonly timeoutMs: number
}

/**
 * JoinGroup v5: group, session time-out i32, rebalance time-out i32, member id, instance id, protocol type, protocols
 * [name, bytes]; answers throttle i32, error i16, generation i32, protocol, leader, member id, members [member id,
 * instance id, bytes].
 */
export function joinGroupRequest(
  { group, memberId, instanceId }: MemberIdentity,
  { sessionTimeoutMs, protocolType, protocolNames, timeoutMs }: JoinOptions
): KafkaRequest<JoinGroupAnswer> {
  return {
    ...{ apiKey: API.JoinGroup, apiVersion: 5, apiName: 'JoinGroup', timeoutMs },
    encode: () => {
      const writer = new Writer().string(group).int32(sessionTimeoutMs).int32(sessionTimeoutMs)
      writer.string(memberId).string(instanceId).string(protocolType).int32(protocolNames.length)
      for (const name of protocolNames) writer.string(name).bytes(new Uint8Array(0))
      return writer.finish()
    },
    decode: (answer) => {
      const reader = new Reader(answer)
      reader.int32()
      const errorCode = reader.int16()
      const generation = reader.int32()
      reader.nullableString()
      const [leaderId, joinedAs] = [reader.string(), reader.string()]
      const memberIds = reader.array(() => {
        const id = reader.string()
        reader.nullableString()
        reader.bytes()
        return id
      })
      return { errorCode, generation, leaderId, memberId: joinedAs, memberIds }
    }
  }
}

/**
 * SyncGroup v3: group, generation i32, member id, instance id, assignments [member id, bytes]; answers throttle i32,
 * error i16, assignment bytes.
 */
export function syncGroupRequest(
  { group, memberId, instanceId }: MemberIdentity,
  generation: number,
  assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[],
  timeoutMs: number
): KafkaRequest<{ readonly errorCode: number; readonly assignment: Buffer | null }> {
  return {
    ...{ apiKey: API.SyncGroup, apiVersion: 3, apiName: 'SyncGroup', timeoutMs },
    encode: () =>
      new Writer()
        .string(group)
        .int32(generation)
        .string(memberId)
        .string(instanceId)
        .array(assignments, (one, writer) => writer.string(one.memberId).bytes(one.assignment))
        .finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      reader.int32()
      return { errorCode: reader.int16(), assignment: reader.bytes() }
    }
  }
}

/** Heartbeat v3: group, generation i32, member id, instance id; answers throttle i32, error i16. */
export function heartbeatRequest(
  { group, memberId, instanceId }: MemberIdentity,
  generation: number
): KafkaRequest<{ readonly errorCode: number }> {
  return {
    ...{ apiKey: API.Heartbeat, apiVersion: 3, apiName: 'Heartbeat' },
    encode: () => new Writer().string(group).int32(generation).string(memberId).string(instanceId).finish(),
    decode: readError
  }
}

/** LeaveGroup v3: group, members [member id, instance id]; answers throttle i32, error i16, members. */
export function leaveGroupRequest({
  group,
  memberId,
  instanceId
}: MemberIdentity): KafkaRequest<{ readonly errorCode: number }> {
  return {
    ...{ apiKey: API.LeaveGroup, apiVersion: 3, apiName: 'LeaveGroup' },
    encode: () => new Writer().string(group).int32(1).string(memberId).string(instanceId).finish(),
    decode: readError
  }
}

function readError(answer: Buffer): { errorCode: number } {
  const reader = new Reader(answer)
  reader.int32()
  return { errorCode: reader.int16() }
}
