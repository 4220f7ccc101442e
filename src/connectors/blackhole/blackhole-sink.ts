import type { Commit, Sink, SinkTarget } from '../connector.js'
import type { JournalRecord } from '../journal.js'
import { OptionReader, parseSpec } from '../spec.js'

/** Sink `blackhole`: counts rows and forgets them. */
export class BlackholeSink implements Sink {
  readonly storesPositions = false
  readonly #rows = new Map<string, number>()
  #bytes = 0

  /** From `blackhole`. */
  static fromSpec(text: string): BlackholeSink {
    new OptionReader(parseSpec(text)).finish({ values: false })
    return new BlackholeSink()
  }

  /** Rows so far by sink table. */
  get rows(): ReadonlyMap<string, number> {
    return this.#rows
  }

  /** Bytes of all row segments so far. */
  get bytes(): number {
    return this.#bytes
  }

  async open(targets: readonly SinkTarget[]): Promise<JournalRecord | null> {
    for (const { name } of targets) this.#rows.set(name, 0)
    return null
  }

  async commit(commit: Commit): Promise<void> {
    for (const { sink, count, bytes } of commit.segments) {
      this.#rows.set(sink, (this.#rows.get(sink) ?? 0) + count)
      this.#bytes += bytes.length
    }
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }
}
