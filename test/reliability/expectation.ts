import { ExpectedRows, formatTime } from '../../src/cli/bench/expected-rows.js'
import type { Row } from '../../src/cli/bench/rows.js'
import { EventGenerator, type EventFacts } from '../../src/connectors/datagen/event-generator.js'
import type { EventOptions } from '../../src/connectors/datagen/event-options.js'

/** Windows of five minutes hold whole windows of a minute too: what is in one is settled once it has passed. */
const SLICE_MS = 300_000
const GAP_MS = 1_800_000

interface Session {
  readonly key: Row
  first: number
  last: number
  views: number
  device: string
}

/**
 * The rows that the jobs owe for very many generated events, told from their facts: windows are settled slice by
 * slice and sessions as they end, so that memory stays small.
 */
export class Expectation {
  readonly #options: EventOptions
  readonly #onRow: (sink: string, row: Row) => void
  readonly #sessions = new Map<string, Session>()
  /** By the slice's start. */
  readonly #slices = new Map<number, ExpectedRows>()

  constructor(options: EventOptions, onRow: (sink: string, row: Row) => void) {
    this.#options = options
    this.#onRow = onRow
  }

  /** Takes the first `count` events of every partition, all partitions in step, and closes all windows. */
  run(count: number): void {
    const generator = new EventGenerator(this.#options)
    const { partitions, disorderMs } = this.#options
    let settled = Number.NEGATIVE_INFINITY
    for (let index = 0; index < count; index++) {
      for (let partition = 0; partition < partitions; partition++)
        this.#add(generator.facts(partition, index))
      const passed = generator.timeOf(0, index) - disorderMs
      if (passed < settled + SLICE_MS) continue
      settled = Math.floor(passed / SLICE_MS) * SLICE_MS
      this.#settle(settled)
    }
    this.#settle(Number.POSITIVE_INFINITY)
  }

  #add(facts: EventFacts): void {
    const start = Math.floor(facts.timestamp / SLICE_MS) * SLICE_MS
    let slice = this.#slices.get(start)
    if (slice === undefined) this.#slices.set(start, (slice = new ExpectedRows()))
    slice.add(facts)
    if (facts.type === 'page_view' && !facts.malformed) this.#addView(facts)
  }

  #addView({ sessionId, userId, timestamp, userAgent }: EventFacts): void {
    const id = `${sessionId} ${userId}`
    const device = ['Mobile', 'Tablet', 'Bot'].find((word) => userAgent.includes(word)) ?? 'Desktop'
    const session = this.#sessions.get(id)
    if (session !== undefined && timestamp <= session.last + GAP_MS) {
      session.first = Math.min(session.first, timestamp)
      session.last = Math.max(session.last, timestamp)
      session.views++
      if (device > session.device) session.device = device
      return
    }
    if (session !== undefined) this.#end(session)
    const key = { session_id: sessionId, user_id: userId }
    this.#sessions.set(id, { key, first: timestamp, last: timestamp, views: 1, device })
  }

  #settle(passed: number): void {
    for (const [start, slice] of this.#slices) {
      if (start + SLICE_MS > passed) continue
      const { event_metrics: metrics, performance_metrics: performance } = slice.rows()
      for (const row of metrics) this.#onRow('event_metrics', row)
      for (const row of performance) this.#onRow('performance_metrics', row)
      this.#slices.delete(start)
    }
    for (const [id, session] of this.#sessions) {
      if (session.last + GAP_MS >= passed) continue
      this.#end(session)
      this.#sessions.delete(id)
    }
  }

  #end({ key, first, last, views, device }: Session): void {
    const end = last + GAP_MS
    const times = { start_time: formatTime(first), end_time: formatTime(end), duration: end - first }
    this.#onRow('session_metrics', { ...key, ...times, page_count: views, device_category: device })
  }
}
