import type { Row } from '../../src/cli/bench/rows.js'
import { SINKS, type Rows } from './rows.js'

/** An event as JSON.parse gives it, with what the jobs look at. */
export interface Event {
  readonly event?: { readonly type?: string | null } | null
  readonly device?: { readonly user_agent?: string | null } | null
  readonly user?: { readonly id?: string | null } | null
  readonly context?: { readonly session_id?: string | null } | null
  readonly metrics?: { readonly load_time?: number | null } | null
  readonly timestamp?: number | null
}

/** Lengths in milliseconds. */
export interface PlainJobsOptions {
  readonly allowedTypes: readonly string[]
  readonly metricsWindow: number
  readonly performanceWindow: number
  readonly sessionGap: number
}

export const DEFAULT_JOBS: PlainJobsOptions = {
  allowedTypes: ['page_view', 'click', 'conversion', 'add_to_cart'],
  metricsWindow: 60_000,
  performanceWindow: 300_000,
  sessionGap: 1_800_000
}

interface Session {
  readonly sessionId: string | null
  readonly userId: string | null
  start: number
  /** The last event and the gap. */
  end: number
  pages: number
  device: string
}

/** Neither occurs in ids. */
const NULL = '\u0001'
const SEPARATOR = '\u0000'

type Windows<State> = Map<number, Map<string, State>>

/** The three jobs as one writes them by hand: an object per event, a Map per window. */
export class PlainJobs {
  readonly #options: PlainJobsOptions
  readonly #allowed: ReadonlySet<string>
  readonly #metrics: Windows<{ count: number; users: Set<string> }> = new Map()
  readonly #loads: Windows<number[]> = new Map()
  /** The open sessions of each key; they neither overlap nor touch. */
  readonly #sessions = new Map<string, Session[]>()
  /** No session ends before it: until then there is no need to look at them. */
  #nextSessionEnd = Infinity
  #watermark = -Infinity

  constructor(options: PlainJobsOptions = DEFAULT_JOBS) {
    this.#options = options
    this.#allowed = new Set(options.allowedTypes)
  }

  add(event: Event): void {
    const time = event.timestamp
    const type = event.event?.type
    if (typeof time !== 'number' || typeof type !== 'string') return
    if (this.#allowed.has(type)) this.#addMetrics(event, type, time)
    if (type !== 'page_view') return
    const device = deviceCategory(event.device?.user_agent)
    const loadTime = event.metrics?.load_time
    if (typeof loadTime === 'number') this.#addLoad(device, loadTime, time)
    this.#addView(event, device, time)
  }

  /** Moves the watermark and takes out the rows of the windows and sessions that it passes. */
  advance(watermark: number): Rows {
    this.#watermark = Math.max(this.#watermark, watermark)
    return {
      event_metrics: this.#fireMetrics(),
      session_metrics: this.#fireSessions(),
      performance_metrics: this.#fireLoads()
    }
  }

  #addMetrics(event: Event, type: string, time: number): void {
    const window = this.#window(this.#metrics, time, this.#options.metricsWindow)
    if (window === null) return
    let state = window.get(type)
    if (state === undefined) window.set(type, (state = { count: 0, users: new Set() }))
    state.count++
    const user = event.user?.id
    if (user !== null && user !== undefined) state.users.add(user)
  }

