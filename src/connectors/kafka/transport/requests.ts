import type { Protocol, ProtocolRequest } from 'kafkajs/src/network/connection.js'
import addOffsetsRequest from 'kafkajs/src/protocol/requests/addOffsetsToTxn/v1/request.js'
import addOffsetsResponse from 'kafkajs/src/protocol/requests/addOffsetsToTxn/v1/response.js'
import addPartitionsRequest from 'kafkajs/src/protocol/requests/addPartitionsToTxn/v1/request.js'
import addPartitionsResponse, {
  type AddPartitionsToTxnResponse
} from 'kafkajs/src/protocol/requests/addPartitionsToTxn/v1/response.js'
import createTopicsRequest from 'kafkajs/src/protocol/requests/createTopics/v3/request.js'
import createTopicsResponse, {
  type CreateTopicsResponse
} from 'kafkajs/src/protocol/requests/createTopics/v3/response.js'
import endTxnRequest from 'kafkajs/src/protocol/requests/endTxn/v1/request.js'
import endTxnResponse from 'kafkajs/src/protocol/requests/endTxn/v1/response.js'
import findCoordinatorRequest from 'kafkajs/src/protocol/requests/findCoordinator/v2/request.js'
import findCoordinatorResponse, {
  type FindCoordinatorResponse
} from 'kafkajs/src/protocol/requests/findCoordinator/v2/response.js'
import initProducerIdRequest from 'kafkajs/src/protocol/requests/initProducerId/v1/request.js'
import initProducerIdResponse, {
  type InitProducerIdResponse
} from 'kafkajs/src/protocol/requests/initProducerId/v1/response.js'
import listOffsetsRequest from 'kafkajs/src/protocol/requests/listOffsets/v3/request.js'
import listOffsetsResponse, {
  type ListOffsetsResponse
} from 'kafkajs/src/protocol/requests/listOffsets/v3/response.js'
import metadataRequest from 'kafkajs/src/protocol/requests/metadata/v6/request.js'
import metadataResponse, {
  type MetadataResponse
} from 'kafkajs/src/protocol/requests/metadata/v6/response.js'
import offsetCommitRequest from 'kafkajs/src/protocol/requests/offsetCommit/v5/request.js'
import offsetCommitResponse, {
  type OffsetCommitResponse
} from 'kafkajs/src/protocol/requests/offsetCommit/v5/response.js'
import offsetFetchRequest from 'kafkajs/src/protocol/requests/offsetFetch/v4/request.js'
import offsetFetchResponse, {
  type OffsetFetchResponse
} from 'kafkajs/src/protocol/requests/offsetFetch/v4/response.js'
import txnOffsetCommitRequest from 'kafkajs/src/protocol/requests/txnOffsetCommit/v1/request.js'
import txnOffsetCommitResponse, {
  type TxnOffsetCommitResponse
} from 'kafkajs/src/protocol/requests/txnOffsetCommit/v1/response.js'
import type { NewTopic } from './client.js'

export type CoordinatorType = 'group' | 'transaction'
const COORDINATOR_TYPE = { group: 0, transaction: 1 } as const

export const READ_UNCOMMITTED = 0
export const READ_COMMITTED = 1
export type Isolation = typeof READ_UNCOMMITTED | typeof READ_COMMITTED

/** Special timestamps of ListOffsets. */
export const EARLIEST = -2
export const LATEST = -1

/** The producer as InitProducerId named it. */
export interface ProducerIdentity {
  readonly transactionalId: string
  /** 64 bits in decimal. */
  readonly producerId: string
  readonly producerEpoch: number
}

/** Offsets by partition of one topic. */
export interface TopicOffsets {
  readonly topic: string
  readonly offsets: ReadonlyMap<number, number>
}

/** A request with kafkajs's decoder, without its parser: error codes are judged by the caller, one by one. */
export function protocol<D>(
  request: ProtocolRequest,
  response: { decode(raw: Buffer): Promise<D> }
): Protocol<D> {
  return {
    request,
    response: { decode: (raw) => response.decode(raw), parse: async (decoded) => decoded },
    logResponseError: false
  }
}

