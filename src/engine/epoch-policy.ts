import type { ScannedChunk } from './scan-queue.js'

export interface EpochPolicyOptions {
  /** Off: whatever is scanned is an epoch at once. */
  readonly minibatchEnabled: boolean
  /** Records that make an epoch due. */
  readonly minibatchSize: number
  /** Longest wait of a record for its epoch, ms. */
  readonly minibatchLatencyMs: number
}

/**
 * Whether an epoch of these chunks is due: it is full, its oldest record has waited long enough, or its watermark
 * would pass the end of an open window (a result never waits for the timer).
 * @param watermark the watermark that the epoch would end with
 * @param nextWindowEnd least last millisecond of the windows open before it
 */
export function isEpochDue(
  chunks: readonly ScannedChunk[],
  watermark: number,
  nextWindowEnd: number,
  now: number,
  options: EpochPolicyOptions
): boolean {
  if (watermark >= nextWindowEnd) return true
  if (chunks.length === 0) return false
  if (!options.minibatchEnabled) return true
  const records = chunks.reduce((sum, chunk) => sum + chunk.stats.records, 0)
  return (
    records >= options.minibatchSize ||
    now >= latencyDeadline(chunks, options) ||
    chunks.some((chunk) => chunk.stats.earliestWindowEnds.some((end) => watermark >= end))
  )
}

/** When the chunks are due by age, ms since 1970; Infinity when there are none. */
export function latencyDeadline(chunks: readonly ScannedChunk[], options: EpochPolicyOptions): number {
  const oldest = chunks[0]?.arrivedAt ?? Number.POSITIVE_INFINITY
  return oldest + options.minibatchLatencyMs
}

/** Greatest timestamp of the chunks, by partition. */
export function maxTimestampsOf(chunks: readonly ScannedChunk[]): Map<number, number> {
  const greatest = new Map<number, number>()
  for (const { partition, stats } of chunks) {
    greatest.set(partition, Math.max(greatest.get(partition) ?? Number.NEGATIVE_INFINITY, stats.maxTimestamp))
  }
  return greatest
}
