import { rowsOfFacts } from '../../bench/baseline/expected-rows.js'
import { DEFAULT_JOBS } from '../../bench/baseline/jobs.js'
import type { Rows } from '../../bench/baseline/rows.js'
import type { Row } from '../../src/cli/bench/rows.js'
import type { Settings } from '../../src/config/settings.js'
import type { EventFacts } from '../../src/connectors/datagen/event-generator.js'

const SECOND = 1000

/** The rows that the three jobs owe for events of which none is late, computed without engine and kernels. */
export function expectedRows(facts: readonly EventFacts[], settings: Settings): Rows {
  return rowsOfFacts(facts, {
    ...DEFAULT_JOBS,
    metricsWindow: settings.processing_metrics_window_size_seconds * SECOND,
    performanceWindow: settings.processing_performance_window_size_seconds * SECOND,
    sessionGap: settings.processing_session_gap_seconds * SECOND
  })
}

/** The row as one text, whatever the order of its columns. */
export function canonicalRow(row: Row): string {
  return JSON.stringify(row, Object.keys(row).sort())
}
