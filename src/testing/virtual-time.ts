import { isEventTime, type Settings } from '../config/settings.js'
import { END_OF_TIME } from '../engine/epoch/watermarks.js'
import type { SourceDefinition } from '../table/index.js'

const MILLISECONDS = 1000

/** The clock and the watermark of a test: they move as the events and the test say, never by themselves. */
export class VirtualTime {
  readonly #delays: readonly number[]
  readonly #isEventTime: boolean
  /** Greatest time of every partition that has one, less its source's delay. */
  readonly #partitions = new Map<string, number>()
  #clock = 0
  #watermark = Number.NEGATIVE_INFINITY

  constructor(
    sources: readonly SourceDefinition[],
    settings: Settings,
    { watermarkDelayMs }: { readonly watermarkDelayMs?: number }
  ) {
    this.#isEventTime = isEventTime(settings)
    this.#delays = sources.map(
      ({ watermarkDelaySeconds = settings.flink_watermark_delay_seconds }) =>
        watermarkDelayMs ?? watermarkDelaySeconds * MILLISECONDS
    )
  }

  /** Every record's time in processing time, NaN in event time. */
  get arrivalTime(): number {
    return this.#isEventTime ? NaN : this.#clock
  }

  get watermark(): number {
    return this.#watermark
  }

  observe(source: number, partition: number, time: number): void {
    if (!Number.isFinite(time)) return
    const place = `${source}:${partition}`
    const reached = time - (this.#delays[source] ?? 0)
    this.#partitions.set(place, Math.max(reached, this.#partitions.get(place) ?? reached))
  }

  /** Moves the watermark to where the least of the partitions is that have had events, or to the clock. */
  advance(): void {
    const least = this.#isEventTime ? Math.min(...this.#partitions.values()) : this.#clock - 1
    if (Number.isFinite(least)) this.advanceTo(least)
  }

  /** Moves the watermark, never back. */
  advanceTo(time: number): void {
    this.#watermark = Math.max(this.#watermark, time)
  }

  setClock(time: number): void {
    this.#clock = Math.max(this.#clock, time)
  }

  end(): void {
    this.#watermark = END_OF_TIME
  }
}
