import { crc32c } from '@node-rs/crc32'
import type {
  Chunk,
  Commit,
  Positions,
  Sink,
  SinkTarget,
  Source,
  SourceEvent,
  SourceIdentity,
  SourcePartitionStatus
} from '../../src/connectors/connector.js'
import type {
  AcceptJournal,
  JournalEpoch,
  JournalOwner,
  JournalRecord
} from '../../src/connectors/journal.js'
import { forEachRow } from '../../src/connectors/rows.js'
import { recordBatch } from './record-section.js'

/** A source that hands over what a test pushes. */
export class MemorySource implements Source {
  readonly openedAt: Positions[] = []
  readonly acknowledged: Positions[] = []
  recycled = 0
  closed = false
  /** What it says of itself. */
  address = 'events'
  id: string | null = null
  endOffset: number | undefined
  /** Given by tests of sources that have to ask whether there is anything. */
  emptyAt?: (partition: number) => number | undefined
  backlog = new Set<number>()
  readonly #events: SourceEvent[] = []
  readonly #offsets = new Map<number, number>()
  #wake: (() => void) | undefined

  async open(positions: Positions): Promise<void> {
    this.openedAt.push(positions)
  }

  async next(signal: AbortSignal): Promise<SourceEvent | null> {
    for (;;) {
      const event = this.#events.shift()
      if (event !== undefined) return event
      if (signal.aborted) return null
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
  }

  identity(): SourceIdentity {
    return { connector: 'memory', address: this.address, id: this.id }
  }

  /** Of the partitions that a test spoke of. */
  status(): readonly SourcePartitionStatus[] {
    return [...this.#offsets].map(([partition, position]) => ({
      partition,
      position,
      endOffset: this.endOffset ?? null,
      waitingFor: null
    }))
  }

  hasBacklog(partition: number): boolean {
    return this.backlog.has(partition)
  }

  async acknowledge(positions: Positions): Promise<void> {
    this.acknowledged.push(positions)
  }

  recycle(): void {
    this.recycled += 1
  }

  async close(): Promise<void> {
    this.closed = true
  }

  partitions(...partitions: number[]): this {
    const known = partitions.map((partition) => [partition, this.#offsets.get(partition) ?? 0] as const)
    return this.partitionsAt(new Map(known))
  }

  /** The partitions, and where each will be read. */
  partitionsAt(partitions: ReadonlyMap<number, number>): this {
    for (const [partition, offset] of partitions) this.#offsets.set(partition, offset)
    return this.#push({ kind: 'partitions', partitions })
  }

  /** One chunk of a single uncompressed record batch. */
  values(partition: number, values: readonly (Buffer | null)[]): this {
    const fromOffset = this.#offsets.get(partition) ?? 0
    const bytes = recordBatch(values, fromOffset)
    return this.#chunk(partition, 'record-batches', bytes, values.length)
  }

  /** One chunk of newline-separated documents, objects as JSON. */
  documents(partition: number, documents: readonly (object | string)[]): this {
    const lines = documents.map((document) =>
      typeof document === 'string' ? document : JSON.stringify(document)
    )
    return this.#chunk(partition, 'lines', Buffer.from(lines.join('\n') + '\n'), documents.length)
  }

  end(fireWindows = true): this {
    return this.#push({ kind: 'end', fireWindows })
  }

  #chunk(partition: number, format: Chunk['format'], bytes: Buffer, records: number): this {
    const fromOffset = this.#offsets.get(partition) ?? 0
    this.#offsets.set(partition, fromOffset + records)
    const buffer = new ArrayBuffer(bytes.length)
    new Uint8Array(buffer).set(bytes)
    const chunk = {
      partition,
      format,
      fromOffset,
      toOffset: fromOffset + records,
      records,
      digest: digestOf(bytes)
    }
    return this.#push({ kind: 'chunk', chunk: { ...chunk, buffer, byteLength: bytes.length } })
  }

  #push(event: SourceEvent): this {
    this.#events.push(event)
    this.#wake?.()
    return this
  }
}

/** Lines are cut nowhere in memory, so any digest of the bytes does. */
function digestOf(bytes: Buffer): number {
  return crc32c(bytes)
}

export type Row = Readonly<Record<string, unknown>>

/** A sink that keeps rows, parsed, and commits. */
export class MemorySink implements Sink {
  readonly commits: Commit[] = []
  readonly targets: SinkTarget[] = []
  closed = false
  /** What `open` answers: where an earlier run stands. */
  journal: JournalRecord | null = null

  constructor(readonly storesPositions = true) {}

  async open(
    targets: readonly SinkTarget[],
    _owner?: JournalOwner,
    accept?: AcceptJournal
  ): Promise<JournalRecord | null> {
    if (this.journal !== null) accept?.(this.journal)
    this.targets.push(...targets)
    return this.journal
  }

  async commit(commit: Commit): Promise<void> {
    this.commits.push(commit)
  }

  /** What was committed, whoever committed it. */
  async readJournal(epoch: number): Promise<JournalEpoch[]> {
    // Those that were announced before their rows came stand there twice.
    const epochs = this.commits
      .flatMap((commit) => commit.journal.epochs)
      .map((one) => [one.epoch, one] as const)
    return [...new Map(epochs).values()].filter((one) => one.epoch > epoch)
  }

  async close(): Promise<void> {
    this.closed = true
  }

  rows(sink: string): Row[] {
    const rows: Row[] = []
    for (const segment of this.commits.flatMap((commit) => commit.segments)) {
      if (segment.sink !== sink) continue
      forEachRow(segment, (json) => rows.push(JSON.parse(Buffer.from(json).toString()) as Row))
    }
    return rows
  }
}
