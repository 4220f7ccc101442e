import type { InputSet } from '../inputs.js'
import { PartitionMap } from '../partition-map.js'
import type { JournalMaxTimestamp } from '../../connectors/journal.js'

/** The watermark of sources that ended: beyond every timestamp, and exact as a double. */
export const END_OF_TIME = Number.MAX_SAFE_INTEGER

/** What watermarks have to know of a source. */
export interface WatermarkSource {
  readonly name: string
  readonly watermarkDelayMs: number
  /** A partition with nothing to read for so long is idle; 0: never. */
  readonly idleTimeoutMs: number
}

/** What a look at a partition shows. */
export interface PartitionLook {
  /** Records of it are under way, or known to wait. */
  readonly isBusy: boolean
  /** When it was last known to have nothing, on the monotonic clock; undefined: not yet. */
  readonly emptyAt: number | undefined
}

interface PartitionState {
  maxTimestamp: number
  /** When the partition last had something to read, on the monotonic clock. */
  activeAt: number
  isIdle: boolean
}

/** When an idle time-out is over and the source was not asked in vain since then, it is looked at again so soon. */
const LOOK_AGAIN_MS = 100

/**
 * Event-time watermarks with idleness, as Flink's bounded-out-of-orderness strategy with `withIdleness` has them:
 * a partition's watermark is its greatest timestamp less the delay; that of a set of sources is the least over their
 * partitions that are not idle, and never goes back. While all are idle it stands.
 *
 * Idle is a partition that had nothing for the time-out *and was looked at*: the time in which nobody could look,
 * because the process was suspended or the broker was out of reach, does not count.
 */
export class Watermarks {
  readonly #sources: readonly WatermarkSource[]
  readonly #inputs: readonly InputSet[]
  readonly #partitions = new PartitionMap<PartitionState>()
  readonly #ended = new Set<number>()
  #current: readonly number[]
  /** No partition can become idle before, on the monotonic clock: activity only moves that on. */
  #nextIdle = Number.NEGATIVE_INFINITY

  constructor(sources: readonly WatermarkSource[], inputs: readonly InputSet[]) {
    this.#sources = sources
    this.#inputs = inputs
    this.#current = inputs.map(() => Number.NEGATIVE_INFINITY)
  }

  /** The watermarks reached so far, by set of sources, ms; -Infinity while there is none. */
  get current(): readonly number[] {
    return this.#current
  }

