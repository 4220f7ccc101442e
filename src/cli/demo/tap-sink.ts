import type { Commit, RowSegment, Sink, SinkTarget } from '../../connectors/connector.js'
import type { AcceptJournal, JournalOwner, JournalRecord } from '../../connectors/journal.js'

/** A sink that shows every committed segment to `onSegment` before it passes it on. */
export class TapSink implements Sink {
  readonly storesPositions: boolean
  readonly #inner: Sink
  readonly #onSegment: (segment: RowSegment) => void

  constructor(inner: Sink, onSegment: (segment: RowSegment) => void) {
    this.#inner = inner
    this.#onSegment = onSegment
    this.storesPositions = inner.storesPositions
  }

  open(
    targets: readonly SinkTarget[],
    owner: JournalOwner,
    accept: AcceptJournal
  ): Promise<JournalRecord | null> {
    return this.#inner.open(targets, owner, accept)
  }

  async commit(commit: Commit): Promise<void> {
    for (const segment of commit.segments) this.#onSegment(segment)
    await this.#inner.commit(commit)
  }

  close(): Promise<void> {
    return this.#inner.close()
  }
}
