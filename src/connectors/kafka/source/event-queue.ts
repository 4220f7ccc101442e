import type { SourceEvent } from '../../connector.js'

/** What a source has ready for the engine, in order, with the bytes that it holds. */
export class EventQueue {
  readonly #events: SourceEvent[] = []
  #bytes = 0
  #failure: Error | null = null
  #closed = false
  #wakeReader: (() => void) | null = null
  #wakeWriters: (() => void)[] = []

  /** Bytes of the chunks that wait. */
  get bytes(): number {
    return this.#bytes
  }

  push(event: SourceEvent): void {
    this.#events.push(event)
    if (event.kind === 'chunk') this.#bytes += event.chunk.byteLength
    this.#wakeReader?.()
  }

  /** After what already waits, `next` throws this. */
  fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error))
    this.#wakeReader?.()
  }

  close(): void {
    this.#closed = true
    this.#wakeReader?.()
    this.#drained()
  }

  /** The next event; null when `signal` aborted or the queue was closed. */
  async next(signal: AbortSignal): Promise<SourceEvent | null> {
    for (;;) {
      if (this.#closed || signal.aborted) return null
      const event = this.#events.shift()
      if (event !== undefined) {
        if (event.kind === 'chunk') this.#bytes -= event.chunk.byteLength
        this.#drained()
        return event
      }
      if (this.#failure !== null) throw this.#failure
      await this.#pushed(signal)
    }
  }

  /** Resolves when an event was taken, or the queue was closed. */
  taken(): Promise<void> {
    return new Promise((resolve) => this.#wakeWriters.push(resolve))
  }

  #drained(): void {
    const writers = this.#wakeWriters
    this.#wakeWriters = []
    for (const wake of writers) wake()
  }

  #pushed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done)
        this.#wakeReader = null
        resolve()
      }
      this.#wakeReader = done
      signal.addEventListener('abort', done)
    })
  }
}