  /** Greatest timestamp of every partition that has one: what the journal keeps. */
  maxTimestamps(): JournalMaxTimestamp[] {
    return [...this.#partitions.entries()].flatMap(([source, partition, { maxTimestamp }]) => {
      const name = this.#sources[source]?.name
      return name === undefined || maxTimestamp === Number.NEGATIVE_INFINITY
        ? []
        : [[name, partition, maxTimestamp] as const]
    })
  }

  /** Adds a partition that is watched from `now` on; one that is known already stays as it is. */
  addPartition(source: number, partition: number, now: number): void {
    if (this.#partitions.has(source, partition)) return
    const state = { maxTimestamp: Number.NEGATIVE_INFINITY, activeAt: now, isIdle: false }
    this.#partitions.set(source, partition, state)
    this.#nextIdle = Number.NEGATIVE_INFINITY
  }

  /** Puts back what the journal kept of an earlier run. Sources that it names and that are no more are left out. */
  restore(maxTimestamps: readonly JournalMaxTimestamp[], watermarks: readonly number[], now: number): void {
    for (const [name, partition, maxTimestamp] of maxTimestamps) {
      const source = this.#sources.findIndex((one) => one.name === name)
      if (source < 0) continue
      this.addPartition(source, partition, now)
      this.#state(source, partition).maxTimestamp = maxTimestamp
    }
    this.advanceTo(watermarks)
  }

  /** Records were read from the partition, or more are known to wait there. */
  markActive(source: number, partition: number, now: number): void {
    const state = this.#state(source, partition)
    state.activeAt = now
    if (state.isIdle) this.#nextIdle = Number.NEGATIVE_INFINITY
    state.isIdle = false
  }

  /** A record's timestamp was seen. */
  observe(source: number, partition: number, timestamp: number): void {
    const state = this.#state(source, partition)
    if (timestamp > state.maxTimestamp) state.maxTimestamp = timestamp
  }

  /** The source is at the end of time, and all of it is accounted for: it holds nobody back any more. */
  markEnded(source: number): void {
    this.#ended.add(source)
  }

  /**
   * Finds out which partitions are idle at `now`.
   * @returns when the next one may become idle, on the monotonic clock; Infinity when none can
   */
  checkIdle(now: number, look: (source: number, partition: number) => PartitionLook): number {
    if (now < this.#nextIdle) return this.#nextIdle
    let next = Number.POSITIVE_INFINITY
    for (const [source, partition, state] of this.#partitions.entries()) {
      const timeout = this.#sources[source]?.idleTimeoutMs ?? 0
      if (timeout === 0 || state.isIdle) continue
      const { isBusy, emptyAt = Number.NEGATIVE_INFINITY } = look(source, partition)
      if (isBusy) state.activeAt = now
      const deadline = state.activeAt + timeout
      if (emptyAt >= deadline) state.isIdle = true
      else next = Math.min(next, deadline > now ? deadline : now + LOOK_AGAIN_MS)
    }
    this.#nextIdle = next
    return next
  }

  /**
   * The watermarks that would hold if the given greatest timestamps were observed too, and the given sources had
   * ended. Pure: neither the partitions nor the current watermarks move.
   */
  preview(extra: PartitionMap<number>, ending: ReadonlySet<number> = new Set()): number[] {
    return this.#inputs.map(({ sources }, set) => {
      const current = this.#current[set] ?? Number.NEGATIVE_INFINITY
      const live = sources.filter((source) => !ending.has(source) && !this.#ended.has(source))
      if (live.length === 0) return END_OF_TIME
      const least = Math.min(...live.map((source) => this.#leastOf(source, extra)))
      return least === Number.POSITIVE_INFINITY ? current : Math.max(current, least)
    })
  }

  /** Moves the watermarks: to a preview, or to the clock in processing time. */
  advanceTo(watermarks: readonly number[]): void {
    this.#current = this.#current.map((current, set) =>
      Math.max(current, watermarks[set] ?? Number.NEGATIVE_INFINITY)
    )
  }

  /** Greatest timestamp of a partition, ms, and whether it is idle; for whoever looks on. */
  partition(
    source: number,
    partition: number
  ): { readonly maxTimestamp: number | null; readonly isIdle: boolean } {
    const state = this.#partitions.get(source, partition)
    const maxTimestamp = state?.maxTimestamp ?? Number.NEGATIVE_INFINITY
    return {
      maxTimestamp: Number.isFinite(maxTimestamp) ? maxTimestamp : null,
      isIdle: state?.isIdle ?? false
    }
  }

  /** The partition that holds the watermark of a set of sources back; null: none does. */
  heldBackBy(set: number): { readonly source: number; readonly partition: number } | null {
    let least = Number.POSITIVE_INFINITY
    let holder: { source: number; partition: number } | null = null
    for (const source of this.#inputs[set]?.sources ?? []) {
      if (this.#ended.has(source)) continue
      for (const [partition, state] of this.#partitions.of(source)) {
        const watermark = state.maxTimestamp - (this.#sources[source]?.watermarkDelayMs ?? 0)
        if (state.isIdle || watermark >= least) continue
        least = watermark
        holder = { source, partition }
      }
    }
    return holder
  }

  /** The least watermark of a source's partitions that are not idle; of one whose partitions are not known: none. */
  #leastOf(source: number, extra: PartitionMap<number>): number {
    const partitions = this.#partitions.of(source)
    if (partitions.size === 0) return Number.NEGATIVE_INFINITY
    const delay = this.#sources[source]?.watermarkDelayMs ?? 0
    let least = Number.POSITIVE_INFINITY
    for (const [partition, state] of partitions) {
      if (state.isIdle) continue
      const observed = extra.get(source, partition) ?? Number.NEGATIVE_INFINITY
      least = Math.min(least, Math.max(state.maxTimestamp, observed) - delay)
    }
    return least
  }

  #state(source: number, partition: number): PartitionState {
    const state = this.#partitions.get(source, partition)
    if (state === undefined) {
      throw new RangeError(`partition ${partition} of source ${source} was not added`)
    }
    return state
  }
}
