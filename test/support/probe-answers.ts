import type { Probe } from './oracle.js'
import type { Row, Rows } from './rows.js'

const NONE: Rows = { event_metrics: [], session_metrics: [], performance_metrics: [] }

/**
 * What docs/semantics.md promises where the reference need not be followed. The times are those of the cases, which
 * lie ten minutes apart.
 */
const OURS: Readonly<Record<string, (reference: Rows) => Rows>> = {
  // An object where an integer is expected: the field is null, the row stays.
  'load_time {}': () => ({
    event_metrics: [eventRow('03:10', 'page_view')],
    session_metrics: [sessionRow('03:10', '03:40', 'ltobj', 'u1')],
    performance_metrics: []
  }),
  'session lone surrogate': (reference) => reference,
  // The last of duplicate members wins.
  'dup key last wins?': () => ({
    event_metrics: [eventRow('06:20', 'page_view')],
    session_metrics: [sessionRow('06:20', '06:50', 'dup1', 'u1')],
    performance_metrics: [performanceRow('06:20', '06:25', 100)]
  }),
  'dup key 2': () => ({ ...NONE, event_metrics: [eventRow('06:30', 'click')] }),
  'dup object merge?': () => NONE,
  'dup object null later': () => NONE,
  // Malformed.
  'trailing garbage': () => NONE,
  'two docs': () => NONE,
  bom: () => NONE,
  utf16: () => NONE
}

/** The rows that Millrace owes for a probe: the reference's, or its own where that is documented. */
export function expectedOfProbe(probe: Probe): Rows {
  const ours = OURS[probe.name]
  if ((ours === undefined) !== (probe.mayDiffer === undefined)) {
    throw new Error(
      `probe ${probe.name}: an own answer is needed exactly where the reference need not be followed`
    )
  }
  return ours === undefined ? probe.expected : ours(probe.expected)
}

function eventRow(start: string, type: string): Row {
  const [hour = '', minute = ''] = start.split(':')
  const end = `${hour}:${String(Number(minute) + 1).padStart(2, '0')}`
  return { window_start: at(start), window_end: at(end), event_type: type, event_count: 1, user_count: 1 }
}

function sessionRow(start: string, end: string, session: string, user: string): Row {
  return {
    session_id: session,
    user_id: user,
    start_time: `2026-01-01 ${start}:01Z`,
    end_time: `2026-01-01 ${end}:01Z`,
    duration: 1_800_000,
    page_count: 1,
    device_category: 'Desktop'
  }
}

function performanceRow(start: string, end: string, loadTime: number): Row {
  return {
    window_start: at(start),
    window_end: at(end),
    device_category: 'Desktop',
    avg_load_time: loadTime,
    p95_load_time: loadTime
  }
}

function at(time: string): string {
  return `2026-01-01 ${time}:00Z`
}
