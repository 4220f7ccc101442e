import type { OutputSegment, ReadyRecords, ScanStats } from '../kernel/results.js'
import type { RecordSample } from '../worker/record-sample.js'
import type { SkippedBatches } from '../worker/skipped-batches.js'

/** A chunk that was scanned: its bytes are gone, its partial rows are here. */
export interface ScannedChunk {
  /** Number of the source. */
  readonly source: number
  readonly partition: number
  readonly fromOffset: number
  readonly toOffset: number
  /** As {@link Chunk.digest}. */
  readonly digest: number
  readonly arrival: Arrival
  readonly stats: ScanStats
  /** Records that could not be used, where they are wanted. */
  readonly deadLetters: readonly ReadyRecords[]
  /** Batches that were passed over because they could not be decoded. */
  readonly skipped: SkippedBatches
  /** The first record, where none could be used. */
  readonly sample: RecordSample | undefined
  /** Finished rows of jobs without windows. */
  readonly rows: readonly OutputSegment[]
  /** Partial rows by shard; empty when the chunk only moved the position. */
  readonly partials: readonly (ArrayBuffer | null)[]
}

/** When the engine took a chunk. */
export interface Arrival {
  /** Its records' time in processing time, ms since 1970. */
  readonly time: number
  /** In event time, the greatest time of a record that counts, ms; Infinity: all do. */
  readonly latest: number
  /** On the monotonic clock. */
  readonly takenAt: number
}
