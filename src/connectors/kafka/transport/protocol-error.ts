import errors from 'kafkajs/src/protocol/error.js'
import { MillraceError } from '../../../errors.js'

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
  UNKNOWN_MEMBER_ID: 25,
  INVALID_SESSION_TIMEOUT: 26,
  REBALANCE_IN_PROGRESS: 27,
  TOPIC_AUTHORIZATION_FAILED: 29,
  GROUP_AUTHORIZATION_FAILED: 30,
  CLUSTER_AUTHORIZATION_FAILED: 31,
  TOPIC_ALREADY_EXISTS: 36,
  INVALID_PARTITIONS: 37,
  INVALID_REPLICATION_FACTOR: 38,
  POLICY_VIOLATION: 44,
  INVALID_PRODUCER_EPOCH: 47,
  INVALID_PRODUCER_ID_MAPPING: 49,
  INVALID_TRANSACTION_TIMEOUT: 50,
  CONCURRENT_TRANSACTIONS: 51,
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 53,
  FENCED_INSTANCE_ID: 82,
  PRODUCER_FENCED: 90
} as const

/** An error code in an answer of a broker. */
export class KafkaProtocolError extends Error {
  constructor(
    readonly code: number,
    readonly api: string
  ) {
    const known = errors.createErrorFromCode(code)
    super(`${api}: ${known.message} (${known.type}, ${code})`)
    this.name = 'KafkaProtocolError'
  }
}

/** Throws when `code` is an error: what a user can mend as a MillraceError, the rest as a KafkaProtocolError. */
export function check(code: number, api: string, what = ''): void {
  if (code === CODE.NONE) return
  if (NOT_ALLOWED.has(code)) throw new MillraceError('KAFKA_NOT_ALLOWED', { api, what })
  throw new KafkaProtocolError(code, api)
}

/** {@link check} of a topic in metadata: a name that cannot be is the user's to mend too. */
export function checkTopic(code: number, topic: string): void {
  if (code === CODE.INVALID_TOPIC) {
    throw new MillraceError('KAFKA_TOPIC_REFUSED', {
      topic,
      reason: new KafkaProtocolError(code, 'Metadata').message
    })
  }
  check(code, 'Metadata', `topic ${topic}`)
}

const NOT_ALLOWED: ReadonlySet<number> = new Set([
  CODE.TOPIC_AUTHORIZATION_FAILED,
  CODE.GROUP_AUTHORIZATION_FAILED,
  CODE.CLUSTER_AUTHORIZATION_FAILED,
  CODE.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
])
