import { setImmediate, setTimeout } from 'node:timers/promises'
import { untilAborted } from '../abort.js'
import { BufferPool } from '../buffer-pool.js'
import type { Positions, Source, SourceEvent, SourceIdentity, SourcePartitionStatus } from '../connector.js'
import { OptionReader, parseSpec } from '../spec.js'
import { EventGenerator } from './event-generator.js'
import { DEFAULT_EVENT_OPTIONS, eventOptions, START_RANGE, type EventOptions } from './event-options.js'

/** At a rate, events are handed over this often, milliseconds. */
const TICK_MS = 10
const CHUNK_BYTES = 1 << 20

/**
 * Source `datagen`: generated web analytics events, at a rate of the clock or as fast as they are taken. A partition's
 * offsets are the indexes of its stream, so with a given `start` it goes on after a restart where it was.
 */
export class DatagenSource implements Source {
  readonly #generator: EventGenerator
  readonly #fireWindows: boolean
  readonly #pool = new BufferPool()
  readonly #next: number[]
  readonly #first: number[]
  #turn = 0
  #openedAt = 0
  #announced = false
  #ended = false

  constructor(options: Partial<EventOptions> = {}, atEnd: 'fire' | 'hold' = 'fire') {
    this.#generator = new EventGenerator(eventOptions(options))
    this.#fireWindows = atEnd === 'fire'
    this.#next = Array<number>(this.#generator.options.partitions).fill(0)
    this.#first = [...this.#next]
  }

  /** From `datagen[:option=value,…]`; the options are those of {@link EventOptions} in snake case, and at_end. */
  static fromSpec(text: string): DatagenSource {
    const spec = parseSpec(text)
    const read = new OptionReader(spec)
    const defaults = DEFAULT_EVENT_OPTIONS
    const start = read.time('start', Date.now(), START_RANGE)
    const options: EventOptions = {
      start,
      rate: read.number('rate', defaults.rate, { min: 0, integer: false }),
      count: read.number('count', defaults.count, { min: 0 }),
      users: read.number('users', defaults.users, { min: 1, max: 50_000_000 }),
      sessions: read.number('sessions', defaults.sessions, { min: 1, max: 50_000_000 }),
      sessionSeconds: read.number('session_seconds', defaults.sessionSeconds, { min: 1, max: 1_000_000 }),
      disorderMs: read.number('disorder_ms', defaults.disorderMs, { min: 0, max: 1_000_000_000 }),
      partitions: read.number('partitions', defaults.partitions, { min: 1, max: 1024 }),
      seed: read.number('seed', defaults.seed, { min: 0, max: 2 ** 32 - 1 }),
      malformedRatio: read.number('malformed_ratio', defaults.malformedRatio, {
        min: 0,
        max: 1,
        integer: false
      }),
      speedup: read.number('speedup', defaults.speedup, { min: 0.001, integer: false })
    }
    const atEnd = read.choice('at_end', 'fire', ['fire', 'hold'])
    read.finish({ values: false })
    return new DatagenSource(options, atEnd)
  }

  async open(positions: Positions): Promise<void> {
    for (const [partition, offset] of positions) {
      if (partition < this.#next.length) this.#next[partition] = this.#first[partition] = offset
    }
    this.#openedAt = performance.now()
  }

  async next(signal: AbortSignal): Promise<SourceEvent | null> {
    if (!this.#announced) {
      this.#announced = true
      return { kind: 'partitions', partitions: new Map(this.#next.entries()) }
    }
    while (!signal.aborted) {
      const partition = this.#takeTurn()
      if (partition !== null) {
        // Generating never waits, so nothing else would get a turn of the event loop.
        await setImmediate()
        return { kind: 'chunk', chunk: this.#generate(partition) }
      }
      if (this.#next.every((_, each) => this.#left(each) === 0)) return this.#end(signal)
      await setTimeout(TICK_MS, undefined, { signal }).catch(() => undefined)
    }
    return null
  }

  async #end(signal: AbortSignal): Promise<SourceEvent | null> {
    if (this.#ended) return untilAborted(signal)
    this.#ended = true
    return { kind: 'end', fireWindows: this.#fireWindows }
  }

  /** The next partition in turn that has events due. */
  #takeTurn(): number | null {
    for (let tried = 0; tried < this.#next.length; tried++) {
      const partition = this.#turn
      this.#turn = (this.#turn + 1) % this.#next.length
      if (this.#due(partition) > 0) return partition
    }
    return null
  }

  #left(partition: number): number {
    return Math.max(0, this.#generator.countOf(partition) - this.#next[partition]!)
  }

  #due(partition: number): number {
    const { partitions, rate } = this.#generator.options
    if (rate === 0) return this.#left(partition)
    const soFar = Math.floor((((performance.now() - this.#openedAt) / 1000) * rate) / partitions)
    return Math.min(this.#left(partition), this.#first[partition]! + soFar - this.#next[partition]!)
  }

  #generate(partition: number) {
    const due = this.#due(partition)
    const buffer = this.#pool.acquire(Math.min(CHUNK_BYTES, due * this.#generator.maxEventBytes))
    const fromOffset = this.#next[partition]!
    const { events, byteLength } = this.#generator.fill(partition, fromOffset, due, buffer)
    const toOffset = (this.#next[partition] = fromOffset + events)
    return {
      ...{ partition, fromOffset, toOffset, records: events, buffer, byteLength },
      format: 'lines' as const,
      digest: 0
    }
  }

  identity(): SourceIdentity {
    return { connector: 'datagen', address: 'events', id: null }
  }

  status(): readonly SourcePartitionStatus[] {
    return this.#next.map((position, partition) => ({
      partition,
      position,
      endOffset: position + this.#due(partition),
      waitingFor: null
    }))
  }

  hasBacklog(partition: number): boolean {
    return this.#due(partition) > 0
  }

  recycle(buffer: ArrayBuffer): void {
    this.#pool.release(buffer)
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }
}
