import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { StatusAnswer } from '../api.js'
import { Tile, type Tone } from '../components/basics.js'
import { Chart, type Line } from '../components/chart.js'
import { ago, bytes, count, duration, rate, seconds, short, time } from '../format.js'
import type { PageProps } from './page.js'

interface ChartPlan {
  readonly title: string
  readonly lines: readonly Line[]
  readonly format: (value: number | null) => string
}

const CHARTS: readonly ChartPlan[] = [
  {
    title: 'Events in',
    lines: [{ series: 'recordsPerSecond', label: 'read' }],
    format: rate
  },
  { title: 'Rows out', lines: [{ series: 'rowsPerSecond', label: 'written' }], format: rate },
  { title: 'Lag in records', lines: [{ series: 'lagRecords', label: 'waiting' }], format: short },
  {
    title: 'Behind the clock',
    lines: [
      { series: 'watermarkLagSeconds', label: 'watermark' },
      { series: 'lagSeconds', label: 'newest event' }
    ],
    format: seconds
  },
  { title: 'Processor', lines: [{ series: 'cpuCores', label: 'cores busy' }], format: short },
  {
    title: 'Memory',
    lines: [
      { series: 'residentBytes', label: 'process' },
      { series: 'stateBytes', label: 'state' }
    ],
    format: bytes
  },
  {
    title: 'Latency',
    lines: [
      { series: 'epochSeconds', label: 'epoch' },
      { series: 'commitSeconds', label: 'commit' }
    ],
    format: seconds
  },
  { title: 'Mini-batches', lines: [{ series: 'epochRecords', label: 'records an epoch' }], format: short }
]

export function Overview({ answer, history }: PageProps): VNode {
  return html`<${Recovery} answer=${answer} />
    <dl class="tiles">${tiles(answer)}</dl>
    <div class="charts">${CHARTS.map((chart) => html`<${Chart} ...${chart} history=${history} />`)}</div>`
}

function tiles({ status, rates, lag }: StatusAnswer): VNode[] {
  const { records, memory, recovery, outages, takenAt } = status
  const late = status.jobs.reduce((sum, job) => sum + job.lateRecords, 0)
  const open = outages.filter(({ until }) => until === null).length
  const watermarks = status.inputs.flatMap(({ watermark }) => (watermark === null ? [] : [watermark]))
  const watermark = watermarks.length === 0 ? null : Math.min(...watermarks)
  const figures: [label: string, value: string, note: string, tone?: Tone][] = [
    ['Events in', rate(rates.recordsPerSecond), `${count(records.total)} since the start`],
    [
      'Rows out',
      rate(rates.rowsPerSecond),
      `${count(sumOf(status.jobs.map(({ rows }) => rows)))} since the start`
    ],
    ['Lag in records', short(lag.records), `newest event ${seconds(lag.eventTimeSeconds)} old`],
    ['Watermark', time(watermark, takenAt), `${seconds(lag.watermarkSeconds)} behind the clock`],
    ['Processor', `${short(rates.cpuCores)} cores`, `${status.parallelism} workers`],
    ['Memory', bytes(memory.residentBytes), `state ${bytes(memory.stateBytes)}`],
    ['Uptime', duration(status.uptimeMs), startNote(recovery !== null, status.startedAt, takenAt)],
    ['Last commit', ago(status.commits.lastAt, takenAt), `epoch ${count(status.epoch)}`],
    ['Late', count(late), 'window had closed', late > 0 ? 'warn' : 'quiet'],
    [
      'Malformed',
      count(records.malformed),
      `${count(records.undated)} without a time, ${count(records.future)} too far ahead`,
      records.malformed > 0 ? 'warn' : 'quiet'
    ],
    [
      'Out of reach',
      open === 0 ? 'nothing' : count(open),
      `${outages.length} outages lately`,
      open > 0 ? 'bad' : 'quiet'
    ],
    [
      'Snapshot',
      ago(status.snapshots.last?.at, takenAt),
      `${count(status.snapshots.failed)} failed`,
      status.snapshots.failed > 0 ? 'warn' : 'quiet'
    ]
  ]
  return figures.map(
    ([label, value, note, tone]) => html`<${Tile} label=${label} value=${value} note=${note} tone=${tone} />`
  )
}

function startNote(isRestart: boolean, startedAt: number, now: number): string {
  return `${isRestart ? 'restarted' : 'started'} ${time(startedAt, now)}`
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** How far recovery is, while it runs. */
function Recovery({ answer: { status } }: { answer: StatusAnswer }): VNode | null {
  const { recovery, phase, takenAt } = status
  if (phase !== 'recovering' || recovery === null) return null
  const { epochsDone, epochsTotal, startedAt } = recovery
  const left = epochsDone === 0 ? null : ((takenAt - startedAt) / epochsDone) * (epochsTotal - epochsDone)
  return html`<section class="panel recovery">
    <h3>Recovering</h3>
    <progress value=${epochsDone} max=${Math.max(1, epochsTotal)} aria-label="Recovery"></progress>
    <p>${count(epochsDone)} of ${count(epochsTotal)} epochs computed again; about ${duration(left)} left</p>
  </section>`
}
