/**
 * What it costs to be looked at: the service without ports, with them and nobody there, scraped by Prometheus, with an open
 * dashboard, and with both, in turns; first with a topic to work off, then idle.
 */
import type { ContenderRun } from '../src/cli/bench/contender.js'
import { measureOnce } from '../src/cli/bench/end-to-end.js'
import { figure, type Figure } from '../src/cli/bench/summary.js'
import { millrace } from './support/entrants.js'
import { Options } from './support/options.js'
import { report, startResult } from './support/results.js'
import { say, withStage, type Stage } from './support/stage.js'
import { measureIdle } from './watching/idle.js'
import { freePorts, ONLOOKERS, portSettings, type Onlooker } from './watching/onlookers.js'

const DEFAULTS = { events: 2_000_000, partitions: 4, sessions: 50_000, repetitions: 5, seconds: 15 }
const PACKING = { recordsPerBatch: 128, compression: 'none' } as const
const LIMIT_SECONDS = 300
const PERCENT = 100

const options = new Options({ values: ['events', 'repetitions', 'seconds'], flags: ['idle'] })
const { partitions, sessions } = DEFAULTS
const size = { events: options.number('events', DEFAULTS.events), partitions, sessions }
const repetitions = options.number('repetitions', DEFAULTS.repetitions)
const seconds = options.number('seconds', DEFAULTS.seconds)
const finish = startResult('watching', 'bench:watching')
const runs = new Map<string, ContenderRun[]>()
const idle = new Map<string, number[]>()

/** One run under load, the rows checked. */
async function measureLoaded(stage: Stage, onlooker: Onlooker): Promise<ContenderRun> {
  const { client, topic, expected } = stage
  const ports = await freePorts()
  const end = onlooker.look(ports)
  try {
    const env = portSettings(onlooker.ports ? ports : null)
    return await measureOnce(millrace(stage, env), { client, topic, expected, limitSeconds: LIMIT_SECONDS })
  } finally {
    end()
  }
}

function note<T>(values: Map<string, T[]>, { label }: Onlooker, value: T): void {
  values.set(label, [...(values.get(label) ?? []), value])
}

await withStage(size, PACKING, async (stage) => {
  const rounds = options.flag('idle') ? 0 : repetitions
  if (rounds > 0) for (const onlooker of ONLOOKERS) await measureLoaded(stage, onlooker)
  for (let round = 1; round <= rounds; round++) {
    for (const onlooker of ONLOOKERS) {
      const run = await measureLoaded(stage, onlooker)
      note(runs, onlooker, run)
      say(
        `${onlooker.label}, run ${round} of ${rounds}: ${Math.round(run.eventsPerSecond)} events/s, ` +
          `${run.cpuMicrosPerEvent.toFixed(2)} µs, rows right`
      )
    }
  }
  for (let round = 1; round <= repetitions; round++) {
    for (const onlooker of ONLOOKERS) {
      const percent = await measureIdle(onlooker, { ...stage, seconds })
      note(idle, onlooker, percent)
      say(`${onlooker.label}, idle, run ${round} of ${repetitions}: ${percent.toFixed(2)} % of a core`)
    }
  }
})

/** By how much this is above the run of the same round that had no ports, percent. */
function above(label: string, value: (run: ContenderRun) => number): Figure {
  const alone = runs.get('no ports') ?? []
  const ratios = (runs.get(label) ?? []).map((run, round) => value(run) / value(alone[round] ?? run) - 1)
  return figure(
    '%',
    ratios.map((ratio) => ratio * PERCENT)
  )
}

const figures: Record<string, Figure> = {}
for (const [label, measured] of runs) {
  figures[`${label}.eventsPerSecond`] = figure(
    'events/s',
    measured.map(({ eventsPerSecond }) => eventsPerSecond)
  )
  figures[`${label}.cpuPerEvent`] = figure(
    'µs',
    measured.map(({ cpuMicrosPerEvent }) => cpuMicrosPerEvent)
  )
  if (label !== 'no ports') figures[`${label}.cpuAbove`] = above(label, (run) => run.cpuMicrosPerEvent)
}
for (const [label, measured] of idle) figures[`${label}.idle`] = figure('% of a core', measured)
report(finish({ repetitions, conditions: { ...size, ...PACKING, idleSeconds: seconds }, figures }))
