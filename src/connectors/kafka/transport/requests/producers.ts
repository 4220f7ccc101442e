import { API, type KafkaRequest } from '../request.js'
import { Reader, Writer } from '../wire.js'

/** A producer that wrote to a partition lately. */
export interface ActiveProducer {
  readonly producerId: string
  readonly producerEpoch: number
  /** First offset of its open transaction; -1: it has none. */
  readonly transactionStart: number
}

/**
 * DescribeProducers v0 of one partition (Kafka 2.8 and later), to its leader: header tags, topics [name, partitions
 * [i32], tags], tags; answers header tags, throttle i32, topics [name, partitions [number i32, error i16, message,
 * producers [id i64, epoch i32, last sequence i32, last time i64, coordinator epoch i32, transaction start i64, tags],
 * tags], tags], tags.
 */
export function describeProducersRequest(
  topic: string,
  partition: number
): KafkaRequest<{ readonly errorCode: number; readonly producers: readonly ActiveProducer[] }> {
  return {
    ...{ apiKey: API.DescribeProducers, apiVersion: 0, apiName: 'DescribeProducers' },
    encode: () =>
      new Writer()
        .noTags()
        .compactArray([topic], (name, writer) =>
          writer
            .compactString(name)
            .compactArray([partition], (number) => writer.int32(number))
            .noTags()
        )
        .noTags()
        .finish(),
    decode: (answer) => {
      const reader = new Reader(answer)
      reader.tags()
      reader.int32()
      const topics = reader.compactArray(() => {
        reader.compactString()
        const partitions = reader.compactArray(() => readPartition(reader))
        reader.tags()
        return partitions
      })
      return topics.flat()[0] ?? { errorCode: -1, producers: [] }
    }
  }
}

function readPartition(reader: Reader): { errorCode: number; producers: ActiveProducer[] } {
  reader.int32()
  const errorCode = reader.int16()
  reader.compactString()
  const producers = reader.compactArray(() => {
    const producerId = reader.id64()
    const producerEpoch = reader.int32()
    reader.int32()
    reader.int64()
    reader.int32()
    const transactionStart = reader.int64()
    reader.tags()
    return { producerId, producerEpoch, transactionStart }
  })
  reader.tags()
  return { errorCode, producers }
}
