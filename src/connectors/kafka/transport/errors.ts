import { MillraceError } from '../../../errors.js'
import { ERRORS, type ErrorKind } from './error-table.js'
import type { ApiName } from './request.js'

/** Kafka's error codes that are told apart here; the names are the protocol's. */
export const CODE = {
  NONE: 0,
  OFFSET_OUT_OF_RANGE: 1,
  UNKNOWN_TOPIC_OR_PARTITION: 3,
  LEADER_NOT_AVAILABLE: 5,
  NOT_LEADER_OR_FOLLOWER: 6,
  MESSAGE_TOO_LARGE: 10,
  COORDINATOR_LOAD_IN_PROGRESS: 14,
  COORDINATOR_NOT_AVAILABLE: 15,
  NOT_COORDINATOR: 16,
  INVALID_TOPIC: 17,
  RECORD_LIST_TOO_LARGE: 18,
  ILLEGAL_GENERATION: 22,
  INCONSISTENT_GROUP_PROTOCOL: 23,
  UNKNOWN_MEMBER_ID: 25,
  INVALID_SESSION_TIMEOUT: 26,
  REBALANCE_IN_PROGRESS: 27,
  TOPIC_AUTHORIZATION_FAILED: 29,
  GROUP_AUTHORIZATION_FAILED: 30,
  CLUSTER_AUTHORIZATION_FAILED: 31,
  TOPIC_ALREADY_EXISTS: 36,
  INVALID_PARTITIONS: 37,
  INVALID_REPLICATION_FACTOR: 38,
  INVALID_CONFIG: 40,
  POLICY_VIOLATION: 44,
  INVALID_TRANSACTION_TIMEOUT: 50,
  CONCURRENT_TRANSACTIONS: 51,
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 53,
  OPERATION_NOT_ATTEMPTED: 55,
  FENCED_INSTANCE_ID: 82,
  INVALID_RECORD: 87
} as const

/** An error code in an answer of a broker, that waiting may mend. */
export class KafkaProtocolError extends Error {
  constructor(
    readonly code: number,
    api: ApiName,
    resources: Resources = {}
  ) {
    super(`${api}${told(resources)}: ${errorName(code)} (${code})`)
    this.name = 'KafkaProtocolError'
  }
}

/** What a request was about: whichever of it an error is about is named in its message. */
export interface Resources {
  readonly topic?: string
  readonly group?: string
  readonly transactionalId?: string
}

export function errorName(code: number): string {
  return ERRORS.get(code)?.[0] ?? 'an unknown error'
}

export function errorKind(code: number): ErrorKind {
  return ERRORS.get(code)?.[1] ?? 'unclear'
}

/**
 * Throws when `code` is an error: as a MillraceError what waiting does not mend, naming operation and resource, and
 * what to do; the rest as a KafkaProtocolError.
 */
export function check(code: number, api: ApiName, resources: Resources = {}): void {
  if (code === CODE.NONE) return
  const permission = PERMISSIONS[code]
  if (permission !== undefined) {
    const resource = resourceOf(permission, resources)
    throw new MillraceError('KAFKA_NOT_ALLOWED', {
      operation: operationOf(api, permission),
      resource,
      api
    })
  }
  const kind = errorKind(code)
  if (typeof kind === 'string') throw new KafkaProtocolError(code, api, resources)
  if (code === CODE.INVALID_TOPIC) throw topicRefused(resources.topic ?? '', errorName(code))
  const what = `${api}${told(resources)}`
  throw new MillraceError('KAFKA_REFUSED', { what, reason: errorName(code), advice: kind.advice })
}

export function topicRefused(topic: string, reason: string): MillraceError {
  return new MillraceError('KAFKA_TOPIC_REFUSED', { topic, reason })
}

/** Of several codes of one answer the one that says most: others are often only its consequence. */
export function worst(codes: readonly number[]): number {
  const weight = (code: number): number => {
    if (code === CODE.NONE) return 0
    const kind = errorKind(code)
    if (code === CODE.OPERATION_NOT_ATTEMPTED) return 1
    if (typeof kind !== 'string') return 4
    return kind === 'fenced' ? 3 : 2
  }
  return codes.reduce<number>((found, code) => (weight(code) > weight(found) ? code : found), CODE.NONE)
}

type Permission = 'topic' | 'group' | 'cluster' | 'transactional id'

const PERMISSIONS: Readonly<Record<number, Permission>> = {
  [CODE.TOPIC_AUTHORIZATION_FAILED]: 'topic',
  [CODE.GROUP_AUTHORIZATION_FAILED]: 'group',
  [CODE.CLUSTER_AUTHORIZATION_FAILED]: 'cluster',
  [CODE.TRANSACTIONAL_ID_AUTHORIZATION_FAILED]: 'transactional id'
}

/** The operation of Kafka's authorizer that a request needs; READ where nothing is said. */
const OPERATIONS: Readonly<Partial<Record<ApiName, string>>> = {
  Produce: 'WRITE',
  ListOffsets: 'DESCRIBE',
  Metadata: 'DESCRIBE',
  OffsetFetch: 'DESCRIBE',
  FindCoordinator: 'DESCRIBE',
  CreateTopics: 'CREATE',
  DeleteTopics: 'DELETE',
  DeleteRecords: 'DELETE',
  InitProducerId: 'WRITE',
  AddPartitionsToTxn: 'WRITE',
  EndTxn: 'WRITE',
  DescribeConfigs: 'DESCRIBE_CONFIGS'
}

function operationOf(api: ApiName, permission: Permission): string {
  if (permission === 'transactional id' && api !== 'FindCoordinator') return 'WRITE'
  if (permission === 'cluster' && api === 'InitProducerId') return 'IDEMPOTENT_WRITE'
  return OPERATIONS[api] ?? 'READ'
}

function resourceOf(permission: Permission, { topic, group, transactionalId }: Resources): string {
  if (permission === 'topic') return `topic ${topic ?? ''}`
  if (permission === 'group') return `group ${group ?? ''}`
  return permission === 'cluster' ? 'the cluster' : `transactional id ${transactionalId ?? ''}`
}

/** What the request was about, as far as it is known. */
function told({ topic, group, transactionalId }: Resources): string {
  if (topic !== undefined) return ` of topic ${topic}`
  if (transactionalId !== undefined) return ` of transactional id ${transactionalId}`
  return group === undefined ? '' : ` of group ${group}`
}
