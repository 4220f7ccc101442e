import type { EventFacts } from '../../connectors/datagen/event-generator.js'
import type { Row, Rows } from './rows.js'

export interface ExpectedRowsOptions {
  readonly allowedTypes?: readonly string[]
  readonly metricsWindowMs?: number
  readonly performanceWindowMs?: number
  readonly sessionGapMs?: number
}

interface View {
  readonly time: number
  readonly device: string
}

interface Group<T> {
  readonly window: number
  readonly key: string
  readonly state: T
}

/** The rows that the three jobs owe for generated events when none is late, told from the facts and not from the bytes. */
export class ExpectedRows {
  readonly #allowed: ReadonlySet<string>
  readonly #metricsWindow: number
  readonly #performanceWindow: number
  readonly #gap: number
  readonly #metrics = new Map<string, Group<{ count: number; users: Set<string> }>>()
  readonly #loads = new Map<string, Group<number[]>>()
  readonly #views = new Map<string, { key: Row; views: View[] }>()
  /** Events, malformed ones too. */
  events = 0
  malformed = 0

  constructor(options: ExpectedRowsOptions = {}) {
    this.#allowed = new Set(options.allowedTypes ?? ['page_view', 'click', 'conversion', 'add_to_cart'])
    this.#metricsWindow = options.metricsWindowMs ?? 60_000
    this.#performanceWindow = options.performanceWindowMs ?? 300_000
    this.#gap = options.sessionGapMs ?? 1_800_000
  }

  add(facts: EventFacts): void {
    this.events++
    if (facts.malformed) {
      this.malformed++
      return
    }
    if (this.#allowed.has(facts.type)) this.#addMetrics(facts)
    if (facts.type !== 'page_view') return
    if (facts.loadTime !== null) this.#addLoad(facts, facts.loadTime)
    this.#addView(facts)
  }

  #addMetrics(facts: EventFacts): void {
    const { state } = groupOf(this.#metrics, facts.timestamp, this.#metricsWindow, facts.type, () => ({
      count: 0,
      users: new Set<string>()
    }))
    state.count++
    state.users.add(facts.userId)
  }

  #addLoad(facts: EventFacts, loadTime: number): void {
    const device = deviceCategory(facts.userAgent)
    groupOf(this.#loads, facts.timestamp, this.#performanceWindow, device, () => [] as number[]).state.push(
      loadTime
    )
  }

  #addView(facts: EventFacts): void {
    const id = `${facts.sessionId} ${facts.userId}`
    const view = { time: facts.timestamp, device: deviceCategory(facts.userAgent) }
    const session = this.#views.get(id)
    if (session !== undefined) session.views.push(view)
    else this.#views.set(id, { key: { session_id: facts.sessionId, user_id: facts.userId }, views: [view] })
  }

  rows(): Rows {
    return {
      event_metrics: [...this.#metrics.values()].map(({ window, key, state }) => ({
        ...bounds(window, this.#metricsWindow),
        event_type: key,
        event_count: state.count,
        user_count: state.users.size
      })),
      session_metrics: [...this.#views.values()].flatMap(({ key, views }) => this.#sessions(key, views)),
      performance_metrics: [...this.#loads.values()].map(({ window, key, state }) => ({
        ...bounds(window, this.#performanceWindow),
        device_category: key,
        avg_load_time: state.reduce((sum, value) => sum + value, 0) / state.length,
        p95_load_time: percentile95(state)
      }))
    }
  }

  #sessions(key: Row, views: View[]): Row[] {
    const sorted = views.sort((a, b) => a.time - b.time)
    const rows: Row[] = []
    let first = 0
    for (let i = 1; i <= sorted.length; i++) {
      if (i < sorted.length && sorted[i]!.time <= sorted[i - 1]!.time + this.#gap) continue
      const [start, end] = [sorted[first]!.time, sorted[i - 1]!.time + this.#gap]
      const devices = sorted.slice(first, i).map(({ device }) => device)
      rows.push({
        ...key,
        ...{ start_time: formatTime(start), end_time: formatTime(end), duration: end - start },
        ...{ page_count: i - first, device_category: devices.reduce((a, b) => (a > b ? a : b)) }
      })
      first = i
    }
    return rows
  }
}

function groupOf<T>(
  groups: Map<string, Group<T>>,
  time: number,
  size: number,
  key: string,
  create: () => T
): Group<T> {
  const window = Math.floor(time / size) * size
  const id = `${window} ${key}`
  let group = groups.get(id)
  if (group === undefined) groups.set(id, (group = { window, key, state: create() }))
  return group
}

function bounds(window: number, size: number): Row {
  return { window_start: formatTime(window), window_end: formatTime(window + size) }
}

/** `yyyy-MM-dd HH:mm:ss[.fff]Z`, the fraction without trailing zeros. */
export function formatTime(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.?0*Z$/, 'Z')
}

function deviceCategory(userAgent: string): string {
  return ['Mobile', 'Tablet', 'Bot'].find((word) => userAgent.includes(word)) ?? 'Desktop'
}

function percentile95(values: number[]): number {
  const sorted = Float64Array.from(values).sort()
  const position = 0.95 * (sorted.length - 1) + 1
  const [low, high] = [Math.floor(position), Math.ceil(position)]
  const [a, b] = [sorted[low - 1]!, sorted[high - 1]!]
  return a === b ? a : (high - position) * a + (position - low) * b
}
