import type { Clock } from '../clock.js'
import type { EngineSource, Inputs } from '../inputs.js'
import type { Intake } from '../scan/intake.js'
import type { ReadyChunks } from '../scan/ready-chunks.js'
import type { ScanQueue } from '../scan/scan-queue.js'
import type { ScannedChunk } from '../scan/scanned-chunk.js'
import type { ArrivalClock } from './arrival-clock.js'
import { isEpochDue, latencyDeadline, type EpochPolicyOptions } from './epoch-policy.js'
import { END_OF_TIME, type PartitionLook, type Watermarks } from './watermarks.js'

export interface EpochPlannerOptions extends EpochPolicyOptions {
  readonly sources: readonly EngineSource[]
  readonly inputs: Inputs
  readonly scans: ScanQueue
  readonly intake: Pick<Intake, 'isReading' | 'ended'>
  readonly watermarks: Watermarks
  readonly arrivals: ArrivalClock
  readonly clock: Clock
  readonly processingTime: boolean
  /** By job, least last millisecond of its open windows. */
  readonly nextWindowEnds: () => readonly number[]
  /** Whether an epoch is to end now, whatever is in it. */
  readonly isSnapshotRequested: () => boolean
}

/** What an epoch takes, and where it ends. */
export interface PlannedEpoch {
  readonly chunks: readonly ScannedChunk[]
  /** By set of sources, ms. */
  readonly watermarks: readonly number[]
  /** Sources that are at the end of time after it. */
  readonly ending: ReadonlySet<number>
}

export type Decision =
  | { readonly kind: 'close'; readonly epoch: PlannedEpoch }
  /** Nothing is due before this moment on the monotonic clock, unless something happens. */
  | { readonly kind: 'wait'; readonly until: number }
  /** All that there is was taken. */
  | { readonly kind: 'finish' }

/** Decides when an epoch is due, what it takes and which watermarks it ends with. */
export class EpochPlanner {
  readonly #options: EpochPlannerOptions

  constructor(options: EpochPlannerOptions) {
    this.#options = options
  }

  /** To be asked after everything that may have changed the answer; changes nothing but who is idle. */
  decide(): Decision {
    const { scans, intake, inputs, watermarks, clock } = this.#options
    const now = clock.monotonic()
    const arrival = this.#options.arrivals.now()
    const idleDeadline = watermarks.checkIdle(now, (source, partition) => this.#look(source, partition, now))
    const { ready } = scans
    const { chunks } = ready
    const epoch = this.#plan(ready, arrival)
    const windowEnds = this.#options.nextWindowEnds()
    const isLast = !intake.isReading && scans.isSettled
    // Another chunk would be too much: the epoch will not grow, even if the size that makes it due is not reached.
    const isFull = scans.isScanned(chunks.length)
    const isDue =
      this.#options.isSnapshotRequested() ||
      isEpochDue(ready, inputs.byJob(epoch.watermarks), windowEnds, now, this.#options)
    if (isDue || ((isLast || isFull) && chunks.length > 0)) return { kind: 'close', epoch }
    if (isLast) return { kind: 'finish' }
    const until = Math.min(
      idleDeadline,
      latencyDeadline(ready, this.#options),
      this.#clockDeadline(windowEnds, now)
    )
    return { kind: 'wait', until }
  }

  #look(source: number, partition: number, now: number): PartitionLook {
    const connector = this.#options.sources[source]?.source
    const isBusy = this.#options.scans.holds(source, partition) || connector?.hasBacklog(partition) === true
    return { isBusy, emptyAt: connector?.emptyAt === undefined ? now : connector.emptyAt(partition) }
  }

  /** The epoch that these chunks would make at this time of arrival. */
  #plan({ chunks, maxTimestamps }: ReadyChunks, arrival: number): PlannedEpoch {
    const { watermarks, scans, processingTime } = this.#options
    const ending = this.#ending(chunks.length)
    if (!processingTime) {
      return { chunks, ending, watermarks: watermarks.preview(maxTimestamps, ending) }
    }
    // Records that are not in this epoch carry their arrival time: the clock must not pass them.
    const time = Math.min(arrival, scans.arrivalOf(chunks.length)) - 1
    return { chunks, ending, watermarks: this.#clockWatermarks(time, ending) }
  }

  /** In processing time all watermarks are the clock, until their sources have ended. */
  #clockWatermarks(time: number, ending: ReadonlySet<number>): number[] {
    const { inputs, watermarks } = this.#options
    return inputs.sets.map(({ sources }, set) =>
      sources.every((source) => ending.has(source))
        ? END_OF_TIME
        : Math.max(watermarks.current[set] ?? Number.NEGATIVE_INFINITY, time)
    )
  }

  /** Sources that ended for good and of which nothing is left behind the first `count` chunks. */
  #ending(count: number): Set<number> {
    const { intake, scans } = this.#options
    return new Set([...intake.ended].filter((source) => !scans.holdsBehind(count, source)))
  }

  /** When the clock itself ends a window, in processing time. */
  #clockDeadline(windowEnds: readonly number[], now: number): number {
    const next = Math.min(Number.POSITIVE_INFINITY, ...windowEnds)
    if (!this.#options.processingTime || next === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY
    return now + Math.max(0, this.#options.arrivals.until(next + 1))
  }
}
