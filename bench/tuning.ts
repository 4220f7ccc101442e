/** What table_minibatch_size and table_minibatch_latency_seconds do to throughput and to latency. */
import { measureOnce } from '../src/cli/bench/end-to-end.js'
import { figure, quantile, type Figure } from '../src/cli/bench/summary.js'
import { measureLatency } from './latency/run.js'
import { millrace } from './support/entrants.js'
import { Options } from './support/options.js'
import { report, startResult, type Series } from './support/results.js'
import { say, withStage, type Stage } from './support/stage.js'

/** The values that are tried; the default is among them. */
const SETTINGS = {
  table_minibatch_size: [1, 32, 999, 8192, 65_536, 524_288],
  table_minibatch_latency_seconds: [0.001, 0.02, 0.1, 0.5, 4, 20]
} as const
const PACKING = { recordsPerBatch: 128, compression: 'none' } as const
const LIMIT_SECONDS = 300

const options = new Options({ values: ['events', 'seconds', 'rate', 'repetitions'] })
const events = options.number('events', 2_000_000)
const seconds = options.number('seconds', 20)
const eventsPerSecond = options.number('rate', 5000)
const repetitions = options.number('repetitions', 3)
const finish = startResult('tuning', 'bench:tuning')
const values: Record<string, number[]> = {}

function note(setting: string, value: number, name: string, measured: number): void {
  ;(values[`${setting}.${value}.${name}`] ??= []).push(measured)
}

async function tryOut(stage: Stage, setting: string, value: number): Promise<void> {
  const { client, topic, expected, bootstrapServers } = stage
  const env = { [setting.toUpperCase()]: String(value) }
  const run = await measureOnce(millrace(stage, env), {
    client,
    topic,
    expected,
    limitSeconds: LIMIT_SECONDS
  })
  note(setting, value, 'eventsPerSecond', run.eventsPerSecond)
  const { latencies, cpuMicrosPerEvent } = await measureLatency({
    ...{ client, bootstrapServers, eventsPerSecond, seconds, env }
  })
  note(setting, value, 'p50', quantile(latencies, 0.5))
  note(setting, value, 'p99', quantile(latencies, 0.99))
  note(setting, value, 'cpuPerEvent', cpuMicrosPerEvent)
  say(`${setting} ${value}: ${Math.round(run.eventsPerSecond)} events/s, p50 ${quantile(latencies, 0.5)} ms`)
}

await withStage({ events, partitions: 4, sessions: 50_000 }, PACKING, async (stage) => {
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    for (const [setting, tried] of Object.entries(SETTINGS)) {
      for (const value of tried) await tryOut(stage, setting, value)
    }
  }
})

const UNITS = { eventsPerSecond: 'events/s', p50: 'ms', p99: 'ms', cpuPerEvent: 'µs' } as const
const figures: Record<string, Figure> = {}
for (const [name, measured] of Object.entries(values)) {
  const unit = Object.entries(UNITS).find(([end]) => name.endsWith(`.${end}`))?.[1] ?? ''
  figures[name] = figure(unit, measured)
}

/** The medians of some figures against the values of a setting. */
function curve(setting: keyof typeof SETTINGS, y: string, names: readonly string[]): Series {
  const point = (name: string, value: number): [number, number] => {
    return [value, figures[`${setting}.${value}.${name}`]?.median ?? NaN]
  }
  const lines = names.map((name) => [name, SETTINGS[setting].map((value) => point(name, value))] as const)
  return { x: setting, y, lines: Object.fromEntries(lines) }
}

const series: Record<string, Series> = {}
for (const setting of Object.keys(SETTINGS) as (keyof typeof SETTINGS)[]) {
  series[`${setting}.throughput`] = curve(setting, 'events/s', ['eventsPerSecond'])
  series[`${setting}.latency`] = curve(setting, 'ms', ['p50', 'p99'])
  series[`${setting}.cpu`] = curve(setting, 'µs an event', ['cpuPerEvent'])
}
const conditions = {
  events,
  sessions: 50_000,
  latencyEventsPerSecond: eventsPerSecond,
  latencySeconds: seconds
}
report(finish({ repetitions, conditions, figures, series }))
