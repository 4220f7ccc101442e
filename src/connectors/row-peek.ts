import type { RowSegment, Sink } from './connector.js'
import { forEachRow } from './rows.js'

/** Rows that are kept of every sink. */
const KEPT = 20
/** A sink is looked at no more often than this, and at no more than so much. */
const INTERVAL_MS = 1000
const MAX_BYTES = 64 << 10

const decoder = new TextDecoder()

/**
 * The last rows of every sink, for people to look at. It costs nearly nothing: of what is written within a second, what
 * one commit wrote to a sink is looked into, if it is small.
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
      this.#see(written.segments)
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

  /** All segments of a sink in one commit belong together: each shard has its own. */
  #see(segments: readonly RowSegment[]): void {
    const now = this.#now()
    for (const sink of new Set(segments.map((segment) => segment.sink))) {
      if (now - (this.#lookedAt.get(sink) ?? Number.NEGATIVE_INFINITY) < INTERVAL_MS) continue
      this.#lookedAt.set(sink, now)
      this.#keep(sink, rowsOf(segments.filter((segment) => segment.sink === sink)))
    }
  }

  #keep(sink: string, rows: readonly string[]): void {
    if (rows.length > 0) this.#rows.set(sink, [...this.of(sink), ...rows].slice(-KEPT))
  }
}

/** The last rows of each segment, as far as the segments are small. */
function rowsOf(segments: readonly RowSegment[]): string[] {
  const rows: string[] = []
  let bytes = 0
  for (const segment of segments) {
    bytes += segment.bytes.byteLength
    if (bytes > MAX_BYTES) break
    let left = segment.count
    try {
      forEachRow(segment, (json) => {
        if (left-- <= KEPT) rows.push(decoder.decode(json))
      })
    } catch {
      // A dead letter may have no value at all. Nothing that is only looked at may keep it from being written.
      break
    }
  }
  return rows
}
