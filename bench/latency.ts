/**
 * How long a result takes to a committed reader, from the moment when its window can close. With `--against FOLDER`
 * another build is measured beside this one, in turns.
 */
import { figure, quantile, type Figure } from '../src/cli/bench/summary.js'
import { LATENCY_WINDOWS, measureLatency, type LatencyRun } from './latency/run.js'
import { buildsToMeasure, type Build } from './support/builds.js'
import { Options } from './support/options.js'
import { report, startResult } from './support/results.js'
import { say, withBroker } from './support/stage.js'

const SHARES = { p50: 0.5, p99: 0.99, max: 1 } as const

const options = new Options({ values: ['rates', 'seconds', 'repetitions', 'against'] })
const rates = options.numbers('rates', [5000, 50_000])
const seconds = options.number('seconds', 60)
const repetitions = options.number('repetitions', 3)
const finish = startResult('latency', 'bench:latency')
const builds = buildsToMeasure(options.text('against'))
const runs = new Map<string, LatencyRun[]>()

function note(name: string, run: LatencyRun): void {
  runs.set(name, [...(runs.get(name) ?? []), run])
}

function turns(): (readonly [number, Build])[] {
  return rates.flatMap((rate) => builds.map((build) => [rate, build] as const))
}

await withBroker(async (client, bootstrapServers) => {
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    for (const [eventsPerSecond, { prefix, main }] of turns()) {
      const run = await measureLatency({ client, bootstrapServers, main, eventsPerSecond, seconds })
      note(`${prefix}${eventsPerSecond}`, run)
      const { latencies } = run
      const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
      say(
        `${prefix}${eventsPerSecond} events/s, run ${repetition} of ${repetitions}: ${latencies.length} rows, right; ` +
          `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, last ${quantile(latencies, 1).toFixed(1)} ms`
      )
    }
  }
})

const figures: Record<string, Figure> = {}
for (const [name, measured] of runs) {
  for (const [quantity, share] of Object.entries(SHARES)) {
    figures[`${name}.${quantity}`] = figure(
      'ms',
      measured.map(({ latencies }) => quantile(latencies, share))
    )
  }
  figures[`${name}.cpuPerEvent`] = figure(
    'µs',
    measured.map(({ cpuMicrosPerEvent }) => cpuMicrosPerEvent)
  )
}
const conditions = { seconds, ...LATENCY_WINDOWS }
report(finish({ repetitions, conditions, figures }))
