import type { AbortedTransaction } from '../../../../records/committed.js'
import { API, type KafkaRequest } from '../request.js'
import { Reader, Writer } from '../wire.js'
import type { Isolation } from './offsets.js'

/** What a fetch brought for one partition; `records` is a view into the response. */
export interface FetchedPartition {
  readonly partition: number
  readonly error: number
  readonly highWatermark: number
  /** Records before it are decided: committed or aborted. */
  readonly lastStableOffset: number
  readonly aborted: readonly AbortedTransaction[]
  /** Whole batches, the last one perhaps cut short; the first may begin before the offset asked for. */
  readonly records: Buffer
}

export interface FetchOptions {
  readonly topic: string
  /** [partition, offset], in the order in which the broker fills the response. */
  readonly positions: readonly (readonly [number, number])[]
  readonly isolation: Isolation
  readonly maxWaitMs: number
  /** Limits of the response and of each partition; a first batch that is larger comes all the same. */
  readonly maxBytes: number
  readonly partitionMaxBytes: number
}

const NO_REPLICA = -1
const LEAST_BYTES = 1
const NO_SESSION = [0, -1] as const
const UNKNOWN = -1

/**
 * Fetch of one topic, without a fetch session, the records left as bytes.
 *
 * @param topicId asks for the topic with this id alone, where the broker can (Kafka 3.1): one that was made anew under
 * the same name answers UNKNOWN_TOPIC_ID or INCONSISTENT_TOPIC_ID
 */
export function fetchRequest(
  options: FetchOptions,
  topicId: string | null
): KafkaRequest<FetchedPartition[]> {
  return topicId === null ? fetchByName(options) : fetchById(options, topicId)
}

/**
 * Fetch v13 of one topic by its id: header tags, replica i32, wait i32, least and most bytes i32, isolation i8,
 * session i32, session epoch i32, topics [id 16 bytes, partitions [number i32, leader epoch i32, offset i64, last
 * fetched epoch i32, log start i64, bytes i32, tags], tags], forgotten topics [], rack, tags.
 */
function fetchById(options: FetchOptions, topicId: string): KafkaRequest<FetchedPartition[]> {
  const { positions, isolation, maxWaitMs, maxBytes, partitionMaxBytes } = options
  return {
    ...{ apiKey: API.Fetch, apiVersion: 13, apiName: 'Fetch' },
    older: fetchByName(options),
    encode: () =>
      new Writer()
        .noTags()
        .int32(NO_REPLICA)
        .int32(maxWaitMs)
        .int32(LEAST_BYTES)
        .int32(maxBytes)
        .int8(isolation)
        .int32(NO_SESSION[0])
        .int32(NO_SESSION[1])
        .compactArray([topicId], (id, writer) =>
          writer
            .uuid(id)
            .compactArray(positions, ([partition, offset]) =>
              writer
                .int32(partition)
                .int32(UNKNOWN)
                .int64(offset)
                .int32(UNKNOWN)
                .int64(UNKNOWN)
                .int32(partitionMaxBytes)
                .noTags()
            )
            .noTags()
        )
        .compactArray([], () => undefined)
        .compactString('')
        .noTags()
        .finish(),
    decode: decodeFetchById
  }
}

/**
 * Fetch v11 of one topic by its name: replica i32, wait i32, least and most
 * bytes i32, isolation i8, session i32, session epoch i32, topics [name, partitions [number i32, leader epoch i32,
 * offset i64, log start i64, bytes i32]], forgotten topics [], rack.
 */
function fetchByName(options: FetchOptions): KafkaRequest<FetchedPartition[]> {
  const { topic, positions, isolation, maxWaitMs, maxBytes, partitionMaxBytes } = options
  return {
    ...{ apiKey: API.Fetch, apiVersion: 11, apiName: 'Fetch' },
    encode: () =>
      new Writer()
        .int32(NO_REPLICA)
        .int32(maxWaitMs)
        .int32(LEAST_BYTES)
        .int32(maxBytes)
        .int8(isolation)
        .int32(NO_SESSION[0])
        .int32(NO_SESSION[1])
        .int32(1)
        .string(topic)
        .array(positions, ([partition, offset], writer) =>
          writer.int32(partition).int32(UNKNOWN).int64(offset).int64(UNKNOWN).int32(partitionMaxBytes)
        )
        .int32(0)
        .string('')
        .finish(),
    decode: decodeFetchByName
  }
}

/**
 * Response of v11: throttle i32, error i16, session i32, then topics: name string, then partitions:
 * partition i32, error i16, highWatermark i64, lastStableOffset i64, logStartOffset i64,
 * aborted [producerId i64, firstOffset i64], preferred replica i32, records bytes.
 */
function decodeFetchByName(raw: Buffer): FetchedPartition[] {
  const fetched: FetchedPartition[] = []
  let at = 10
  const topics = raw.readInt32BE(at)
  at += 4
  for (let t = 0; t < topics; t++) {
    at += 2 + raw.readInt16BE(at)
    const partitions = raw.readInt32BE(at)
    at += 4
    for (let p = 0; p < partitions; p++) {
      const header = at
      const aborted: AbortedTransaction[] = []
      const count = raw.readInt32BE(at + 30)
      at += 34
      for (let i = 0; i < count; i++, at += 16) {
        aborted.push({ producerId: raw.readBigInt64BE(at), firstOffset: offsetAt(raw, at + 8) })
      }
      const length = Math.max(0, raw.readInt32BE(at + 4))
      at += 8
      fetched.push({
        partition: raw.readInt32BE(header),
        error: raw.readInt16BE(header + 4),
        highWatermark: offsetAt(raw, header + 6),
        lastStableOffset: offsetAt(raw, header + 14),
        aborted,
        records: raw.subarray(at, at + length)
      })
      at += length
    }
  }
  return fetched
}

/**
 * Response of v13: header tags, throttle i32, error i16, session i32, topics [id 16 bytes, partitions [partition i32,
 * error i16, highWatermark i64, lastStableOffset i64, logStartOffset i64, aborted [producerId i64, firstOffset i64,
 * tags], preferred replica i32, records bytes, tags], tags], tags.
 */
function decodeFetchById(raw: Buffer): FetchedPartition[] {
  const reader = new Reader(raw)
  reader.tags()
  reader.int32()
  reader.int16()
  reader.int32()
  const topics = reader.compactArray(() => {
    reader.uuid()
    const partitions = reader.compactArray(() => {
      const [partition, error] = [reader.int32(), reader.int16()]
      const [highWatermark, lastStableOffset] = [reader.int64(), reader.int64()]
      // The log's start.
      reader.int64()
      const aborted = reader.compactArray(() => {
        const transaction = { producerId: BigInt(reader.id64()), firstOffset: reader.int64() }
        reader.tags()
        return transaction
      })
      reader.int32()
      const records = reader.compactBytes()
      reader.tags()
      return { partition, error, highWatermark, lastStableOffset, aborted, records }
    })
    reader.tags()
    return partitions
  })
  return topics.flat()
}

/** Offsets are 64 bits, in practice below 2^53. */
function offsetAt(raw: Buffer, at: number): number {
  return raw.readInt32BE(at) * 0x1_0000_0000 + raw.readUInt32BE(at + 4)
}
