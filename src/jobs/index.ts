import type { JobClass } from './base-job.js'
import { EventAggregator } from './event-aggregator.js'
import { events } from './events.js'
import { PerformanceTracker } from './performance-tracker.js'
import { SessionTracker } from './session-tracker.js'

export type { JobClass } from './base-job.js'
export { events } from './events.js'

/** The jobs that run. A new one is a file beside this one and its name in this list. */
export const jobs: readonly JobClass[] = [EventAggregator, SessionTracker, PerformanceTracker]

/** What the jobs read. A source of one's own is declared as in events.ts and stands in this list. */
export const sources = [events] as const
