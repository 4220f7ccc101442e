import type { Sink } from '../../connectors/connector.js'
import { positionsOf, type JournalRecord } from '../../connectors/journal.js'
import type { EngineSource } from '../inputs.js'
import { SNAPSHOTS_KEPT, type Snapshotter } from './snapshotter.js'

export interface AfterCommitOptions {
  readonly sources: readonly EngineSource[]
  readonly sink: Sink
  readonly snapshotter: Snapshotter | null
  readonly onFailure: (error: unknown) => void
}

/** What a commit allows: old snapshots and journal records go, and sources are told how far they were used up. */
export class AfterCommit {
  readonly #options: AfterCommitOptions
  #trimmedTo = 0

  constructor(options: AfterCommitOptions) {
    this.#options = options
  }

  committed(journal: JournalRecord): void {
    this.#options.snapshotter?.committed(journal.snapshots)
    this.#trimJournal(journal)
    if (!this.#options.sink.storesPositions) this.#acknowledge(journal)
  }

  /** Only what comes after the oldest snapshot that the journal names is ever read again. */
  #trimJournal(journal: JournalRecord): void {
    const oldest = journal.snapshots.length < SNAPSHOTS_KEPT ? undefined : journal.snapshots.at(-1)
    if (oldest === undefined || oldest.epoch <= this.#trimmedTo) return
    this.#trimmedTo = oldest.epoch
    this.#options.sink.trimJournal?.(oldest.epoch).catch(this.#options.onFailure)
  }

  #acknowledge(journal: JournalRecord): void {
    for (const { name, source } of this.#options.sources) {
      source.acknowledge?.(positionsOf(journal, name)).catch(this.#options.onFailure)
    }
  }
}
