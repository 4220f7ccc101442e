import { eventBatches } from '../../src/cli/bench/event-batches.js'
import { splitLines } from '../../src/connectors/datagen/event-stream.js'
import type { RecordsSection } from '../../src/engine/kernel/results.js'
import { BATCH_RECORDS } from './mixes.js'

/** Some 1 MiB, what the Kafka source hands over at once. */
const BATCHES_PER_CHUNK = 16
const HEADER_BYTES = 61
const TIMESTAMP = /"timestamp": ?(\d{13})/
const WATERMARK_DELAY_MS = 10_000

/** Some batches of records, and where the pipeline's watermark stands behind them. */
export interface BenchmarkChunk {
  readonly sections: readonly (RecordsSection & { readonly bytes: Buffer })[]
  /** ms. */
  readonly watermark: number
}

export function chunksOf(lines: Buffer): BenchmarkChunk[] {
  const chunks: BenchmarkChunk[] = []
  const documents = splitLines(lines)
  const size = BATCHES_PER_CHUNK * BATCH_RECORDS
  const packing = { recordsPerBatch: BATCH_RECORDS, compression: 'none' } as const
  let greatest = 0
  for (let from = 0; from < documents.length; from += size) {
    const some = documents.slice(from, from + size)
    const text = Buffer.concat(some.flatMap((document) => [document, Buffer.from('\n')]))
    const sections: (RecordsSection & { readonly bytes: Buffer })[] = []
    let baseOffset = from
    for (const { bytes, count } of eventBatches(text, packing, 0)) {
      sections.push({ bytes: bytes.subarray(HEADER_BYTES), count, baseOffset })
      baseOffset += count
    }
    for (const document of some) greatest = Math.max(greatest, timestampOf(document))
    const watermark = greatest - WATERMARK_DELAY_MS
    chunks.push({ sections, watermark })
  }
  return chunks
}

function timestampOf(document: Buffer): number {
  return Number(TIMESTAMP.exec(document.toString('latin1'))?.[1] ?? 0)
}
