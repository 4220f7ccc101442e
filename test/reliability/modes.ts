import { diffRows } from '../../src/cli/bench/rows.js'
import { SINKS } from '../../bench/baseline/rows.js'
import { loadExpected, type OracleEvent } from '../support/oracle.js'
import { normaliseRow } from '../support/rows.js'
import { parseAll, type RoundResult } from './round.js'

/** How rows come about, and how they are judged. */
export interface Mode {
  readonly env: Readonly<Record<string, string>>
  /** How long after the last event windows may still close, ms. */
  readonly settleMs: number
  /** What is wrong with the committed rows. */
  readonly judge: (result: RoundResult, events: readonly OracleEvent[]) => string[]
}

const COMMON = {
  // Snapshots and epochs come thick and fast, so that kills hit every stage of them.
  FLINK_CHECKPOINT_INTERVAL_MS: '500',
  TABLE_MINIBATCH_LATENCY_SECONDS: '0.1'
}

export const MODES: Readonly<Record<'event' | 'processing', Mode>> = {
  event: {
    env: {
      ...COMMON,
      APP_ENVIRONMENT: 'production',
      // While a broker is down no partition has records. None of them may be given up as idle: what comes on one
      // before the others would then make the others' records late, rightly, and the oracle knows no such outage.
      FLINK_IDLE_TIMEOUT_SECONDS: '600'
    },
    settleMs: 0,
    judge: judgeByOracle
  },
  processing: {
    env: {
      ...COMMON,
      APP_ENVIRONMENT: 'development',
      PROCESSING_METRICS_WINDOW_SIZE_SECONDS: '2',
      PROCESSING_PERFORMANCE_WINDOW_SIZE_SECONDS: '5',
      PROCESSING_SESSION_GAP_SECONDS: '3'
    },
    settleMs: 8000,
    judge: judgeByCounts
  }
}

/** Every row exactly once, as the reference wrote it. */
function judgeByOracle({ committed }: RoundResult): string[] {
  const expected = loadExpected('clean')
  return SINKS.flatMap((sink) => {
    const difference = diffRows(expected[sink], parseAll(committed[sink] ?? []).map(normaliseRow))
    return difference === '' ? [] : [`${sink}: ${difference}`]
  })
}

const ALLOWED = new Set(['page_view', 'click', 'conversion', 'add_to_cart'])

/** In processing time nobody can say which window an event falls into, but each falls into one. */
function judgeByCounts({ committed }: RoundResult, events: readonly OracleEvent[]): string[] {
  let counted = 0
  let views = 0
  for (const { value } of events) {
    const { event, context } = JSON.parse(value.toString('utf8')) as {
      event?: { type?: unknown } | null
      context?: { session_id?: unknown } | null
    }
    if (ALLOWED.has(String(event?.type))) counted++
    if (event?.type === 'page_view' && (context?.session_id ?? null) !== null) views++
  }
  return [
    ...compareSums('event_metrics', 'event_count', committed, counted),
    ...compareSums('session_metrics', 'page_count', committed, views)
  ]
}

function compareSums(
  sink: (typeof SINKS)[number],
  column: string,
  committed: RoundResult['committed'],
  expected: number
): string[] {
  const sum = parseAll(committed[sink] ?? []).reduce((total, row) => total + Number(row[column]), 0)
  return sum === expected ? [] : [`${sink}: the sum of ${column} is ${sum} instead of ${expected}`]
}
