import type { RowSegment, Sink, Source } from '../../connectors/connector.js'
import { JOURNAL_VERSION } from '../../connectors/journal.js'
import { recordSection } from './record-section.js'

/** Between two transactions. */
const INTERVAL_MS = 50
/** A record batch stays below Kafka's limit of 1 MiB. */
const SEGMENT_BYTES = 768 << 10
/** A transaction takes no more, however far the producer is behind. */
const COMMIT_BYTES = 4 << 20
/** The name of the one table that is written. */
const EVENTS = 'events'

const OWNER = { application: 'demo', instance: 'producer', transactionalId: null } as const

/** Writes what a source of lines generates into a topic, as the service that collects events would. */
export class EventProducer {
  readonly #source: Source
  readonly #sink: Sink
  readonly #topic: string
  #gathering = new AbortController()
  #stopped = false
  #written = 0
  #commits = 0
  #running: Promise<void> = Promise.resolve()

  constructor(source: Source, sink: Sink, topic: string) {
    this.#source = source
    this.#sink = sink
    this.#topic = topic
  }

  /** Writes until {@link stop}; a failure goes to `onFailure`. */
  async start(onFailure: (error: unknown) => void): Promise<void> {
    await this.#sink.open([{ name: EVENTS, topic: this.#topic, columns: [] }], OWNER, () => undefined)
    await this.#source.open(new Map())
    this.#running = this.#run().catch((error: unknown) => {
      if (!this.#stopped) onFailure(error)
    })
  }

  /** A transaction under way is given up: its broker may be gone. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#gathering.abort()
    await this.#sink.close()
    await this.#running
    await this.#source.close()
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#gathering = new AbortController()
      const timer = setTimeout(() => this.#gathering.abort(), INTERVAL_MS)
      const segments = await this.#gather(this.#gathering.signal)
      clearTimeout(timer)
      if (segments.length > 0) await this.#commit(segments)
    }
  }

  /** What comes until the signal, in as few segments as it fits: one round trip each. */
  async #gather(signal: AbortSignal): Promise<RowSegment[]> {
    const pieces: Uint8Array[] = []
    let bytes = 0
    while (!signal.aborted && bytes < COMMIT_BYTES) {
      const event = await this.#source.next(signal)
      if (event === null) break
      if (event.kind !== 'chunk') continue
      const { buffer, byteLength } = event.chunk
      pieces.push(new Uint8Array(buffer.slice(0, byteLength)))
      bytes += byteLength
      this.#source.recycle(buffer)
    }
    const lines = [...cutLines(Buffer.concat(pieces))]
    return lines
      .filter(({ length }) => length > 0)
      .map((piece) => ({ sink: EVENTS, ...recordSection(piece) }))
  }

  #commit(segments: readonly RowSegment[]): Promise<void> {
    this.#written += segments.reduce((sum, { count }) => sum + count, 0)
    const epoch = { epoch: ++this.#commits, ranges: [], watermarks: [], rows: { [EVENTS]: this.#written } }
    const nothing = { snapshots: [], jobs: [], base: 0, positions: [], maxTimestamps: [] } as const
    const journal = {
      version: JOURNAL_VERSION,
      owner: OWNER,
      sources: [],
      epochs: [epoch],
      ...nothing
    } as const
    return this.#sink.commit({ journal, segments })
  }
}

/** Cuts lines into pieces of whole lines that each fit a record batch. */
function* cutLines(lines: Uint8Array): Generator<Uint8Array, void> {
  let start = 0
  while (lines.length - start > SEGMENT_BYTES) {
    const end = lines.lastIndexOf(0x0a, start + SEGMENT_BYTES) + 1
    if (end <= start) break
    yield lines.subarray(start, end)
    start = end
  }
  yield lines.subarray(start)
}
