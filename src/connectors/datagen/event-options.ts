/** What the generated events are like. Same options, same bytes. */
export interface EventOptions {
  /** Events a second over all partitions: the pace of the clock for the source, and of event time. 0: unlimited, with event time as at 10,000 a second. */
  readonly rate: number
  /** Events over all partitions, Infinity for no end. */
  readonly count: number
  readonly users: number
  /** Sessions alive at any time. */
  readonly sessions: number
  /** How long a session lasts before another takes its place, seconds of event time. */
  readonly sessionSeconds: number
  /** Timestamps fall behind by up to so many milliseconds. */
  readonly disorderMs: number
  readonly partitions: number
  readonly seed: number
  /** Share of events that are not valid JSON, 0 to 1. */
  readonly malformedRatio: number
  /** Event time of the first event, epoch milliseconds, from 2001-09-09 to 2286-11-20. */
  readonly start: number
  /** Event time moves so many times as fast as the clock. */
  readonly speedup: number
}

/** Timestamps are written with 13 digits. */
export const START_RANGE = { min: 1e12 + 1e9, max: 9e12 } as const

export const DEFAULT_EVENT_OPTIONS: Omit<EventOptions, 'start'> = {
  rate: 1000,
  count: Infinity,
  users: 10_000,
  sessions: 2000,
  sessionSeconds: 600,
  disorderMs: 2000,
  partitions: 2,
  seed: 1,
  malformedRatio: 0,
  speedup: 1
}

/** The defaults, and whatever is given instead of them; event time starts now. */
export function eventOptions(given: Partial<EventOptions> = {}): EventOptions {
  return { ...DEFAULT_EVENT_OPTIONS, start: Date.now(), ...given }
}
