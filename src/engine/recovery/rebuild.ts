import { positionsOf, type JournalMaxTimestamp, type JournalRecord } from '../../connectors/journal.js'
import { latestTime } from '../epoch/future-bound.js'
import { Watermarks } from '../epoch/watermarks.js'
import type { EngineSource, Inputs } from '../inputs.js'
import type { Merger } from '../merge/merger.js'
import { PartitionMap } from '../partition-map.js'
import type { ScanGate } from '../scan/scan-gate.js'
import type { ScannedChunk } from '../scan/scanned-chunk.js'
import type { RangeReader } from './range-reader.js'

export interface RebuildOptions {
  readonly sources: readonly EngineSource[]
  readonly inputs: Inputs
  readonly merger: Merger
  /** The clock, ms since 1970: times too far ahead of it do not count. */
  readonly now: number
}

/** Where event time stands after a rebuild. */
export interface RebuiltTime {
  /** By set of sources, ms. */
  readonly watermarks: readonly number[]
  readonly maxTimestamps: readonly JournalMaxTimestamp[]
}

/** Chunks that are merged at a time: bounds what lies between scan and merge. */
const CHUNKS_AT_A_TIME = 64

/**
 * Counts the windows that are open at the journal's watermarks again, from whatever the sources still have up to the
 * journal's positions. Windows that had fired stay fired. All of it is one epoch, so sessions are judged when all of
 * their records are in. A record that was dropped as late may count now if its window is open; what a source has
 * trimmed is missing. Event time only: arrival times are in the journal alone.
 *
 * A watermark further ahead of the clock than a source's bound is not believed: a wrong timestamp has moved it, and
 * everything after it was late. It is found anew from the records, as they are read, and windows that it fired too
 * early count again.
 */
export async function rebuild(
  journal: JournalRecord,
  readers: readonly RangeReader[],
  scans: ScanGate,
  options: RebuildOptions
): Promise<RebuiltTime> {
  const { sources, inputs, merger } = options
  const time = new RebuildTime(journal, options)
  const merge = async (isLast: boolean): Promise<void> => {
    const chunks = await scans.takeAll()
    time.observe(chunks)
    if (isLast || time.isFresh) await merger.closeEpoch(chunks, inputs.byJob(time.watermarks(isLast)))
    else await merger.addToEpoch(chunks)
  }
  await merger.closeEpoch([], inputs.byJob(time.watermarks(false)))
  let pushed = 0
  for (const [source, engineSource] of sources.entries()) {
    const reader = readers[source]
    if (reader === undefined) continue
    const ends = reader.reachable(positionsOf(journal, engineSource.name))
    time.expect(source, ends.keys())
    for (;;) {
      const chunk = await reader.nextOf(ends)
      if (chunk === null) break
      const latest = latestTime(engineSource, options.now)
      await scans.push(source, chunk, Number.isFinite(latest) ? latest : 0)
      if (++pushed % CHUNKS_AT_A_TIME === 0) await merge(false)
    }
  }
  await merge(true)
  return { watermarks: time.watermarks(true), maxTimestamps: time.maxTimestamps() }
}

/** The watermarks of the journal, as far as they are believed, and those that the records give. */
class RebuildTime {
  /** Some watermark of the journal is not believed. */
  readonly isFresh: boolean
  readonly #options: RebuildOptions
  readonly #journal: JournalRecord
  /** By set of sources; null: not believed. */
  readonly #believed: readonly (number | null)[]
  /** Greatest timestamps that were read. */
  readonly #greatest = new PartitionMap<number>()
  /** Partitions that are to be read. */
  readonly #expected: [source: number, partition: number][] = []

  constructor(journal: JournalRecord, options: RebuildOptions) {
    this.#options = options
    this.#journal = journal
    const { inputs } = options
    const stored = inputs.fromJournal(journal.epochs.at(-1)?.watermarks)
    this.#believed = inputs.sets.map(({ sources }, set) => {
      const watermark = stored[set] ?? Number.NEGATIVE_INFINITY
      return sources.some((source) => watermark > this.#latest(source)) ? null : watermark
    })
    this.isFresh = this.#believed.includes(null)
  }

  expect(source: number, partitions: Iterable<number>): void {
    for (const partition of partitions) this.#expected.push([source, partition])
  }

  observe(chunks: readonly ScannedChunk[]): void {
    for (const { source, partition, stats } of chunks) {
      const known = this.#greatest.get(source, partition) ?? Number.NEGATIVE_INFINITY
      this.#greatest.set(source, partition, Math.max(known, stats.maxTimestamp))
    }
  }

  /**
   * By set of sources.
   * @param isComplete everything was read: partitions without a record hold nobody back any more
   */
  watermarks(isComplete: boolean): number[] {
    const { sources, inputs } = this.#options
    const fresh = new Watermarks(sources, inputs.sets)
    if (!isComplete)
      for (const [source, partition] of this.#expected) fresh.addPartition(source, partition, 0)
    for (const [source, partition, greatest] of this.#greatest.entries()) {
      if (isComplete && greatest === Number.NEGATIVE_INFINITY) continue
      fresh.addPartition(source, partition, 0)
      fresh.observe(source, partition, greatest)
    }
    const found = fresh.preview(new PartitionMap())
    return this.#believed.map((watermark, set) => watermark ?? found[set] ?? Number.NEGATIVE_INFINITY)
  }

  /** Those of the journal, and what was read of partitions whose own is not believed. */
  maxTimestamps(): JournalMaxTimestamp[] {
    const { sources } = this.#options
    return this.#journal.maxTimestamps.flatMap((entry): JournalMaxTimestamp[] => {
      const [name, partition, timestamp] = entry
      const source = sources.findIndex((one) => one.name === name)
      if (source < 0 || timestamp <= this.#latest(source)) return [entry]
      const greatest = this.#greatest.get(source, partition) ?? Number.NEGATIVE_INFINITY
      return Number.isFinite(greatest) ? [[name, partition, greatest]] : []
    })
  }

  #latest(source: number): number {
    const { sources, now } = this.#options
    const found = sources[source]
    return found === undefined ? Number.POSITIVE_INFINITY : latestTime(found, now)
  }
}
