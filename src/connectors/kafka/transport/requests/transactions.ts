import { API, type KafkaRequest } from '../request.js'
import { Reader, Writer } from '../wire.js'
import { readPartitionErrors, writeOffsets, type PartitionError, type TopicOffsets } from './offsets.js'

/** The producer as InitProducerId named it. */
export interface ProducerIdentity {
  readonly transactionalId: string
  /** 64 bits in decimal. */
  readonly producerId: string
  readonly producerEpoch: number
}

/**
 * InitProducerId v1: transactional id, time-out i32; answers throttle i32, error i16, producer id i64, epoch i16.
 *
 * @param transactionalId null for a producer that is idempotent alone
 */
export function initProducerIdRequest(
  transactionalId: string | null,
  timeoutMs: number
): KafkaRequest<{
  readonly errorCode: number
  readonly producerId: string
  readonly producerEpoch: number
}> {
  return {
    ...{ apiKey: API.InitProducerId, apiVersion: 1, apiName: 'InitProducerId' },
    encode: () => new Writer().string(transactionalId).int32(timeoutMs).finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      reader.int32()
      return { errorCode: reader.int16(), producerId: reader.id64(), producerEpoch: reader.int16() }
    }
  }
}

/**
 * AddPartitionsToTxn v1: transactional id, producer id i64, epoch i16, topics [name, partitions [i32]]; answers
 * throttle i32, topics [name, partitions [number i32, error i16]].
 */
export function addPartitionsRequest(
  producer: ProducerIdentity,
  topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[]
): KafkaRequest<PartitionError[]> {
  return {
    ...{ apiKey: API.AddPartitionsToTxn, apiVersion: 1, apiName: 'AddPartitionsToTxn' },
    encode: () =>
      claim(new Writer(), producer)
        .array(topics, ({ topic, partitions }, writer) =>
          writer.string(topic).array(partitions, (partition) => writer.int32(partition))
        )
        .finish(),
    decode: (answer) => readPartitionErrors(new Reader(answer))
  }
}

/** AddOffsetsToTxn v1: transactional id, producer id i64, epoch i16, group; answers throttle i32, error i16. */
export function addOffsetsRequest(
  producer: ProducerIdentity,
  group: string
): KafkaRequest<{ readonly errorCode: number }> {
  return {
    ...{ apiKey: API.AddOffsetsToTxn, apiVersion: 1, apiName: 'AddOffsetsToTxn' },
    encode: () => claim(new Writer(), producer).string(group).finish(),
    decode: readError
  }
}

/**
 * TxnOffsetCommit v1: transactional id, group, producer id i64, epoch i16, topics [name, partitions [number i32,
 * offset i64, metadata]]; answers throttle i32, topics [name, partitions [number i32, error i16]].
 */
export function txnOffsetCommitRequest(
  { transactionalId, producerId, producerEpoch }: ProducerIdentity,
  group: string,
  topics: readonly TopicOffsets[]
): KafkaRequest<PartitionError[]> {
  return {
    ...{ apiKey: API.TxnOffsetCommit, apiVersion: 1, apiName: 'TxnOffsetCommit' },
    encode: () => {
      const writer = new Writer().string(transactionalId).string(group).int64(producerId)
      return writeOffsets(writer.int16(producerEpoch), topics).finish()
    },
    decode: (answer) => readPartitionErrors(new Reader(answer))
  }
}

/** EndTxn v1, which commits: transactional id, producer id i64, epoch i16, commit bool; answers throttle i32, error i16. */
export function endTxnRequest(producer: ProducerIdentity): KafkaRequest<{ readonly errorCode: number }> {
  return {
    ...{ apiKey: API.EndTxn, apiVersion: 1, apiName: 'EndTxn' },
    encode: () => claim(new Writer(), producer).boolean(true).finish(),
    decode: readError
  }
}

function claim(writer: Writer, { transactionalId, producerId, producerEpoch }: ProducerIdentity): Writer {
  return writer.string(transactionalId).int64(producerId).int16(producerEpoch)
}

function readError(answer: Buffer): { errorCode: number } {
  const reader = new Reader(answer)
  reader.int32()
  return { errorCode: reader.int16() }
}
