import type { Protocol } from 'kafkajs/src/network/connection.js'
import Encoder from 'kafkajs/src/protocol/encoder.js'
import produceResponse, { type ProduceResponse } from 'kafkajs/src/protocol/requests/produce/v7/response.js'
import { protocol } from './requests.js'

/** A finished record batch and where it goes. */
export interface ProduceBatch {
  readonly topic: string
  readonly partition: number
  readonly bytes: Buffer
}

const PRODUCE = 0
const ALL_REPLICAS = -1
const BROKER_TIMEOUT_MS = 10_000

/**
 * Produce v7 of batches that are already encoded, at most one for a partition, as the protocol wants it:
 * transactional id string, acks i16, timeout i32, then topics: name string, partitions: number i32, batch bytes.
 */
export function produceProtocol(
  transactionalId: string | null,
  batches: readonly ProduceBatch[]
): Protocol<ProduceResponse> {
  const byTopic = new Map<string, ProduceBatch[]>()
  for (const batch of batches) byTopic.set(batch.topic, [...(byTopic.get(batch.topic) ?? []), batch])
  const encode = async (): Promise<Encoder> => {
    const bytes = batches.reduce((sum, batch) => sum + batch.bytes.length, 0)
    const encoder = new Encoder(bytes + 4096)
    encoder.writeString(transactionalId).writeInt16(ALL_REPLICAS).writeInt32(BROKER_TIMEOUT_MS)
    encoder.writeInt32(byTopic.size)
    for (const [topic, partitions] of byTopic) {
      encoder.writeString(topic).writeInt32(partitions.length)
      for (const batch of partitions) {
        encoder.writeInt32(batch.partition).writeInt32(batch.bytes.length).writeBufferInternal(batch.bytes)
      }
    }
    return encoder
  }
  return protocol({ apiKey: PRODUCE, apiVersion: 7, apiName: 'Produce', encode }, produceResponse)
}
