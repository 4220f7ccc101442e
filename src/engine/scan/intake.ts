import type { Chunk, SourceEvent } from '../../connectors/connector.js'
import type { EngineSource } from '../inputs.js'

export interface IntakeOptions {
  readonly sources: readonly EngineSource[]
  /** Back-pressure: nothing is read while there is none. */
  readonly hasRoom: () => boolean
  readonly onChunk: (source: number, chunk: Chunk) => void
  /** All partitions of a source, with the next offset of each. */
  readonly onPartitions: (source: number, partitions: ReadonlyMap<number, number>) => void
  /** Something is read no more: a source that ended, or all of them. */
  readonly onEnd: () => void
  readonly onFailure: (error: unknown) => void
}

/** Reads all sources side by side, each as long as there is room, until they end or are stopped. */
export class Intake {
  readonly #options: IntakeOptions
  readonly #abort = new AbortController()
  readonly #reading: Set<number>
  readonly #ended = new Set<number>()
  #waiting: (() => void)[] = []

  constructor(options: IntakeOptions) {
    this.#options = options
    this.#reading = new Set(options.sources.keys())
  }

  /** Whether more may come. */
  get isReading(): boolean {
    return this.#reading.size > 0 && !this.#abort.signal.aborted
  }

  /** The sources that are at the end of time: read to their end, and their windows are to fire. */
  get ended(): ReadonlySet<number> {
    return this.#ended
  }

  /** @param events by source, what was read of it already and comes before what it hands over next */
  start(events: readonly (readonly SourceEvent[])[]): void {
    for (const [number, source] of this.#options.sources.entries()) {
      this.#read(number, source, [...(events[number] ?? [])]).catch(this.#options.onFailure)
    }
  }

  /** Reads nothing more; what is under way may still come. */
  stop(): void {
    this.#abort.abort()
    this.wake()
  }

  /** There may be room. */
  wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  async #read(number: number, { source }: EngineSource, events: SourceEvent[]): Promise<void> {
    const { signal } = this.#abort
    while (!signal.aborted) {
      await this.#room()
      const event = signal.aborted ? null : (events.shift() ?? (await source.next(signal)))
      if (event === null) break
      if (event.kind === 'chunk') {
        this.#options.onChunk(number, event.chunk)
      } else if (event.kind === 'partitions') {
        this.#options.onPartitions(number, event.partitions)
      } else {
        if (event.fireWindows) this.#ended.add(number)
        break
      }
    }
    this.#reading.delete(number)
    this.#options.onEnd()
  }

  async #room(): Promise<void> {
    while (!this.#abort.signal.aborted && !this.#options.hasRoom()) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }
}
