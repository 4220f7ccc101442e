import { UnsupportedRequestError, type KafkaClient } from './client.js'
import { check, CODE } from './errors.js'
import { deleteRecordsRequest, deleteTopicsRequest, describeConfigsRequest } from './requests/topics.js'

/** Deletes topics; one that does not exist is fine. */
export async function deleteTopics(client: KafkaClient, topics: readonly string[]): Promise<void> {
  const { controller } = await client.metadata([])
  for (const { topic, errorCode } of await client.send(controller, deleteTopicsRequest(topics))) {
    if (errorCode !== CODE.UNKNOWN_TOPIC_OR_PARTITION) check(errorCode, 'DeleteTopics', { topic })
  }
}

/**
 * Deletes the records of a partition before `offset`.
 * @throws KafkaProtocolError, MillraceError KAFKA_NOT_ALLOWED
 */
export async function deleteRecordsBefore(
  client: KafkaClient,
  topic: string,
  partition: number,
  offset: number
): Promise<void> {
  const { topics } = await client.metadata([topic])
  const leader = topics.get(topic)?.leaders[partition] ?? -1
  const { errorCode } = await client.send(leader, deleteRecordsRequest(topic, partition, offset))
  check(errorCode, 'DeleteRecords', { topic })
}

/** Settings of topics by their names; topics whose settings may not be read are left out. */
export type TopicSettings = ReadonlyMap<string, ReadonlyMap<string, string>>

/** The settings of these names, as far as they may be read and the broker is new enough. */
export async function topicSettings(
  client: KafkaClient,
  topics: readonly string[],
  names: readonly string[]
): Promise<TopicSettings> {
  const described = await client.sendToAny(describeConfigsRequest(topics, names)).catch((error: unknown) => {
    if (error instanceof UnsupportedRequestError) return []
    throw error
  })
  return new Map(
    described.flatMap(({ topic, errorCode, configs }) =>
      errorCode === CODE.NONE ? [[topic, configs] as const] : []
    )
  )
}
