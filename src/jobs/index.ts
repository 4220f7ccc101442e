import type { Job } from '../index.js'
import { EventAggregator } from './event-aggregator.js'
import { events } from './events.js'
import { PerformanceTracker } from './performance-tracker.js'
import { SessionTracker } from './session-tracker.js'
import type { JobSettings } from './settings.js'

export { events } from './events.js'

/** A job whose settings are those of the built-in ones. */
export type BuiltInJob = new (settings: JobSettings) => Job

/** The jobs that run where no others are named. */
export const jobs: readonly BuiltInJob[] = [EventAggregator, SessionTracker, PerformanceTracker]

/** What the jobs read. */
export const sources = [events] as const
