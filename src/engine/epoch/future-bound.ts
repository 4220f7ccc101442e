import type { EngineSource } from '../inputs.js'

/**
 * The greatest time of a record that counts, ms: whole, one less than the bound ahead of the clock; Infinity where the
 * source has no bound.
 * @param now ms since 1970
 */
export function latestTime({ maxFutureMs }: Pick<EngineSource, 'maxFutureMs'>, now: number): number {
  return maxFutureMs === 0 ? Number.POSITIVE_INFINITY : Math.ceil(now + maxFutureMs) - 1
}