export function metadataProtocol(topics: readonly string[]): Protocol<MetadataResponse> {
  return protocol(metadataRequest({ topics, allowAutoTopicCreation: false }), metadataResponse)
}

export function findCoordinatorProtocol(
  type: CoordinatorType,
  key: string
): Protocol<FindCoordinatorResponse> {
  const request = findCoordinatorRequest({ coordinatorKey: key, coordinatorType: COORDINATOR_TYPE[type] })
  return protocol(request, findCoordinatorResponse)
}

export function createTopicsProtocol(topics: readonly NewTopic[]): Protocol<CreateTopicsResponse> {
  const request = createTopicsRequest({
    topics: topics.map(({ topic, partitions, configs }) => ({
      topic,
      numPartitions: partitions ?? -1,
      replicationFactor: -1,
      configEntries: Object.entries(configs ?? {}).map(([name, value]) => ({ name, value }))
    })),
    timeout: 10_000,
    validateOnly: false
  })
  return protocol(request, createTopicsResponse)
}

/** Offset at `timestamp` (or {@link EARLIEST}, {@link LATEST}) of partitions that one node leads. */
export function listOffsetsProtocol(
  topic: string,
  partitions: readonly number[],
  timestamp: number,
  isolationLevel: Isolation
): Protocol<ListOffsetsResponse> {
  const request = listOffsetsRequest({
    replicaId: -1,
    isolationLevel,
    topics: [{ topic, partitions: partitions.map((partition) => ({ partition, timestamp })) }]
  })
  return protocol(request, listOffsetsResponse)
}

export function offsetFetchProtocol(
  groupId: string,
  topic: string,
  partitions: readonly number[]
): Protocol<OffsetFetchResponse> {
  const topics = [{ topic, partitions: partitions.map((partition) => ({ partition })) }]
  return protocol(offsetFetchRequest({ groupId, topics }), offsetFetchResponse)
}

/** Commits offsets outside of a transaction, as a group without members. */
export function offsetCommitProtocol(groupId: string, offsets: TopicOffsets): Protocol<OffsetCommitResponse> {
  const topics = [{ topic: offsets.topic, partitions: offsetRows(offsets) }]
  const request = offsetCommitRequest({ groupId, groupGenerationId: -1, memberId: '', topics })
  return protocol(request, offsetCommitResponse)
}

/** @param transactionalId null for a producer that is idempotent alone */
export function initProducerIdProtocol(
  transactionalId: string | null,
  transactionTimeout: number
): Protocol<InitProducerIdResponse> {
  return protocol(initProducerIdRequest({ transactionalId, transactionTimeout }), initProducerIdResponse)
}

export function addPartitionsProtocol(
  producer: ProducerIdentity,
  topics: readonly { topic: string; partitions: readonly number[] }[]
): Protocol<AddPartitionsToTxnResponse> {
  return protocol(addPartitionsRequest({ ...producer, topics }), addPartitionsResponse)
}

export function addOffsetsProtocol(
  producer: ProducerIdentity,
  groupId: string
): Protocol<{ readonly errorCode: number }> {
  return protocol(addOffsetsRequest({ ...producer, groupId }), addOffsetsResponse)
}

export function txnOffsetCommitProtocol(
  producer: ProducerIdentity,
  groupId: string,
  offsets: TopicOffsets
): Protocol<TxnOffsetCommitResponse> {
  const topics = [{ topic: offsets.topic, partitions: offsetRows(offsets) }]
  return protocol(txnOffsetCommitRequest({ ...producer, groupId, topics }), txnOffsetCommitResponse)
}

export function endTxnProtocol(producer: ProducerIdentity): Protocol<{ readonly errorCode: number }> {
  return protocol(endTxnRequest({ ...producer, transactionResult: true }), endTxnResponse)
}

function offsetRows(offsets: TopicOffsets): { partition: number; offset: string; metadata: string | null }[] {
  return Array.from(offsets.offsets, ([partition, offset]) => ({
    partition,
    offset: String(offset),
    metadata: null
  }))
}
