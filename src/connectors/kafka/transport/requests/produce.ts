import { API, type KafkaRequest } from '../request.js'
import { Reader, Writer } from '../wire.js'

/** A finished record batch and where it goes. */
export interface ProduceBatch {
  readonly topic: string
  readonly partition: number
  readonly bytes: Buffer
}

export interface ProducedPartition {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  readonly baseOffset: number
}

const ALL_REPLICAS = -1
const BROKER_TIMEOUT_MS = 10_000

/**
 * Produce v7 of batches that are already encoded, at most one for a partition, as the protocol wants it: transactional
 * id, acks i16, time-out i32, topics [name, partitions [number i32, batch bytes]]; answers topics [name, partitions
 * [number i32, error i16, base offset i64, append time i64, log start i64]], throttle i32.
 */
export function produceRequest(
  transactionalId: string | null,
  batches: readonly ProduceBatch[]
): KafkaRequest<ProducedPartition[]> {
  const byTopic = new Map<string, ProduceBatch[]>()
  for (const batch of batches) byTopic.set(batch.topic, [...(byTopic.get(batch.topic) ?? []), batch])
  const bytes = batches.reduce((sum, batch) => sum + batch.bytes.length + batch.topic.length, 0)
  return {
    ...{ apiKey: API.Produce, apiVersion: 7, apiName: 'Produce' },
    encode: () =>
      new Writer(bytes + 4096)
        .string(transactionalId)
        .int16(ALL_REPLICAS)
        .int32(BROKER_TIMEOUT_MS)
        .array([...byTopic], ([topic, partitions], writer) =>
          writer.string(topic).array(partitions, (batch) => writer.int32(batch.partition).bytes(batch.bytes))
        )
        .finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      return reader
        .array(() => {
          const topic = reader.string()
          return reader.array(() => readPartition(reader, topic))
        })
        .flat()
    }
  }
}

function readPartition(reader: Reader, topic: string): ProducedPartition {
  const produced = {
    topic,
    partition: reader.int32(),
    errorCode: reader.int16(),
    baseOffset: reader.int64()
  }
  reader.int64()
  reader.int64()
  return produced
}
