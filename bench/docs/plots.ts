import { STAGE_NAMES, STAGES } from '../kernels/candidates.js'
import { MIXES, type Mix } from '../kernels/mixes.js'
import type { Result } from '../support/results.js'
import { barChart, lineChart } from './svg.js'

/** All plots that the results allow, by file name. */
export function plots(results: ReadonlyMap<string, Result>): Record<string, string> {
  const drawn: Record<string, string> = {}
  const draw = (benchmark: string, write: (result: Result) => Record<string, string>): void => {
    const result = results.get(benchmark)
    if (result !== undefined) Object.assign(drawn, write(result))
  }
  draw('kernels', (result) => ({ 'kernels.svg': kernelStages(result) }))
  draw('e2e', (result) => ({ 'e2e.svg': throughput(result) }))
  draw('scaling', (result) => ({ 'scaling.svg': scaling(result) }))
  draw('memory', (result) => ({ 'memory.svg': memory(result) }))
  draw('tuning', tuning)
  return drawn
}

function kernelStages({ figures }: Result): string {
  const names: Readonly<Record<Mix, string>> = {
    steady: 'one layout',
    changing: 'changing per batch',
    unique: 'new on every record'
  }
  const bars = (Object.keys(MIXES) as Mix[]).map((mix) => {
    const pieces = STAGES.map((stage) => [STAGE_NAMES[stage], figures[`${mix}.stage.${stage}`]?.median ?? 0])
    return [names[mix], Object.fromEntries(pieces) as Record<string, number>] as const
  })
  return barChart({
    title: 'Kernels by stage and layout of the events',
    x: 'ns an event, medians',
    bars: Object.fromEntries(bars)
  })
}

function throughput({ figures }: Result): string {
  const bars = Object.entries(figures)
    .filter(([name]) => name.endsWith('.eventsPerSecond'))
    .map(([name, { median }]) => [name.slice(0, name.lastIndexOf('.')), { 'events/s': median }] as const)
  return barChart({
    title: 'Kafka to committed rows',
    x: 'events/s, medians',
    bars: Object.fromEntries(bars)
  })
}

function scaling({ figures }: Result): string {
  const points = Object.entries(figures)
    .filter(([name]) => name.endsWith('.eventsPerSecond'))
    .map(([name, { median }]) => [Number(/\d+/.exec(name)?.[0]), median] as const)
  return lineChart({
    ...{ title: 'Throughput by workers', x: 'flink_parallelism', y: 'events/s', logarithmic: true },
    lines: { millrace: points }
  })
}

function memory({ series }: Result): string {
  const { x = '', y = '', lines = {} } = series?.['resident'] ?? {}
  return lineChart({ title: 'Resident memory over a run, and over one of twice the length', x, y, lines })
}

function tuning({ series }: Result): Record<string, string> {
  const drawn = Object.entries(series ?? {}).map(([name, { x, y, lines }]) => {
    const what = { throughput: 'Throughput', latency: 'Latency', cpu: 'Processor time' }[
      name.slice(name.lastIndexOf('.') + 1)
    ]
    return [`${name}.svg`, lineChart({ title: `${what ?? name} by ${x}`, x, y, lines, logarithmic: true })]
  })
  return Object.fromEntries(drawn) as Record<string, string>
}
