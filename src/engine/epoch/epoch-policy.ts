import type { ReadyChunks } from '../scan/ready-chunks.js'

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
  ready: ReadyChunks,
  watermarks: readonly number[],
  nextWindowEnds: readonly number[],
  now: number,
  options: EpochPolicyOptions
): boolean {
  if (passes(watermarks, nextWindowEnds)) return true
  if (ready.chunks.length === 0) return false
  return (
    !options.minibatchEnabled ||
    ready.records >= options.minibatchSize ||
    now >= latencyDeadline(ready, options) ||
    passes(watermarks, ready.earliestWindowEnds)
  )
}

/** When the chunks are due by age, on the monotonic clock; Infinity when there are none. */
export function latencyDeadline({ chunks }: ReadyChunks, options: EpochPolicyOptions): number {
  const oldest = chunks[0]?.arrival.takenAt ?? Number.POSITIVE_INFINITY
  return oldest + options.minibatchLatencyMs
}

function passes(watermarks: readonly number[], windowEnds: readonly number[]): boolean {
  return windowEnds.some((end, job) => (watermarks[job] ?? Number.NEGATIVE_INFINITY) >= end)
}
