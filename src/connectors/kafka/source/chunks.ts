import type { Clock } from '../../clock.js'
import type { Chunk } from '../../connector.js'
import type { BufferPool } from '../../buffer-pool.js'
import { CODEC } from '../../../records/codecs.js'
import { committedBatches } from '../../../records/committed.js'
import type { FetchedPartition } from '../transport/fetch.js'
import type { BatchPlace, RecordBatch } from '../../../records/record-batch.js'

/**
 * Compressed bytes of a chunk. A worker decompresses a chunk as a whole: with as much as a fetch brings, some 5 MB of
 * events, two workers took 160 MB more.
 */
const MAX_COMPRESSED_BYTES = 256 << 10

/** Where a batch keeps its checksum. */
const CRC_AT = 17

export interface ChunkLimits {
  readonly pool: BufferPool
  readonly maxRecordsPerChunk: number
  readonly clock: Clock
}

/**
 * What a fetch brought for one partition as chunks: its committed batches, copied into pooled buffers, cut after the
 * batch that reaches `maxRecordsPerChunk`, or where the compressed ones are enough. The last chunk accounts for all that was looked at; where nothing counts
 * it is empty and only moves the position. No chunk at all when no whole batch came.
 */
export function chunksOf(
  fetched: FetchedPartition,
  position: number,
  place: BatchPlace,
  limits: ChunkLimits
): Chunk[] {
  const kept: RecordBatch[][] = [[]]
  let records = 0
  let compressedBytes = 0
  const reached = committedBatches(fetched.records, fetched.aborted, position, place, (batch) => {
    if (records >= limits.maxRecordsPerChunk || compressedBytes >= MAX_COMPRESSED_BYTES) {
      kept.push([])
      records = 0
      compressedBytes = 0
    }
    kept.at(-1)?.push(batch)
    records += batch.recordCount
    if (batch.codec !== CODEC.NONE) compressedBytes += batch.bytes.byteLength
  })
  if (reached === position) return []
  let from = position
  return kept.map((batches, index) => {
    const toOffset = index === kept.length - 1 ? reached : (batches.at(-1)?.lastOffset ?? from - 1) + 1
    const chunk = buildChunk(batches, place.partition, from, toOffset, limits.pool)
    from = toOffset
    return chunk
  })
}

function buildChunk(
  batches: readonly RecordBatch[],
  partition: number,
  fromOffset: number,
  toOffset: number,
  pool: BufferPool
): Chunk {
  const byteLength = batches.reduce((sum, batch) => sum + batch.bytes.byteLength, 0)
  const buffer = pool.acquire(byteLength)
  const target = new Uint8Array(buffer)
  let at = 0
  let records = 0
  let digest = 0
  for (const batch of batches) {
    target.set(batch.bytes, at)
    at += batch.bytes.byteLength
    records += batch.recordCount
    digest = (digest + new DataView(batch.bytes.buffer, batch.bytes.byteOffset).getUint32(CRC_AT)) >>> 0
  }
  return { partition, format: 'record-batches', fromOffset, toOffset, records, digest, buffer, byteLength }
}
