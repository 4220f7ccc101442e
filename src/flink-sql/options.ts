/** What an export is asked for. */
import type { Offsets } from './tables.js'

export const FLINK_VERSIONS = ['2.0', '2.2'] as const

export type FlinkVersion = (typeof FLINK_VERSIONS)[number]

/** Where Millrace stopped, for a script that goes on there. */
export interface Cut {
  /** The watermark of a job: only its windows that end after it are written; ms. */
  watermarkOf(job: string): number
  /** Offsets from which no open window misses a record, by source; undefined: read as the settings say. */
  readonly windowOffsets: ReadonlyMap<string, Offsets> | undefined
  /** Next offsets, by source: where jobs without windows go on; undefined: they are not known. */
  readonly nextOffsets: ReadonlyMap<string, Offsets> | undefined
}

export interface ExportOptions {
  readonly flink: FlinkVersion
  readonly cut: Cut | null
  /** Topics by the name of the sink. */
  readonly sinkTopics: ReadonlyMap<string, string>
  /** Write what differs with a comment, instead of refusing it. */
  readonly allowDifferences: boolean
}
