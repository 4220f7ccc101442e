import type { Row } from '../../src/cli/bench/rows.js'

/** The sinks of the three jobs. */
export const SINKS = ['event_metrics', 'session_metrics', 'performance_metrics'] as const

/** Their rows by sink. */
export type Rows = Readonly<Record<(typeof SINKS)[number], readonly Row[]>>
