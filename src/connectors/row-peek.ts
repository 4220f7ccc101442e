import type { RowSegment, Sink } from './connector.js'
import { forEachRow } from './rows.js'

/** Rows that are kept of every sink. */
const KEPT = 20
/** A sink is looked at no more often than this, and at no more than so much. */
const INTERVAL_MS = 1000
const MAX_BYTES = 64 << 10

const decoder = new TextDecoder()

/**
 * The last rows of every sink, for people to look at. It costs nearly nothing: of what is written within a second, one
 * small segment a sink is looked into.
 */
export class RowPeek {
  readonly #now: () => number
  readonly #rows = new Map<string, readonly string[]>()
  readonly #lookedAt = new Map<string, number>()

  /** @param now monotonic, ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Newest last, as JSON texts. */
  of(sink: string): readonly string[] {
    return this.#rows.get(sink) ?? []
  }

  /** The sink itself, its commits seen here on their way. */
  around(sink: Sink): Sink {
    const commit: Sink['commit'] = (written) => {
      for (const segment of written.segments) this.#see(segment)
      return sink.commit(written)
    }
    return new Proxy(sink, {
      get: (target, name) => {
        if (name === 'commit') return commit
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      }
    })
  }

  #see(segment: RowSegment): void {
    const now = this.#now()
    const isEarly = now - (this.#lookedAt.get(segment.sink) ?? Number.NEGATIVE_INFINITY) < INTERVAL_MS
    if (isEarly || segment.count === 0 || segment.bytes.byteLength > MAX_BYTES) return
    this.#lookedAt.set(segment.sink, now)
    const rows: string[] = []
    let left = segment.count
    forEachRow(segment, (json) => {
      if (left-- <= KEPT) rows.push(decoder.decode(json))
    })
    this.#rows.set(segment.sink, [...this.of(segment.sink), ...rows].slice(-KEPT))
  }
}
