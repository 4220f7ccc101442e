import type { Chunk, Source, SourceEvent } from '../connectors/connector.js'
import { splitChunk } from './chunk-split.js'

/** Reads given ranges of a source's partitions, in any order of partitions, and keeps what it read too far. */
export class RangeReader {
  readonly #source: Source
  readonly #signal: AbortSignal
  readonly #ahead = new Map<number, Chunk[]>()
  /** Events other than chunks: they concern whoever reads on afterwards. */
  readonly #events: SourceEvent[] = []
  #ended = false

  constructor(source: Source, signal: AbortSignal) {
    this.#source = source
    this.#signal = signal
  }

  /**
   * The next chunk of the partition, cut at `to`.
   * @returns null when the source ends before
   * @throws AbortError when the signal aborts
   */
  async next(partition: number, to: number): Promise<Chunk | null> {
    for (;;) {
      const chunk = this.#ahead.get(partition)?.shift()
      if (chunk !== undefined) return chunk.toOffset > to ? this.#cut(chunk, to) : chunk
      if (this.#ended) return null
      this.#keep(await this.#source.next(this.#signal))
      this.#signal.throwIfAborted()
    }
  }

  /** What was read and not used up, in order, for whoever reads on. */
  leftOver(): SourceEvent[] {
    const chunks = [...this.#ahead.values()].flat().map((chunk): SourceEvent => ({ kind: 'chunk', chunk }))
    const ends = this.#events.filter((event) => event.kind === 'end')
    return [...this.#events.filter((event) => event.kind !== 'end'), ...chunks, ...ends]
  }

  #keep(event: SourceEvent | null): void {
    if (event?.kind === 'chunk') {
      const { partition } = event.chunk
      this.#ahead.set(partition, [...(this.#ahead.get(partition) ?? []), event.chunk])
    } else if (event !== null) {
      this.#events.push(event)
      this.#ended ||= event.kind === 'end'
    }
  }

  #cut(chunk: Chunk, to: number): Chunk {
    const [mine, rest] = splitChunk(chunk, to)
    this.#source.recycle(chunk.buffer)
    this.#ahead.get(chunk.partition)?.unshift(rest)
    return mine
  }
}
