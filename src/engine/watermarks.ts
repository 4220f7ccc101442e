/**
 * Event-time watermarks with idleness, as Flink's bounded-out-of-orderness strategy with `withIdleness` has them:
 * a partition's watermark is its greatest timestamp less the delay; the pipeline's is the least over partitions
 * that are not idle, and never goes back. While all are idle it stands.
 */
export interface WatermarkOptions {
  readonly delayMs: number
  /** A partition with nothing to read for so long is idle; 0: never. */
  readonly idleTimeoutMs: number
}

interface PartitionState {
  maxTimestamp: number
  /** When the partition last had something to read. */
  activeAt: number
  idle: boolean
}

export class Watermarks {
  readonly #options: WatermarkOptions
  readonly #partitions = new Map<number, PartitionState>()
  #current = Number.NEGATIVE_INFINITY

  constructor(options: WatermarkOptions) {
    this.#options = options
  }

  /** The watermark reached so far, ms; -Infinity while there is none. */
  get current(): number {
    return this.#current
  }

  /** Greatest timestamp of every partition that has one: what the journal keeps. */
  maxTimestamps(): [number, number][] {
    return [...this.#partitions]
      .filter(([, state]) => state.maxTimestamp !== Number.NEGATIVE_INFINITY)
      .map(([partition, state]) => [partition, state.maxTimestamp])
  }

  /** Adds a partition that is watched from `now` on; one that is known already stays as it is. */
  addPartition(partition: number, now: number): void {
    if (!this.#partitions.has(partition)) {
      this.#partitions.set(partition, { maxTimestamp: Number.NEGATIVE_INFINITY, activeAt: now, idle: false })
    }
  }

  /** Puts back what the journal kept of an earlier run. */
  restore(maxTimestamps: readonly (readonly [number, number])[], watermark: number, now: number): void {
    for (const [partition, maxTimestamp] of maxTimestamps) {
      this.addPartition(partition, now)
      this.#state(partition).maxTimestamp = maxTimestamp
    }
    this.#current = Math.max(this.#current, watermark)
  }

  /** Records were read from the partition, or more are known to wait there. */
  markActive(partition: number, now: number): void {
    const state = this.#state(partition)
    state.activeAt = now
    state.idle = false
  }

  /** Takes in the greatest timestamp of records that belong to the epoch now being closed. */
  observe(partition: number, maxTimestamp: number): void {
    const state = this.#state(partition)
    state.maxTimestamp = Math.max(state.maxTimestamp, maxTimestamp)
  }

  /**
   * Marks partitions idle that had nothing to read for the time-out. `busy` names those with records under way.
   * Returns the moment at which the next one may become idle, Infinity when none can.
   */
  checkIdle(now: number, busy: (partition: number) => boolean): number {
    if (this.#options.idleTimeoutMs === 0) return Number.POSITIVE_INFINITY
    let next = Number.POSITIVE_INFINITY
    for (const [partition, state] of this.#partitions) {
      if (state.idle) continue
      if (busy(partition)) state.activeAt = now
      const deadline = state.activeAt + this.#options.idleTimeoutMs
      if (deadline <= now) state.idle = true
      else next = Math.min(next, deadline)
    }
    return next
  }

  /**
   * The watermark that would hold if the given timestamps (partition to greatest) were observed too.
   * Pure: neither the partitions nor the current watermark move.
   */
  preview(extra: ReadonlyMap<number, number>): number {
    let least = Number.POSITIVE_INFINITY
    for (const [partition, state] of this.#partitions) {
      if (state.idle) continue
      const greatest = Math.max(state.maxTimestamp, extra.get(partition) ?? Number.NEGATIVE_INFINITY)
      least = Math.min(least, greatest - this.#options.delayMs)
    }
    return least === Number.POSITIVE_INFINITY ? this.#current : Math.max(this.#current, least)
  }

  /** Moves the watermark to what the observed timestamps allow, and answers with it. */
  advance(): number {
    this.#current = this.preview(new Map())
    return this.#current
  }

  /** Moves the watermark to a given time: the clock in processing time, the end of time when a source ends. */
  advanceTo(watermark: number): number {
    this.#current = Math.max(this.#current, watermark)
    return this.#current
  }

  #state(partition: number): PartitionState {
    const state = this.#partitions.get(partition)
    if (state === undefined) throw new RangeError(`partition ${partition} was not added`)
    return state
  }
}
