/**
 * What a quiet stream takes: processor time and context switches at rates far below what the service could do. With
 * `--against FOLDER` another build is measured beside this one, in turns.
 */
import { figure, type Figure } from '../src/cli/bench/summary.js'
import { measureQuiet, type QuietCosts } from './quiet/measure.js'
import { buildsToMeasure } from './support/builds.js'
import { Options } from './support/options.js'
import { report, startResult } from './support/results.js'
import { say, withBroker } from './support/stage.js'

const UNITS = { cpu: '% of a core', mainThread: '% of a core', contextSwitches: '/s' } as const
const DEFAULT_RATES = [0, 100, 1000, 5000]

const options = new Options({ values: ['rates', 'seconds', 'repetitions', 'against'] })
const rates = options.list('rates', DEFAULT_RATES)
const seconds = options.number('seconds', 20)
const repetitions = options.number('repetitions', 3)
const builds = buildsToMeasure(options.text('against'))
const finish = startResult('quiet', 'bench:quiet')
const runs = builds.map(({ prefix }) => ({ prefix, costs: [] as QuietCosts[] }))

await withBroker(async (client, bootstrapServers) => {
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    for (const [index, { prefix, main }] of builds.entries()) {
      const costs = await measureQuiet({ client, bootstrapServers, main, rates, seconds })
      runs[index]?.costs.push(...costs)
      for (const { rate, cpu, mainThread, contextSwitches } of costs) {
        say(
          `${prefix}${rate} events/s, run ${repetition} of ${repetitions}: ${cpu.toFixed(1)} % of a core, ` +
            `main thread ${mainThread.toFixed(1)} %, ${contextSwitches.toFixed(0)} context switches/s`
        )
      }
    }
  }
})

const figures: Record<string, Figure> = {}
for (const { prefix, costs } of runs) {
  for (const rate of rates) {
    const ofRate = costs.filter((one) => one.rate === rate)
    for (const [name, unit] of Object.entries(UNITS) as [keyof typeof UNITS, string][]) {
      figures[`${prefix}${rate}.${name}`] = figure(
        unit,
        ofRate.map((one) => one[name])
      )
    }
  }
}
report(finish({ repetitions, conditions: { seconds }, figures }))
