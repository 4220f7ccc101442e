import { ExpectedRows } from '../../src/cli/bench/expected-rows.js'
import type { Row, Rows } from '../../src/cli/bench/rows.js'
import type { Settings } from '../../src/config/settings.js'
import type { EventFacts } from '../../src/connectors/datagen/event-generator.js'

const SECOND = 1000

/** The rows that the three jobs owe for events of which none is late, computed without engine and kernels. */
export function expectedRows(facts: readonly EventFacts[], settings: Settings): Rows {
  const expected = new ExpectedRows({
    metricsWindowMs: settings.processing_metrics_window_size_seconds * SECOND,
    performanceWindowMs: settings.processing_performance_window_size_seconds * SECOND,
    sessionGapMs: settings.processing_session_gap_seconds * SECOND
  })
  for (const fact of facts) expected.add(fact)
  return expected.rows()
}

/** The row as one text, whatever the order of its columns. */
export function canonicalRow(row: Row): string {
  return JSON.stringify(row, Object.keys(row).sort())
}
