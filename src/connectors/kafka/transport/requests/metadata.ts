import { API, type KafkaRequest } from '../request.js'
import { Reader, Writer } from '../wire.js'

export interface BrokerAddress {
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

export interface DescribedPartition {
  readonly errorCode: number
  readonly partition: number
  readonly leader: number
}

export interface DescribedTopic {
  readonly errorCode: number
  readonly topic: string
  /** Null from brokers that have none (before Kafka 2.8), and for topics that do not exist. */
  readonly id: string | null
  readonly partitions: readonly DescribedPartition[]
  /** What the asking user may do with it, a bit an operation; see {@link OPERATION_BIT}. Only where it was asked for. */
  readonly operations?: number
}

export interface MetadataAnswer {
  readonly brokers: readonly BrokerAddress[]
  readonly controllerId: number
  readonly topics: readonly DescribedTopic[]
}

/**
 * Metadata v10, the first whose answer tells topics' ids (Kafka 2.8). It never creates a topic. Topics are asked for by name, their id left at zero.
 *
 *     request:  header tags, topics [id 16 bytes, name, tags], create bool, cluster and topic operations bool, tags
 *     response: header tags, throttle i32, brokers [id i32, host, port i32, rack, tags], cluster id, controller i32,
 *               topics [error i16, name, id 16 bytes, internal bool, partitions [error i16, number i32, leader i32,
 *               leader epoch i32, replicas, in sync, offline [i32], tags], operations i32, tags], operations i32, tags
 *
 * @param withOperations ask what the user may do with each topic
 */
export function metadataRequest(
  topics: readonly string[],
  withOperations = false
): KafkaRequest<MetadataAnswer> {
  return {
    ...{ apiKey: API.Metadata, apiVersion: 10, apiName: 'Metadata' },
    older: metadataWithoutIdsRequest(topics),
    encode: () =>
      new Writer()
        .noTags()
        .compactArray(topics, (topic, writer) => writer.raw(NO_ID).compactString(topic).noTags())
        .boolean(false)
        .boolean(false)
        .boolean(withOperations)
        .noTags()
        .finish(),
    decode: (answer) => readMetadata(new Reader(answer), withOperations)
  }
}

const NO_ID = new Uint8Array(16)

function readMetadata(reader: Reader, withOperations: boolean): MetadataAnswer {
  reader.tags()
  reader.int32()
  const brokers = reader.compactArray(() => {
    const broker = { nodeId: reader.int32(), host: reader.compactString(), port: reader.int32() }
    reader.compactString()
    reader.tags()
    return broker
  })
  reader.compactString()
  const controllerId = reader.int32()
  const topics = reader.compactArray(() => {
    const errorCode = reader.int16()
    const topic = reader.compactString()
    const id = reader.uuid()
    reader.boolean()
    const partitions = reader.compactArray(() => readPartition(reader))
    const operations = reader.int32()
    reader.tags()
    return { errorCode, topic, id, partitions, ...(withOperations && { operations }) }
  })
  return { brokers, controllerId, topics }
}

function readPartition(reader: Reader): DescribedPartition {
  const errorCode = reader.int16()
  const partition = reader.int32()
  const leader = reader.int32()
  reader.int32()
  for (let list = 0; list < 3; list++) reader.compactArray(() => reader.int32())
  reader.tags()
  return { errorCode, partition, leader }
}

/** Metadata v6, for brokers without ids: the same without ids, tags and leader epochs, lengths as i16 and i32. */
function metadataWithoutIdsRequest(topics: readonly string[]): KafkaRequest<MetadataAnswer> {
  return {
    ...{ apiKey: API.Metadata, apiVersion: 6, apiName: 'Metadata' },
    encode: () =>
      new Writer()
        .array(topics, (topic, writer) => writer.string(topic))
        .boolean(false)
        .finish(),
    decode: (answer) => readMetadataWithoutIds(new Reader(answer))
  }
}

function readMetadataWithoutIds(reader: Reader): MetadataAnswer {
  reader.int32()
  const brokers = reader.array(() => {
    const broker = { nodeId: reader.int32(), host: reader.string(), port: reader.int32() }
    reader.nullableString()
    return broker
  })
  reader.nullableString()
  const controllerId = reader.int32()
  const topics = reader.array(() => {
    const errorCode = reader.int16()
    const topic = reader.string()
    reader.boolean()
    const partitions = reader.array(() => {
      const partition = { errorCode: reader.int16(), partition: reader.int32(), leader: reader.int32() }
      for (let list = 0; list < 3; list++) reader.array(() => reader.int32())
      return partition
    })
    return { errorCode, topic, id: null, partitions }
  })
  return { brokers, controllerId, topics }
}

export type CoordinatorType = 'group' | 'transaction'
const COORDINATOR_TYPE = { group: 0, transaction: 1 } as const

/** FindCoordinator v2: key string, type i8; answers throttle i32, error i16, message, node i32, host, port i32. */
export function findCoordinatorRequest(
  type: CoordinatorType,
  key: string
): KafkaRequest<{ readonly errorCode: number; readonly coordinator: BrokerAddress }> {
  return {
    ...{ apiKey: API.FindCoordinator, apiVersion: 2, apiName: 'FindCoordinator' },
    encode: () => new Writer().string(key).int8(COORDINATOR_TYPE[type]).finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      reader.int32()
      const errorCode = reader.int16()
      reader.nullableString()
      return {
        errorCode,
        coordinator: { nodeId: reader.int32(), host: reader.string(), port: reader.int32() }
      }
    }
  }
}
