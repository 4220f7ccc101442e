import { untilAborted } from '../../connectors/abort.js'
import { systemClock } from '../../connectors/clock.js'
import type {
  Chunk,
  Positions,
  Source,
  SourceEvent,
  SourceIdentity,
  SourceOutage,
  SourcePartitionStatus
} from '../../connectors/connector.js'
import { ChunkCursor } from '../../engine/scan/chunk-cursor.js'

/** From which offset on and up to which one each partition is read; partitions without an end are left out. */
export interface OffsetRanges {
  readonly starts: Positions
  /** One past the last offset; Infinity: to the partition's own end. */
  readonly ends: Positions
}

/** A part of another source, which ends where that part does: all windows fire then. */
export class BoundedSource implements Source {
  readonly #inner: Source
  readonly #ranges: OffsetRanges
  /** Next offset that will be handed over. */
  readonly #positions: Map<number, number>
  #isAnnounced = false
  #hasEnded = false

  constructor(inner: Source, ranges: OffsetRanges) {
    this.#inner = inner
    this.#ranges = ranges
    this.#positions = new Map(ranges.starts)
  }

  /** Begins where the range does: who reads a range has no positions of its own. */
  open(): Promise<void> {
    return this.#inner.open(this.#ranges.starts)
  }

  async next(signal: AbortSignal): Promise<SourceEvent | null> {
    if (this.#hasEnded) return untilAborted(signal)
    for (;;) {
      if (this.#isAnnounced && this.#isDone()) return this.#end()
      const event = await this.#inner.next(signal)
      if (event === null) return null
      if (event.kind === 'end') return this.#end()
      const kept =
        event.kind === 'partitions' ? this.#announced(event.partitions) : this.#clipped(event.chunk)
      if (kept !== null) return kept
    }
  }

  identity(): SourceIdentity {
    return this.#inner.identity()
  }

  hasBacklog(partition: number): boolean {
    return !this.#isRead(partition) && this.#inner.hasBacklog(partition)
  }

  emptyAt(partition: number): number | undefined {
    if (this.#isRead(partition) || this.#inner.emptyAt === undefined) return systemClock.monotonic()
    return this.#inner.emptyAt(partition)
  }

  /** The end is that of the range. */
  status(): readonly SourcePartitionStatus[] {
    return this.#inner
      .status()
      .filter(({ partition }) => this.#ranges.ends.has(partition))
      .map((status) => {
        const end = this.#endOf(status.partition)
        return Number.isFinite(end) ? { ...status, endOffset: end } : status
      })
  }

  positionOf(partition: number): number | undefined {
    return this.#positions.get(partition)
  }

  pause(partition: number): void {
    this.#inner.pause?.(partition)
  }

  resume(partition: number): void {
    if (!this.#isRead(partition)) this.#inner.resume?.(partition)
  }

  outages(): readonly SourceOutage[] {
    return this.#inner.outages?.() ?? []
  }

  recycle(buffer: ArrayBuffer): void {
    this.#inner.recycle(buffer)
  }

  close(): Promise<void> {
    return this.#inner.close()
  }

  /** New partitions have nothing in the range. */
  #announced(partitions: ReadonlyMap<number, number>): SourceEvent {
    this.#isAnnounced = true
    const kept = [...partitions].filter(([partition]) => this.#ranges.ends.has(partition))
    return { kind: 'partitions', partitions: new Map(kept) }
  }

  /** What of a chunk lies in the range; null: nothing. */
  #clipped(chunk: Chunk): SourceEvent | null {
    const end = this.#endOf(chunk.partition)
    this.#positions.set(chunk.partition, chunk.toOffset)
    if (chunk.toOffset >= end) this.#inner.pause?.(chunk.partition)
    if (chunk.toOffset <= end) return { kind: 'chunk', chunk }
    const piece = chunk.fromOffset < end ? new ChunkCursor(chunk).take(end) : null
    this.#inner.recycle(chunk.buffer)
    return piece && { kind: 'chunk', chunk: piece }
  }

  #end(): SourceEvent {
    this.#hasEnded = true
    return { kind: 'end', fireWindows: true }
  }

  #endOf(partition: number): number {
    return this.#ranges.ends.get(partition) ?? 0
  }

  #isRead(partition: number): boolean {
    return (this.#positions.get(partition) ?? 0) >= this.#endOf(partition)
  }

  #isDone(): boolean {
    return [...this.#ranges.ends.keys()].every((partition) => this.#isRead(partition))
  }
}
