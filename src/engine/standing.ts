import type { JournalPosition, JournalRecord } from '../connectors/journal.js'
import type { Watermarks } from './epoch/watermarks.js'
import type { Inputs } from './inputs.js'
import type { JobIdentity } from './recovery/job-match.js'
import { PartitionMap } from './partition-map.js'
import type { ScannedChunk } from './scan/scanned-chunk.js'
import type { SnapshotPoint } from './commit/snapshotter.js'

export interface StandingOptions {
  readonly sourceNames: readonly string[]
  readonly inputs: Inputs
  readonly watermarks: Watermarks
  readonly jobs: readonly JobIdentity[]
}

/** Where the application stands: the last epoch, and the next offset of every partition that there is. */
export class Standing {
  readonly #options: StandingOptions
  readonly #positions = new PartitionMap<number>()
  #epoch = 0

  constructor(options: StandingOptions) {
    this.#options = options
  }

  /** The last epoch. */
  get epoch(): number {
    return this.#epoch
  }

  /** Goes on where a journal ends. Partitions of sources that are no more are left out. */
  resume(journal: JournalRecord): void {
    this.#epoch = journal.epochs.at(-1)?.epoch ?? 0
    for (const [name, partition, offset] of journal.positions) {
      const source = this.#options.sourceNames.indexOf(name)
      if (source >= 0) this.#positions.set(source, partition, offset)
    }
  }

  /** Takes in partitions that nothing was read of yet, at the offsets where they will be read. */
  addPartitions(source: number, partitions: ReadonlyMap<number, number>): void {
    for (const [partition, offset] of partitions) {
      if (!this.#positions.has(source, partition)) this.#positions.set(source, partition, offset)
    }
  }

  /** An epoch takes these chunks. */
  advance(chunks: readonly ScannedChunk[]): void {
    this.#epoch += 1
    for (const { source, partition, toOffset } of chunks) this.#positions.set(source, partition, toOffset)
  }

  /** All of it, as snapshot and journal say it. */
  point(): SnapshotPoint {
    const { sourceNames, inputs, watermarks, jobs } = this.#options
    const positions = [...this.#positions.entries()].map(([source, partition, offset]): JournalPosition => [
      sourceNames[source] ?? '',
      partition,
      offset
    ])
    return {
      epoch: this.#epoch,
      watermarks: inputs.toJournal(watermarks.current),
      positions,
      maxTimestamps: watermarks.maxTimestamps(),
      jobs: jobs.map(({ name, fingerprint }) => [name, fingerprint])
    }
  }
}
