/** How long a result takes to a committed reader, from the moment when its window can close. */
import { figure, quantile, type Figure } from '../src/cli/bench/summary.js'
import { LATENCY_WINDOWS, measureLatency, type LatencyRun } from './latency/run.js'
import { Options } from './support/options.js'
import { report, startResult } from './support/results.js'
import { say, withBroker } from './support/stage.js'

const SHARES = { p50: 0.5, p99: 0.99, max: 1 } as const

const options = new Options({ values: ['rates', 'seconds', 'repetitions'] })
const rates = options.numbers('rates', [5000, 50_000])
const seconds = options.number('seconds', 60)
const repetitions = options.number('repetitions', 3)
const finish = startResult('latency', 'bench:latency')
const runs = new Map<number, LatencyRun[]>(rates.map((rate) => [rate, []]))

await withBroker(async (client, bootstrapServers) => {
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    for (const eventsPerSecond of rates) {
      const run = await measureLatency({ client, bootstrapServers, eventsPerSecond, seconds })
      runs.get(eventsPerSecond)?.push(run)
      const { latencies } = run
      const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
      say(
        `${eventsPerSecond} events/s, run ${repetition} of ${repetitions}: ${latencies.length} rows, right; ` +
          `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
      )
    }
  }
})

const figures: Record<string, Figure> = {}
for (const [rate, measured] of runs) {
  for (const [name, share] of Object.entries(SHARES)) {
    figures[`${rate}.${name}`] = figure(
      'ms',
      measured.map(({ latencies }) => quantile(latencies, share))
    )
  }
  figures[`${rate}.cpuPerEvent`] = figure(
    'µs',
    measured.map(({ cpuMicrosPerEvent }) => cpuMicrosPerEvent)
  )
}
const conditions = { seconds, ...LATENCY_WINDOWS }
report(finish({ repetitions, conditions, figures }))
