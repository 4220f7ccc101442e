import type { Status } from '../../engine/status/status.js'

/** Tells rates from what a service says of itself, which has totals only: each reader has a meter of its own. */
export class RateMeter {
  #records = 0
  #uptimeMs = 0

  /** Records a second since the last look, or since the start. */
  recordsPerSecond({ records, uptimeMs }: Pick<Status, 'records' | 'uptimeMs'>): number {
    const seconds = (uptimeMs - this.#uptimeMs) / 1000
    const rate = seconds > 0 ? (records.total - this.#records) / seconds : 0
    this.#records = records.total
    this.#uptimeMs = uptimeMs
    return rate
  }
}
