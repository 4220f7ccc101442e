/** The window semantics of docs/semantics.md, told again without an index, a heap or a partial: for comparison. */

export interface Event {
  readonly key: string | null
  readonly value: number
  readonly at: number
}

export interface Epoch {
  readonly events: readonly Event[]
  readonly watermark: number
}

export type WindowSpec =
  | { readonly kind: 'hop'; readonly size: number; readonly slide: number }
  | { readonly kind: 'cumulate'; readonly size: number; readonly step: number }
  | { readonly kind: 'session'; readonly gap: number }

export interface ReferenceRow {
  readonly start: number
  readonly end: number
  readonly key: string | null
  readonly events: readonly Event[]
}

export interface ReferenceResult {
  /** Rows of each epoch. */
  readonly rows: readonly (readonly ReferenceRow[])[]
  readonly late: number
}

export function runReference(window: WindowSpec, epochs: readonly Epoch[]): ReferenceResult {
  const state = referenceOf(window)
  let watermark = -Infinity
  const rows = epochs.map((epoch) => {
    state.addEpoch(epoch.events, watermark)
    watermark = Math.max(watermark, epoch.watermark)
    return state.fire(watermark)
  })
  return { rows, late: state.late }
}

function referenceOf(window: WindowSpec): AlignedReference | SessionReference {
  if (window.kind === 'session') return new SessionReference(window.gap)
  return new AlignedReference(
    window.kind === 'hop' ? hopWindows(window.size, window.slide) : cumulateWindows(window.size, window.step)
  )
}

interface OpenWindow {
  readonly key: string | null
  start: number
  end: number
  events: Event[]
}

interface Interval {
  readonly start: number
  readonly end: number
}

/** The windows that hold an instant. */
type WindowsOf = (at: number) => Interval[]

function hopWindows(size: number, slide: number): WindowsOf {
  return (at) => {
    const windows: Interval[] = []
    for (let start = Math.floor(at / slide) * slide; start > at - size; start -= slide) {
      windows.push({ start, end: start + size })
    }
    return windows
  }
}

function cumulateWindows(size: number, step: number): WindowsOf {
  return (at) => {
    const start = Math.floor(at / size) * size
    const windows: Interval[] = []
    for (let end = start + step; end <= start + size; end += step) if (end > at) windows.push({ start, end })
    return windows
  }
}

class AlignedReference {
  late = 0
  #open = new Map<string, OpenWindow>()

  constructor(private readonly windowsOf: WindowsOf) {}

  addEpoch(events: readonly Event[], watermark: number): void {
    for (const event of events) {
      const windows = this.windowsOf(event.at)
      const open = windows.filter(({ end }) => end - 1 > watermark)
      if (open.length === 0) this.late++
      for (const window of open) this.#add(window, event)
    }
  }

  fire(watermark: number): ReferenceRow[] {
    const fired = [...this.#open].filter(([, window]) => window.end - 1 <= watermark)
    for (const [name] of fired) this.#open.delete(name)
    return fired.map(([, window]) => window)
  }

  #add({ start, end }: Interval, event: Event): void {
    const name = JSON.stringify([start, end, event.key])
    const window = this.#open.get(name)
    if (window !== undefined) window.events.push(event)
    else this.#open.set(name, { key: event.key, start, end, events: [event] })
  }
}

interface OpenSession extends OpenWindow {
  wasOpen: boolean
}

class SessionReference {
  late = 0
  #open: OpenSession[] = []

  constructor(private readonly gap: number) {}

  addEpoch(events: readonly Event[], watermark: number): void {
    const intervals = events.map((event) => ({
      key: event.key,
      start: event.at,
      end: event.at + this.gap,
      events: [event],
      wasOpen: false
    }))
    const merged = mergeTouching([...this.#open, ...intervals])
    const isLate = (session: OpenSession): boolean => !session.wasOpen && session.end - 1 <= watermark
    this.late += merged.filter(isLate).reduce((sum, session) => sum + session.events.length, 0)
    this.#open = merged
      .filter((session) => !isLate(session))
      .map((session) => ({ ...session, wasOpen: true }))
  }

  fire(watermark: number): ReferenceRow[] {
    const fired = this.#open.filter((session) => session.end - 1 <= watermark)
    this.#open = this.#open.filter((session) => session.end - 1 > watermark)
    return fired
  }
}

/** [a,b) and [c,d) of one key are one session when c <= b. */
function mergeTouching(sessions: readonly OpenSession[]): OpenSession[] {
  const merged: OpenSession[] = []
  const last = new Map<string | null, OpenSession>()
  for (const session of [...sessions].sort((a, b) => a.start - b.start)) {
    const before = last.get(session.key)
    if (before !== undefined && session.start <= before.end) {
      before.end = Math.max(before.end, session.end)
      before.events = [...before.events, ...session.events]
      before.wasOpen ||= session.wasOpen
    } else {
      const copy = { ...session }
      last.set(session.key, copy)
      merged.push(copy)
    }
  }
  return merged
}
