import type { RowSegment } from '../../connectors/connector.js'
import { forEachRow } from '../../connectors/rows.js'
import type { Row } from './text-table.js'

const decoder = new TextDecoder()

/** The last few rows of every sink, newest last, and how many there were. */
export class RecentRows {
  readonly #limit: number
  readonly #rows = new Map<string, Row[]>()
  readonly #counts = new Map<string, number>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Only the rows that stay are decoded: a segment may hold thousands. */
  add(segment: RowSegment): void {
    let left = segment.count
    const kept = this.#rows.get(segment.sink) ?? []
    forEachRow(segment, (json) => {
      if (left-- <= this.#limit) kept.push(JSON.parse(decoder.decode(json)) as Row)
    })
    this.#rows.set(segment.sink, kept.slice(-this.#limit))
    this.#counts.set(segment.sink, this.count(segment.sink) + segment.count)
  }

  of(sink: string): readonly Row[] {
    return this.#rows.get(sink) ?? []
  }

  count(sink: string): number {
    return this.#counts.get(sink) ?? 0
  }
}
