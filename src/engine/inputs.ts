import type { Source } from '../connectors/connector.js'
import type { JournalSource, JournalWatermark } from '../connectors/journal.js'

/** A source of the application as the engine runs it. Its number is its place in the list of them. */
export interface EngineSource {
  /** Of its source table. */
  readonly name: string
  readonly source: Source
  /** Fingerprint of its fields and its event time. */
  readonly schema: string
  /** What a record of it must be to count, in words. */
  readonly expected: string
  /** How far the watermark stays behind the greatest timestamp of a partition, ms. */
  readonly watermarkDelayMs: number
  /** A partition with nothing to read for so long no longer holds the watermark back, ms; 0: never. */
  readonly idleTimeoutMs: number
  /** In event time, a record so far ahead of the clock, or further, is not dated, ms; 0: no bound. */
  readonly maxFutureMs: number
}

/** The sources as the journal names them; the ids of topics are there once the sources are open. */
export function journalSources(sources: readonly EngineSource[]): JournalSource[] {
  return sources.map(({ name, source, schema }) => ({ name, ...source.identity(), schema }))
}

/** A set of sources that some jobs read together: they share one watermark. */
export interface InputSet {
  /** The names, sorted and joined by `+`. */
  readonly key: string
  /** Numbers of the sources. */
  readonly sources: readonly number[]
}

/** The distinct sets of sources that jobs read, and which one each job has. */
export class Inputs {
  readonly sets: readonly InputSet[]
  /** By job, the place of its set. */
  readonly #setOfJob: readonly number[]

  /** @param jobSources the names of the sources that each job reads */
  constructor(sourceNames: readonly string[], jobSources: readonly (readonly string[])[]) {
    const keys = jobSources.map((names) => [...names].sort().join('+'))
    const distinct = [...new Set(keys)]
    this.sets = distinct.map((key) => ({
      key,
      sources: sourceNames.flatMap((name, number) =>
        jobSources[keys.indexOf(key)]?.includes(name) === true ? [number] : []
      )
    }))
    this.#setOfJob = keys.map((key) => distinct.indexOf(key))
  }

  /** One value a job from one value a set. */
  byJob<Value>(bySet: readonly Value[]): Value[] {
    return this.#setOfJob.map((set) => bySet[set] as Value)
  }

  /** Watermarks by set as the journal has them. */
  toJournal(watermarks: readonly number[]): JournalWatermark[] {
    return this.sets.map(({ key }, set) => {
      const watermark = watermarks[set] ?? Number.NEGATIVE_INFINITY
      return [key, Number.isFinite(watermark) ? watermark : null]
    })
  }

  /** Watermarks by set from what a journal has; -Infinity for a set that it does not name. */
  fromJournal(watermarks: readonly JournalWatermark[] = []): number[] {
    const known = new Map(watermarks)
    return this.sets.map(({ key }) => known.get(key) ?? Number.NEGATIVE_INFINITY)
  }
}
