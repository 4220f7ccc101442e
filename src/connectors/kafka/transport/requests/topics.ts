import { API, type KafkaRequest } from '../request.js'
import { Reader, Writer } from '../wire.js'

/** A topic to create; brokers' defaults where nothing is said. */
export interface NewTopic {
  readonly topic: string
  readonly partitions?: number
  readonly configs?: Readonly<Record<string, string>>
}

const BROKER_TIMEOUT_MS = 10_000
const DEFAULT = -1

/**
 * CreateTopics v3: topics [name, partitions i32, replication i16, assignments [], settings [name, value]], timeout i32,
 * validate only bool; answers throttle i32, topics [name, error i16, message].
 *
 * @param validateOnly ask whether they could be created, and create none
 */
export function createTopicsRequest(
  topics: readonly NewTopic[],
  validateOnly = false
): KafkaRequest<{ topic: string; errorCode: number; message: string | null }[]> {
  return {
    ...{ apiKey: API.CreateTopics, apiVersion: 3, apiName: 'CreateTopics' },
    encode: () =>
      new Writer()
        .array(topics, ({ topic, partitions = DEFAULT, configs = {} }, writer) =>
          writer
            .string(topic)
            .int32(partitions)
            .int16(DEFAULT)
            .int32(0)
            .array(Object.entries(configs), ([name, value]) => writer.string(name).string(value))
        )
        .int32(BROKER_TIMEOUT_MS)
        .boolean(validateOnly)
        .finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      reader.int32()
      return reader.array(() => ({
        topic: reader.string(),
        errorCode: reader.int16(),
        message: reader.nullableString()
      }))
    }
  }
}

/** DeleteTopics v1: names [string], timeout i32; answers throttle i32, topics [name, error i16]. */
export function deleteTopicsRequest(
  topics: readonly string[]
): KafkaRequest<{ topic: string; errorCode: number }[]> {
  return {
    ...{ apiKey: API.DeleteTopics, apiVersion: 1, apiName: 'DeleteTopics' },
    encode: () =>
      new Writer()
        .array(topics, (topic, writer) => writer.string(topic))
        .int32(BROKER_TIMEOUT_MS)
        .finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      reader.int32()
      return reader.array(() => ({ topic: reader.string(), errorCode: reader.int16() }))
    }
  }
}

/**
 * DeleteRecords v1 of one partition: topics [name, partitions [number i32, offset i64]], timeout i32; answers
 * throttle i32, topics [name, partitions [number i32, low watermark i64, error i16]].
 */
export function deleteRecordsRequest(
  topic: string,
  partition: number,
  offset: number
): KafkaRequest<{ errorCode: number }> {
  return {
    ...{ apiKey: API.DeleteRecords, apiVersion: 1, apiName: 'DeleteRecords' },
    encode: () =>
      new Writer()
        .int32(1)
        .string(topic)
        .int32(1)
        .int32(partition)
        .int64(offset)
        .int32(BROKER_TIMEOUT_MS)
        .finish(),
    // With one partition the error comes last.
    decode: (answer) => ({ errorCode: answer.readInt16BE(answer.length - 2) })
  }
}

/** What a topic's settings are, or why they are not told. */
export interface TopicConfigs {
  readonly topic: string
  readonly errorCode: number
  readonly configs: ReadonlyMap<string, string>
}

const TOPIC_RESOURCE = 2

/**
 * DescribeConfigs v1 of topics: resources [type i8, name, settings [string]], synonyms bool; answers throttle i32,
 * resources [error i16, message, type i8, name, settings [name, value, read-only bool, source i8, sensitive bool,
 * synonyms [name, value, source i8]]].
 */
export function describeConfigsRequest(
  topics: readonly string[],
  settings: readonly string[]
): KafkaRequest<TopicConfigs[]> {
  return {
    ...{ apiKey: API.DescribeConfigs, apiVersion: 1, apiName: 'DescribeConfigs' },
    encode: () =>
      new Writer()
        .array(topics, (topic, writer) =>
          writer
            .int8(TOPIC_RESOURCE)
            .string(topic)
            .array(settings, (name) => writer.string(name))
        )
        .boolean(false)
        .finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      reader.int32()
      return reader.array(() => {
        const errorCode = reader.int16()
        reader.nullableString()
        reader.int8()
        const topic = reader.string()
        return { topic, errorCode, configs: new Map(reader.array(() => readConfig(reader))) }
      })
    }
  }
}

function readConfig(reader: Reader): [name: string, value: string] {
  const name = reader.string()
  const value = reader.string()
  reader.boolean()
  reader.int8()
  reader.boolean()
  reader.array(() => {
    reader.string()
    reader.nullableString()
    return reader.int8()
  })
  return [name, value]
}
