import { PartitionMap } from '../partition-map.js'
import type { ScannedChunk } from './scanned-chunk.js'

/** Scanned chunks at the head of the queue, and what they come to: kept up as they grow, for it is asked at every step. */
export class ReadyChunks {
  readonly #chunks: ScannedChunk[] = []
  readonly #maxTimestamps = new PartitionMap<number>()
  readonly #earliestWindowEnds: number[] = []
  #records = 0

  get chunks(): readonly ScannedChunk[] {
    return this.#chunks
  }

  /** Records that were read in them. */
  get records(): number {
    return this.#records
  }

  /** Greatest timestamp by partition, ms; -Infinity where none of a partition's records has one. */
  get maxTimestamps(): PartitionMap<number> {
    return this.#maxTimestamps
  }

  /** By job, least last millisecond of a window that they open, as {@link ScannedChunk.stats} have it. */
  get earliestWindowEnds(): readonly number[] {
    return this.#earliestWindowEnds
  }

  add(chunk: ScannedChunk): void {
    const { source, partition, stats } = chunk
    this.#chunks.push(chunk)
    this.#records += stats.records
    const known = this.#maxTimestamps.get(source, partition) ?? Number.NEGATIVE_INFINITY
    this.#maxTimestamps.set(source, partition, Math.max(known, stats.maxTimestamp))
    stats.earliestWindowEnds.forEach((end, job) => {
      this.#earliestWindowEnds[job] = Math.min(this.#earliestWindowEnds[job] ?? Number.POSITIVE_INFINITY, end)
    })
  }
}
