import type { JournalEpoch } from '../../connectors/journal.js'
import type { Clock } from '../clock.js'
import type { CompletedEpoch } from '../commit/committer.js'
import { rangesOf } from '../commit/journal-ranges.js'
import type { Snapshotter } from '../commit/snapshotter.js'
import type { Counters } from '../counters.js'
import type { EngineSource, Inputs } from '../inputs.js'
import type { Merger } from '../merge/merger.js'
import { deadLettersOf } from '../side-outputs.js'
import type { Standing } from '../standing.js'
import type { PlannedEpoch } from './epoch-planner.js'
import type { EpochSummary } from './epoch-summary.js'
import type { Watermarks } from './watermarks.js'

export interface EpochCloserOptions {
  readonly merger: Merger
  readonly standing: Standing
  readonly watermarks: Watermarks
  readonly inputs: Inputs
  readonly sourceNames: readonly string[]
  /** Null: the sink keeps no journal, so there is nothing to come back to. */
  readonly snapshotter: Snapshotter | null
  readonly counters: Counters
  readonly clock: Clock
  readonly processingTime: boolean
  readonly sources: readonly EngineSource[]
  readonly onEpoch: ((epoch: EpochSummary) => void) | undefined
}

/** Merges an epoch, takes a snapshot at its end if one is due, and writes down what it was. */
export class EpochCloser {
  readonly #options: EpochCloserOptions

  constructor(options: EpochCloserOptions) {
    this.#options = options
  }

  /** Moves positions and watermarks before it waits for the shards. One epoch at a time. */
  async close({ chunks, watermarks: ends, ending }: PlannedEpoch): Promise<CompletedEpoch> {
    const { standing, watermarks, merger, inputs, counters, clock } = this.#options
    const begun = clock.monotonic()
    for (const { source, partition, stats } of chunks) {
      watermarks.observe(source, partition, stats.maxTimestamp)
    }
    for (const source of ending) watermarks.markEnded(source)
    watermarks.advanceTo(ends)
    standing.advance(chunks)
    const point = standing.point()
    const { segments, rows } = await merger.closeEpoch(chunks, inputs.byJob(watermarks.current))
    const journal = await this.#journalEpoch(chunks, point, rows)
    const durationMs = clock.monotonic() - begun
    counters.addEpoch(chunks, merger.totals(), durationMs)
    this.#tell(chunks, journal, durationMs)
    const { positions, maxTimestamps } = point
    return { journal, segments: [...segments, ...deadLettersOf(chunks)], positions, maxTimestamps }
  }

  #tell(chunks: PlannedEpoch['chunks'], { epoch, rows }: JournalEpoch, durationMs: number): void {
    const { onEpoch, clock, sources } = this.#options
    if (onEpoch === undefined) return
    const endedAt = clock.now()
    const read = new Set(chunks.map(({ source }) => source))
    onEpoch({
      epoch,
      begunAt: endedAt - durationMs,
      endedAt,
      records: chunks.reduce((sum, { stats }) => sum + stats.records, 0),
      rows: Object.values(rows).reduce((sum, count) => sum + count, 0),
      sources: sources.filter((_, number) => read.has(number)).map(({ source }) => source.identity())
    })
  }

  /** The epoch as it is written down, with the checksum of the snapshot that is taken at its end if one is due. */
  async #journalEpoch(
    chunks: PlannedEpoch['chunks'],
    point: ReturnType<Standing['point']>,
    rows: Readonly<Record<string, number>>
  ): Promise<JournalEpoch> {
    const { snapshotter, sourceNames, processingTime } = this.#options
    const ranges = rangesOf(chunks, sourceNames, processingTime)
    const journal = { epoch: point.epoch, ranges, watermarks: point.watermarks, rows }
    if (snapshotter?.isDue !== true) return journal
    return { ...journal, checksum: await snapshotter.take(point) }
  }
}
