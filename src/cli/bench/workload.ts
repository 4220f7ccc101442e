import { EventGenerator } from '../../connectors/datagen/event-generator.js'
import { eventOptions, type EventOptions } from '../../connectors/datagen/event-options.js'

/** 2025-06-15 00:00 UTC: the same events, whenever they are generated. */
const START = Date.UTC(2025, 5, 15)
/** A day after everything else: far enough for every window that the jobs may have by default. */
const CLOSING_DELAY_MS = 86_400_000

export interface WorkloadSize {
  readonly events: number
  readonly partitions: number
  /** Sessions that are open at a time. */
  readonly sessions: number
}

/**
 * The benchmarks' events: event time moves on by a second for every 2,000 of them, and sessions outlast the run, so
 * that all of them are open at its end.
 */
export function workload(size: WorkloadSize): EventOptions {
  return eventOptions({
    start: START,
    rate: 0,
    count: size.events,
    partitions: size.partitions,
    sessions: size.sessions,
    users: size.sessions,
    sessionSeconds: 1_000_000,
    speedup: 5,
    seed: 5
  })
}

/** An event that no job counts and whose time closes every window: written last into each partition. */
export function closingEvent(options: EventOptions): Buffer {
  const generator = new EventGenerator(options)
  const timestamp = generator.timeOf(0, generator.countOf(0)) + CLOSING_DELAY_MS
  return Buffer.from(`{"event":{"id":"end","type":"end"},"timestamp":${timestamp}}\n`)
}
