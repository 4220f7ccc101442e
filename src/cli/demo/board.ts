import type { JobStatus, Status } from '../../engine/status/status.js'
import { formatTable, formatValue, type Row } from './text-table.js'

export interface BoardState {
  /** Where the events come from and go to. */
  readonly title: string
  readonly elapsedSeconds: number
  readonly totalSeconds: number
  /** Undefined until the first look. */
  readonly status: Status | undefined
  readonly recordsPerSecond: number
  /** The newest rows of a sink, newest last. */
  readonly rowsOf: (sink: string) => readonly Row[]
}

export interface Line {
  readonly text: string
  readonly style?: 'bold' | 'dim' | 'cyan'
}

const MIB = 1 << 20
const HEAD_LINES = 4
/** Blank line, name and column names above the rows of a job. */
const JOB_LINES = 3

/** The whole screen as lines: the counters, then for each job its newest rows, as many as `height` has room for. */
export function renderBoard(state: BoardState, height: number): Line[] {
  const { title, elapsedSeconds, totalSeconds, status, recordsPerSecond } = state
  const lines: Line[] = [
    { text: `Millrace demo: ${title}`, style: 'bold' },
    { text: `${Math.floor(elapsedSeconds)} of ${totalSeconds} s, Ctrl-C stops`, style: 'dim' },
    { text: '' }
  ]
  if (status === undefined || status.phase === 'starting') return [...lines, { text: 'starting …' }]
  lines.push({ text: countersLine(status, recordsPerSecond) })
  const room = Math.floor((height - HEAD_LINES) / Math.max(1, status.jobs.length)) - JOB_LINES
  for (const job of status.jobs) {
    const rows = state.rowsOf(job.sink).slice(-Math.max(1, room))
    const [names, ...cells] = formatTable(rows)
    lines.push({ text: '' }, { text: jobLine(job), style: 'cyan' })
    if (names === undefined) lines.push({ text: '  no window has closed yet', style: 'dim' })
    else lines.push({ text: `  ${names}`, style: 'dim' }, ...cells.map((text) => ({ text: `  ${text}` })))
  }
  return lines
}

/** Counters of the service in one line. */
export function countersLine(status: Status, recordsPerSecond: number): string {
  const { inputs, memory } = status
  const { total, malformed, undated } = status.records
  return [
    `events ${formatValue(total)}`,
    `rate ${formatValue(Math.round(recordsPerSecond))}/s`,
    `watermark ${watermarkText(leastWatermark(inputs))}`,
    `malformed ${formatValue(malformed)}`,
    `undated ${formatValue(undated)}`,
    `memory ${formatValue(Math.round(memory.residentBytes / MIB))} MiB`
  ].join('   ')
}

/** Counters of a job in one line. */
export function jobLine({ name, sink, rows, lateRecords, openWindows }: JobStatus): string {
  const counters = [
    `rows ${formatValue(rows)}`,
    `late ${formatValue(lateRecords)}`,
    `open ${formatValue(openWindows)}`
  ]
  return `${name} -> ${sink}   ${counters.join('   ')}`
}

/** Null while one of them has none. */
function leastWatermark(inputs: Status['inputs']): number | null {
  const least = Math.min(...inputs.map(({ watermark }) => watermark ?? Number.NEGATIVE_INFINITY))
  return Number.isFinite(least) ? least : null
}

function watermarkText(watermark: number | null): string {
  if (watermark === null) return 'none yet'
  const date = new Date(watermark)
  return Number.isNaN(date.getTime()) ? 'end of time' : date.toISOString().slice(11, 23)
}
