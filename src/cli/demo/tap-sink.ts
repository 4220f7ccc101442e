import type { Commit, JournalRecord, RowSegment, Sink, SinkTarget } from '../../connectors/connector.js'

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

  open(targets: readonly SinkTarget[]): Promise<JournalRecord | null> {
    return this.#inner.open(targets)
  }

  async commit(commit: Commit): Promise<void> {
    for (const segment of commit.segments) this.#onSegment(segment)
    await this.#inner.commit(commit)
  }

  close(): Promise<void> {
    return this.#inner.close()
  }
}
