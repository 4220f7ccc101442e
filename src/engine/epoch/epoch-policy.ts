import { PartitionMap } from '../partition-map.js'
import type { ScannedChunk } from '../scan/scan-queue.js'

export interface EpochPolicyOptions {
  /** Off: whatever is scanned is an epoch at once. */
  readonly minibatchEnabled: boolean
  /** Records that make an epoch due. */
  readonly minibatchSize: number
  /** Longest wait of a record for its epoch, ms. */
  readonly minibatchLatencyMs: number
}

/**
 * Whether an epoch of these chunks is due: it is full, its oldest record has waited long enough, or some job's
 * watermark would pass the end of one of its open windows (a result never waits for the timer).
 * @param watermarks by job, with which the epoch would end
 * @param nextWindowEnds by job, least last millisecond of its windows that were open before
 * @param now on the monotonic clock
 */
export function isEpochDue(
  chunks: readonly ScannedChunk[],
  watermarks: readonly number[],
  nextWindowEnds: readonly number[],
  now: number,
  options: EpochPolicyOptions
): boolean {
  if (passes(watermarks, nextWindowEnds)) return true
  if (chunks.length === 0) return false
  if (!options.minibatchEnabled) return true
  const records = chunks.reduce((sum, chunk) => sum + chunk.stats.records, 0)
  return (
    records >= options.minibatchSize ||
    now >= latencyDeadline(chunks, options) ||
    chunks.some((chunk) => passes(watermarks, chunk.stats.earliestWindowEnds))
  )
}

/** When the chunks are due by age, on the monotonic clock; Infinity when there are none. */
export function latencyDeadline(chunks: readonly ScannedChunk[], options: EpochPolicyOptions): number {
  const oldest = chunks[0]?.arrival.takenAt ?? Number.POSITIVE_INFINITY
  return oldest + options.minibatchLatencyMs
}

/** Greatest timestamp of the chunks, by partition. */
export function maxTimestampsOf(chunks: readonly ScannedChunk[]): PartitionMap<number> {
  const greatest = new PartitionMap<number>()
  for (const { source, partition, stats } of chunks) {
    const known = greatest.get(source, partition) ?? Number.NEGATIVE_INFINITY
    greatest.set(source, partition, Math.max(known, stats.maxTimestamp))
  }
  return greatest
}

function passes(watermarks: readonly number[], windowEnds: readonly number[]): boolean {
  return windowEnds.some((end, job) => (watermarks[job] ?? Number.NEGATIVE_INFINITY) >= end)
}
