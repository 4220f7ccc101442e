import Encoder from 'kafkajs/src/protocol/encoder.js'
import type { Protocol } from 'kafkajs/src/network/connection.js'
import type { KafkaClient } from './client.js'
import { check, CODE } from './protocol-error.js'
import { protocol } from './requests.js'

const DELETE_TOPICS = 20
const BROKER_TIMEOUT_MS = 10_000

/** Deletes topics; one that does not exist is fine. */
export async function deleteTopics(client: KafkaClient, topics: readonly string[]): Promise<void> {
  const { controller } = await client.metadata([])
  for (const [topic, errorCode] of await client.send(controller, deleteTopicsProtocol(topics))) {
    if (errorCode !== CODE.UNKNOWN_TOPIC_OR_PARTITION) check(errorCode, 'DeleteTopics', `topic ${topic}`)
  }
}

/** DeleteTopics v1: names [string], timeout i32. Answers with an error code for each topic. */
function deleteTopicsProtocol(topics: readonly string[]): Protocol<[topic: string, errorCode: number][]> {
  const encode = async (): Promise<Encoder> => {
    const encoder = new Encoder().writeInt32(topics.length)
    for (const topic of topics) encoder.writeString(topic)
    return encoder.writeInt32(BROKER_TIMEOUT_MS)
  }
  const request = { apiKey: DELETE_TOPICS, apiVersion: 1, apiName: 'DeleteTopics', encode }
  return protocol(request, { decode: async (raw) => decodeErrors(raw) })
}

/** Response: throttle i32, then [name string, error i16]. */
function decodeErrors(raw: Buffer): [string, number][] {
  const count = raw.readInt32BE(4)
  const errors: [string, number][] = []
  for (let i = 0, at = 8; i < count; i++) {
    const nameEnd = at + 2 + raw.readInt16BE(at)
    errors.push([raw.toString('utf8', at + 2, nameEnd), raw.readInt16BE(nameEnd)])
    at = nameEnd + 2
  }
  return errors
}
