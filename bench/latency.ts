/** How long a result takes to a committed reader, from the moment when its window can close. */
import { figure, quantile, showFigure, type Figure } from '../src/cli/bench/summary.js'
import { LATENCY_WINDOWS, measureLatency } from './latency/run.js'
import { Options } from './support/options.js'
import { startResult, writeResult } from './support/results.js'
import { say, withBroker } from './support/stage.js'

const options = new Options({ values: ['rates', 'seconds', 'repetitions'] })
const rates = options.numbers('rates', [5000, 50_000])
const seconds = options.number('seconds', 60)
const repetitions = options.number('repetitions', 3)
const finish = startResult('latency', 'bench:latency')
const runs = new Map<number, number[][]>(rates.map((rate) => [rate, []]))

await withBroker(async (client, bootstrapServers) => {
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    for (const eventsPerSecond of rates) {
      const latencies = await measureLatency({ client, bootstrapServers, eventsPerSecond, seconds })
      runs.get(eventsPerSecond)?.push(latencies)
      const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
      say(
        `${eventsPerSecond} events/s, run ${repetition} of ${repetitions}: ${latencies.length} rows, right; ` +
          `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
      )
    }
  }
})

const figures: Record<string, Figure> = {}
for (const [rate, latencies] of runs) {
  for (const share of [0.5, 0.99, 1]) {
    const name = share === 1 ? 'max' : `p${share * 100}`
    figures[`${rate}.${name}`] = figure(
      'ms',
      latencies.map((run) => quantile(run, share))
    )
  }
}
for (const [name, value] of Object.entries(figures)) say(`${name}: ${showFigure(value)}`)
const conditions = { seconds, ...LATENCY_WINDOWS }
say(`written: ${writeResult(finish({ repetitions, conditions, figures }))}`)
