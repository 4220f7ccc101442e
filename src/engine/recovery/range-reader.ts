import type { Chunk, Source, SourceEvent } from '../../connectors/connector.js'
import { ChunkCursor } from '../scan/chunk-cursor.js'

/** A chunk that was read and is not used up. */
interface AheadChunk {
  readonly cursor: ChunkCursor
  readonly buffer: ArrayBuffer
}

/** What was read of a partition and is not used up. */
interface Ahead {
  readonly chunks: AheadChunk[]
  bytes: number
  isPaused: boolean
}

/** So many bytes of a partition are read ahead at most, by and large: what is fetched already comes on top. */
const MAX_AHEAD_BYTES = 16 << 20

/**
 * Reads given ranges of a source's partitions, in any order of partitions, and keeps what it read too far. Partitions
 * of which it has enough are paused: while it waits for one, the source may have gigabytes of the others.
 */
export class RangeReader {
  readonly #source: Source
  readonly #signal: AbortSignal
  readonly #ahead = new Map<number, Ahead>()
  /** Events other than chunks: they concern whoever reads on afterwards. */
  readonly #events: SourceEvent[] = []
  #ended = false

  constructor(source: Source, signal: AbortSignal) {
    this.#source = source
    this.#signal = signal
  }

  /**
   * The next chunk of the partition, cut at `to`.
   * @returns null when the source has nothing more before `to`
   * @throws AbortError when the signal aborts
   */
  async next(partition: number, to: number): Promise<Chunk | null> {
    while (!this.#holds(partition)) if (!(await this.#readOn())) return null
    return this.#take(partition, to)
  }

  /**
   * The next chunk of whichever partition the source hands over first, of those in `ends`, cut where that one ends.
   * Partitions that have nothing more before their end are taken out of `ends`.
   * @returns null when none is left, or the source ends before
   * @throws AbortError when the signal aborts
   */
  async nextOf(ends: Map<number, number>): Promise<Chunk | null> {
    while (ends.size > 0) {
      for (const [partition, to] of ends) {
        if (!this.#holds(partition)) continue
        const chunk = this.#take(partition, to)
        if (chunk === null || chunk.toOffset === to) ends.delete(partition)
        if (chunk !== null) return chunk
      }
      if (ends.size > 0 && !(await this.#readOn())) return null
    }
    return null
  }

  /** Those of the ends that can still be reached: of other partitions the source has nothing more before their end. */
  reachable(ends: Iterable<readonly [number, number]>): Map<number, number> {
    return new Map([...ends].filter(([partition, to]) => to > (this.#source.positionOf?.(partition) ?? 0)))
  }

  /** What was read and not used up, in order, for whoever reads on. */
  leftOver(): SourceEvent[] {
    for (const partition of this.#ahead.keys()) this.#source.resume?.(partition)
    const chunks = [...this.#ahead.values()]
      .flatMap((ahead) => ahead.chunks)
      .map(({ cursor }): SourceEvent => ({ kind: 'chunk', chunk: cursor.rest() }))
    const ends = this.#events.filter((event) => event.kind === 'end')
    return [...this.#events.filter((event) => event.kind !== 'end'), ...chunks, ...ends]
  }

  #holds(partition: number): boolean {
    return (this.#ahead.get(partition)?.chunks.length ?? 0) > 0
  }

  #take(partition: number, to: number): Chunk | null {
    const ahead = this.#ahead.get(partition)
    const first = ahead?.chunks[0]
    if (ahead === undefined || first === undefined || first.cursor.offset >= to) return null
    const piece = first.cursor.take(to)
    if (first.cursor.isEmpty) {
      ahead.chunks.shift()
      this.#count(partition, ahead, -first.buffer.byteLength)
      if (piece.buffer !== first.buffer) this.#source.recycle(first.buffer)
    }
    return piece
  }

  /** False when the source is at its end. */
  async #readOn(): Promise<boolean> {
    if (this.#ended) return false
    this.#keep(await this.#source.next(this.#signal))
    this.#signal.throwIfAborted()
    return true
  }

  #keep(event: SourceEvent | null): void {
    if (event?.kind === 'chunk') {
      const { partition, buffer } = event.chunk
      const ahead = this.#ahead.get(partition) ?? { chunks: [], bytes: 0, isPaused: false }
      ahead.chunks.push({ cursor: new ChunkCursor(event.chunk), buffer })
      this.#ahead.set(partition, ahead)
      this.#count(partition, ahead, buffer.byteLength)
    } else if (event !== null) {
      this.#events.push(event)
      this.#ended ||= event.kind === 'end'
    }
  }

  #count(partition: number, ahead: Ahead, bytes: number): void {
    ahead.bytes += bytes
    const isEnough = ahead.bytes > MAX_AHEAD_BYTES
    if (isEnough === ahead.isPaused) return
    ahead.isPaused = isEnough
    if (isEnough) this.#source.pause?.(partition)
    else this.#source.resume?.(partition)
  }
}
