import { API, type KafkaRequest } from '../request.js'
import { Reader, Writer } from '../wire.js'

export type Isolation = 0 | 1
export const READ_UNCOMMITTED: Isolation = 0
export const READ_COMMITTED: Isolation = 1

/** Special timestamps of ListOffsets. */
export const EARLIEST = -2
export const LATEST = -1

/** Offsets by partition of one topic. */
export interface TopicOffsets {
  readonly topic: string
  readonly offsets: ReadonlyMap<number, number>
  /** What the group keeps beside each of them. */
  readonly note?: string | undefined
}

export interface PartitionOffset {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  readonly offset: number
}

/** What a group has committed of a partition. */
export interface CommittedPartition extends PartitionOffset {
  /** What was put beside the offset. */
  readonly note: string | null
}

export interface PartitionError {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
}

/** The consumer of a group, for brokers that want to know; not one of the replicas. */
const NO_REPLICA = -1

/**
 * ListOffsets v3 of partitions that one node leads: replica i32, isolation i8, topics [name, partitions [number i32,
 * timestamp i64]]; answers throttle i32, topics [name, partitions [number i32, error i16, timestamp i64, offset i64]].
 *
 * @param timestamp epoch milliseconds, or {@link EARLIEST}, {@link LATEST}
 */
export function listOffsetsRequest(
  topic: string,
  partitions: readonly number[],
  timestamp: number,
  isolation: Isolation
): KafkaRequest<PartitionOffset[]> {
  return {
    ...{ apiKey: API.ListOffsets, apiVersion: 3, apiName: 'ListOffsets' },
    encode: () =>
      new Writer()
        .int32(NO_REPLICA)
        .int8(isolation)
        .int32(1)
        .string(topic)
        .array(partitions, (partition, writer) => writer.int32(partition).int64(timestamp))
        .finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      reader.int32()
      return readTopics(reader, (name) => {
        const partition = reader.int32()
        const errorCode = reader.int16()
        reader.int64()
        return { topic: name, partition, errorCode, offset: reader.int64() }
      })
    }
  }
}

/**
 * OffsetFetch v4: group, topics [name, partitions [i32]]; answers throttle i32, topics [name, partitions [number i32,
 * offset i64, metadata, error i16]], error i16.
 */
export function offsetFetchRequest(
  group: string,
  topic: string,
  partitions: readonly number[]
): KafkaRequest<{ readonly errorCode: number; readonly partitions: readonly CommittedPartition[] }> {
  return {
    ...{ apiKey: API.OffsetFetch, apiVersion: 4, apiName: 'OffsetFetch' },
    encode: () =>
      new Writer()
        .string(group)
        .int32(1)
        .string(topic)
        .array(partitions, (partition, writer) => writer.int32(partition))
        .finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      reader.int32()
      const found = readTopics(reader, (name) => {
        const partition = reader.int32()
        const offset = reader.int64()
        const note = reader.nullableString()
        return { topic: name, partition, offset, note, errorCode: reader.int16() }
      })
      return { errorCode: reader.int16(), partitions: found }
    }
  }
}

const NO_GENERATION = -1

/**
 * OffsetCommit v5, as a group without members: group, generation i32, member, topics [name, partitions [number i32,
 * offset i64, metadata]]; answers throttle i32, topics [name, partitions [number i32, error i16]].
 */
export function offsetCommitRequest(group: string, offsets: TopicOffsets): KafkaRequest<PartitionError[]> {
  return {
    ...{ apiKey: API.OffsetCommit, apiVersion: 5, apiName: 'OffsetCommit' },
    encode: () =>
      writeOffsets(new Writer().string(group).int32(NO_GENERATION).string(''), [offsets]).finish(),
    decode: (answer) => readPartitionErrors(new Reader(answer))
  }
}

/** Topics [name, partitions [number i32, offset i64, metadata string]]. */
export function writeOffsets(writer: Writer, topics: readonly TopicOffsets[]): Writer {
  return writer.array(topics, ({ topic, offsets, note = null }) =>
    writer
      .string(topic)
      .array([...offsets], ([partition, offset]) => writer.int32(partition).int64(offset).string(note))
  )
}

/** Throttle i32, topics [name, partitions [number i32, error i16]]. */
export function readPartitionErrors(reader: Reader): PartitionError[] {
  reader.int32()
  return readTopics(reader, (topic) => ({ topic, partition: reader.int32(), errorCode: reader.int16() }))
}

/** Topics [name, partitions [what `read` reads]], flat. */
function readTopics<T>(reader: Reader, read: (topic: string) => T): T[] {
  return reader
    .array(() => {
      const topic = reader.string()
      return reader.array(() => read(topic))
    })
    .flat()
}
