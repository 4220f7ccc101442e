import { API, type KafkaRequest } from '../request.js'
import { Reader, Writer } from '../wire.js'

/** Operations of Kafka's authorizer, as bits of what a user may do. */
export const OPERATION_BIT = {
  READ: 1 << 3,
  WRITE: 1 << 4,
  CREATE: 1 << 5,
  DELETE: 1 << 6,
  DESCRIBE: 1 << 8
} as const

export type Operation = keyof typeof OPERATION_BIT

/** Tag of the finalized features in an answer to ApiVersions. */
const FINALIZED_FEATURES = 2

/**
 * ApiVersions v3: what the cluster has agreed on.
 *
 *     request:  header tags, client name, client version, tags
 *     response: error i16, requests [key, least, greatest i16, tags], throttle i32,
 *               tags { 2: features [name, greatest i16, least i16, tags] }
 *
 * Its answer alone has no tags in the header. Answers with the features' levels by name; none from brokers that have none.
 */
export function featuresRequest(): KafkaRequest<{
  readonly errorCode: number
  readonly features: ReadonlyMap<string, number>
}> {
  return {
    ...{ apiKey: API.ApiVersions, apiVersion: 3, apiName: 'ApiVersions' },
    encode: () => new Writer().noTags().compactString('millrace').compactString('1').noTags().finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      const errorCode = reader.int16()
      reader.compactArray(() => {
        for (let field = 0; field < 3; field++) reader.int16()
        reader.tags()
      })
      reader.int32()
      const features = reader.tagged().get(FINALIZED_FEATURES)
      const levels = features?.compactArray((): [string, number] => {
        const level: [string, number] = [features.compactString(), features.int16()]
        features.int16()
        features.tags()
        return level
      })
      return { errorCode, features: new Map(levels) }
    }
  }
}

/**
 * DescribeGroups v3: groups [name], operations bool; answers throttle i32, groups [error i16, name, state, protocol type,
 * protocol, members [id, client id, client host, metadata bytes, assignment bytes], operations i32]. A group that does
 * not exist is described as well.
 */
export function groupOperationsRequest(
  group: string
): KafkaRequest<{ readonly errorCode: number; readonly operations: number }> {
  return {
    ...{ apiKey: API.DescribeGroups, apiVersion: 3, apiName: 'DescribeGroups' },
    encode: () => new Writer().int32(1).string(group).boolean(true).finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      reader.int32()
      const [described] = reader.array(() => readGroup(reader))
      return described ?? { errorCode: 0, operations: 0 }
    }
  }
}

function readGroup(reader: Reader): { errorCode: number; operations: number } {
  const errorCode = reader.int16()
  for (let field = 0; field < 4; field++) reader.nullableString()
  reader.array(() => {
    for (let field = 0; field < 3; field++) reader.nullableString()
    reader.bytes()
    reader.bytes()
  })
  return { errorCode, operations: reader.int32() }
}

const METADATA_TOPIC = '__cluster_metadata'

/**
 * DescribeQuorum v1, of the partition of the cluster's metadata: its leader says of itself when it was last up to date,
 * which is now, by its clock.
 *
 *     request:  header tags, topics [name, partitions [number i32, tags], tags], tags
 *     response: header tags, error i16, topics [name, partitions [number i32, error i16, leader, epoch i32, high watermark
 *               i64, voters [id i32, end i64, fetched i64, caught up i64, tags], observers (alike), tags], tags], tags
 *
 * Answers with that time, ms since 1970; null where it is not told.
 */
export function leaderClockRequest(): KafkaRequest<{
  readonly errorCode: number
  readonly time: number | null
}> {
  return {
    ...{ apiKey: API.DescribeQuorum, apiVersion: 1, apiName: 'DescribeQuorum' },
    encode: () =>
      new Writer()
        .noTags()
        .compactArray([METADATA_TOPIC], (topic, writer) =>
          writer
            .compactString(topic)
            .compactArray([0], (partition) => writer.int32(partition).noTags())
            .noTags()
        )
        .noTags()
        .finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      reader.tags()
      const errorCode = reader.int16()
      const [time = null] = reader.compactArray(() => {
        reader.compactString()
        const [clock = null] = reader.compactArray(() => readLeaderClock(reader))
        reader.tags()
        return clock
      })
      return { errorCode, time }
    }
  }
}

function readLeaderClock(reader: Reader): number | null {
  reader.int32()
  reader.int16()
  const leader = reader.int32()
  reader.int32()
  reader.int64()
  const replica = (): { id: number; caughtUpAt: number } => {
    const id = reader.int32()
    reader.int64()
    reader.int64()
    const caughtUpAt = reader.int64()
    reader.tags()
    return { id, caughtUpAt }
  }
  const voters = reader.compactArray(replica)
  reader.compactArray(replica)
  reader.tags()
  const time = voters.find(({ id }) => id === leader)?.caughtUpAt ?? -1
  return time > 0 ? time : null
}
