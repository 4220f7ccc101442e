import type { Row } from '../../src/cli/bench/rows.js'

/** What tells a row of a sink from its other rows: all else is its value. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  event_metrics: ['window_start', 'window_end', 'event_type'],
  session_metrics: ['session_id', 'user_id', 'start_time'],
  performance_metrics: ['window_start', 'window_end', 'device_category']
}

/** What an uncommitted reader saw beyond the committed rows. */
export interface UncommittedView {
  seen: number
  /** Rows of transactions that were aborted, which came again with the same values. */
  repeated: number
  /** Rows of aborted transactions with other values than the final row of that key. */
  readonly differing: string[]
  /** Rows of aborted transactions whose key no committed row has. */
  readonly vanished: string[]
}

/** Compares what an uncommitted reader saw with the rows that were committed in the end. */
export function compareUncommitted(
  sink: string,
  seen: readonly string[],
  committed: readonly string[]
): UncommittedView {
  const final = new Map(committed.map((text) => [keyOf(sink, text), text]))
  const surplus = seen.length - committed.length
  const view: UncommittedView = { seen: seen.length, repeated: 0, differing: [], vanished: [] }
  for (const text of seen) {
    const row = final.get(keyOf(sink, text))
    if (row === undefined) view.vanished.push(text)
    else if (row !== text) view.differing.push(`${text} instead of ${row}`)
  }
  view.repeated = surplus - view.differing.length - view.vanished.length
  return view
}

/** Keys that more than one committed row has. */
export function repeatedKeys(sink: string, committed: readonly string[]): string[] {
  const keys = new Set<string>()
  return committed
    .map((text) => keyOf(sink, text))
    .filter((key) => {
      const repeated = keys.has(key)
      keys.add(key)
      return repeated
    })
}

function keyOf(sink: string, text: string): string {
  const row = JSON.parse(text) as Row
  return JSON.stringify((KEYS[sink] ?? []).map((column) => row[column]))
}