  #addLoad(device: string, loadTime: number, time: number): void {
    const window = this.#window(this.#loads, time, this.#options.performanceWindow)
    if (window === null) return
    const values = window.get(device)
    if (values === undefined) window.set(device, [loadTime])
    else values.push(loadTime)
  }

  #addView(event: Event, device: string, time: number): void {
    const sessionId = event.context?.session_id ?? null
    const userId = event.user?.id ?? null
    const key = `${sessionId ?? NULL}${SEPARATOR}${userId ?? NULL}`
    const end = time + this.#options.sessionGap
    const view = { sessionId, userId, start: time, end, pages: sessionId === null ? 0 : 1, device }
    const open = this.#sessions.get(key)
    const only = open?.length === 1 ? open[0] : undefined
    if (only !== undefined && touches(only, view)) mergeInto(only, view)
    else this.#mergeIntoAny(key, open ?? [], view)
  }

  #mergeIntoAny(key: string, open: readonly Session[], view: Session): void {
    const apart: Session[] = []
    for (const session of open) {
      if (touches(session, view)) mergeInto(view, session)
      else apart.push(session)
    }
    if (view.end - 1 <= this.#watermark) return
    this.#sessions.set(key, [...apart, view])
    this.#nextSessionEnd = Math.min(this.#nextSessionEnd, view.end)
  }

  /** The groups of the window that holds `time`; null when it has fired. */
  #window<State>(windows: Windows<State>, time: number, size: number): Map<string, State> | null {
    const start = Math.floor(time / size) * size
    if (start + size - 1 <= this.#watermark) return null
    let window = windows.get(start)
    if (window === undefined) windows.set(start, (window = new Map()))
    return window
  }

  #fireMetrics(): Row[] {
    return this.#fire(this.#metrics, this.#options.metricsWindow, (type, { count, users }) => ({
      event_type: type,
      event_count: count,
      user_count: users.size
    }))
  }

  #fireLoads(): Row[] {
    return this.#fire(this.#loads, this.#options.performanceWindow, (device, values) => ({
      device_category: device,
      avg_load_time: values.reduce((sum, value) => sum + value, 0) / values.length,
      p95_load_time: percentile(values, 0.95)
    }))
  }

  #fire<State>(windows: Windows<State>, size: number, result: (key: string, state: State) => Row): Row[] {
    const rows: Row[] = []
    for (const [start, groups] of windows) {
      if (start + size - 1 > this.#watermark) continue
      windows.delete(start)
      const bounds = { window_start: formatTime(start), window_end: formatTime(start + size) }
      for (const [key, state] of groups) rows.push({ ...bounds, ...result(key, state) })
    }
    return rows
  }

  #fireSessions(): Row[] {
    if (this.#watermark < this.#nextSessionEnd - 1) return []
    const rows: Row[] = []
    this.#nextSessionEnd = Infinity
    for (const [key, sessions] of this.#sessions) {
      const open: Session[] = []
      for (const session of sessions) {
        if (session.end - 1 <= this.#watermark) rows.push(sessionRow(session))
        else open.push(session)
      }
      if (open.length === 0) this.#sessions.delete(key)
      else this.#sessions.set(key, open)
      for (const { end } of open) this.#nextSessionEnd = Math.min(this.#nextSessionEnd, end)
    }
    return rows
  }
}

export function rowCount(rows: Rows): number {
  return SINKS.reduce((sum, sink) => sum + rows[sink].length, 0)
}

function touches(a: Session, b: Session): boolean {
  return a.start <= b.end && b.start <= a.end
}

function mergeInto(session: Session, other: Session): void {
  session.start = Math.min(session.start, other.start)
  session.end = Math.max(session.end, other.end)
  session.pages += other.pages
  if (other.device > session.device) session.device = other.device
}

function sessionRow({ sessionId, userId, start, end, pages, device }: Session): Row {
  return {
    session_id: sessionId,
    user_id: userId,
    start_time: formatTime(start),
    end_time: formatTime(end),
    duration: end - start,
    page_count: pages,
    device_category: device
  }
}

function deviceCategory(userAgent: string | null | undefined): string {
  if (userAgent === null || userAgent === undefined) return 'Desktop'
  if (userAgent.includes('Mobile')) return 'Mobile'
  if (userAgent.includes('Tablet')) return 'Tablet'
  if (userAgent.includes('Bot')) return 'Bot'
  return 'Desktop'
}

/** The percentile between the two nearest values, in the order of operations that the rows are specified with. */
function percentile(values: readonly number[], fraction: number): number {
  const sorted = Float64Array.from(values).sort()
  const position = fraction * (sorted.length - 1) + 1
  const low = Math.floor(position)
  const high = Math.ceil(position)
  const [a = NaN, b = NaN] = [sorted[low - 1], sorted[high - 1]]
  return a === b ? a : (high - position) * a + (position - low) * b
}

function formatTime(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.?0*Z$/, 'Z')
}
