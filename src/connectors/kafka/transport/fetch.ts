import type { Protocol } from 'kafkajs/src/network/connection.js'
import fetchRequest from 'kafkajs/src/protocol/requests/fetch/v11/request.js'
import type { AbortedTransaction } from '../../../records/committed.js'
import type { Isolation } from './requests.js'

/** What a fetch brought for one partition; `records` is a view into the response. */
export interface FetchedPartition {
  readonly partition: number
  readonly error: number
  readonly highWatermark: number
  /** Records before it are decided: committed or aborted. */
  readonly lastStableOffset: number
  readonly logStartOffset: number
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

/** Fetch v11 of one topic, without a fetch session, the records left as bytes. */
export function fetchProtocol(options: FetchOptions): Protocol<FetchedPartition[]> {
  const partitions = options.positions.map(([partition, offset]) => ({
    partition,
    fetchOffset: String(offset),
    maxBytes: options.partitionMaxBytes
  }))
  return {
    request: fetchRequest({
      replicaId: -1,
      isolationLevel: options.isolation,
      maxWaitTime: options.maxWaitMs,
      minBytes: 1,
      maxBytes: options.maxBytes,
      topics: [{ topic: options.topic, partitions }]
    }),
    response: { decode: async (raw) => decodeFetch(raw), parse: async (fetched) => fetched },
    logResponseError: false
  }
}

/**
 * Response: throttle i32, error i16, session i32, then topics: name string, then partitions:
 * partition i32, error i16, highWatermark i64, lastStableOffset i64, logStartOffset i64,
 * aborted [producerId i64, firstOffset i64], preferred replica i32, records bytes.
 */
function decodeFetch(raw: Buffer): FetchedPartition[] {
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
        logStartOffset: offsetAt(raw, header + 22),
        aborted,
        records: raw.subarray(at, at + length)
      })
      at += length
    }
  }
  return fetched
}

/** Offsets are 64 bits, in practice below 2^53. */
function offsetAt(raw: Buffer, at: number): number {
  return raw.readInt32BE(at) * 0x1_0000_0000 + raw.readUInt32BE(at + 4)
}
