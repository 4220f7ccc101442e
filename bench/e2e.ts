/**
 * End to end: from a Kafka topic to committed rows, the service, the plain program and, with --flink, the reference
 * in turns. With `--against FOLDER` another build, as old as 8f3adae, takes its turns too. See docs/benchmarks.md for
 * its options.
 */
import type { ContenderRun } from '../src/cli/bench/contender.js'
import { endToEndFigures, measureInTurns, type Entrant } from '../src/cli/bench/end-to-end.js'
import { figure, type Figure } from '../src/cli/bench/summary.js'
import { flink } from './flink/entrant.js'
import { millrace, plainProgram } from './support/entrants.js'
import { serviceOf } from './support/paths.js'
import { Options } from './support/options.js'
import { report, startResult } from './support/results.js'
import { say, withStage, type Stage } from './support/stage.js'

const DEFAULTS = { events: 2_000_000, partitions: 4, sessions: 50_000, batch: 128, repetitions: 3 }
/** The reference takes a minute or two. */
const LIMIT_SECONDS = 300
const OTHER_BUILD = 'other build'
/** What is compared with another build beside the throughput. */
const COSTS = [
  ...(['steadyEventsPerSecond', 'cpuMicrosPerEvent', 'mainThreadCpuMicrosPerEvent'] as const),
  ...(['steadyCpuMicrosPerEvent', 'steadyMainThreadCpuMicrosPerEvent'] as const),
  ...(['peakResidentBytes', 'firstCommitSeconds'] as const)
] as const

const options = new Options({
  values: [
    ...['events', 'partitions', 'sessions', 'batch', 'repetitions', 'parallelism', 'compression'],
    'against'
  ],
  flags: ['flink', 'alone']
})
const size = {
  events: options.number('events', DEFAULTS.events),
  partitions: options.number('partitions', DEFAULTS.partitions),
  sessions: options.number('sessions', DEFAULTS.sessions)
}
const packing = {
  recordsPerBatch: options.number('batch', DEFAULTS.batch),
  compression: options.choice('compression', ['none', 'lz4'])
}
const repetitions = options.number('repetitions', DEFAULTS.repetitions)
const parallelism = options.numbers('parallelism', [])
const isScaling = parallelism.length > 0
const other = options.text('against')
const finish = startResult(resultName(), 'bench:e2e')

function resultName(): string {
  if (other !== null) return 'e2e-against'
  return isScaling ? 'scaling' : `e2e${packing.compression === 'none' ? '' : '-lz4'}`
}

function entrants(stage: Stage): Entrant[] {
  if (isScaling) {
    return parallelism.map((workers) =>
      millrace(stage, { FLINK_PARALLELISM: String(workers) }, `workers${workers}`)
    )
  }
  const others = other === null ? [] : [millrace(stage, {}, OTHER_BUILD, serviceOf(other))]
  const plain = options.flag('alone') ? [] : [plainProgram(stage)]
  return [millrace(stage), ...others, ...plain, ...(options.flag('flink') ? flink(stage, say) : [])]
}

/** Run by run, how one figure of the first stands to that of the second: neighbours saw the same machine. */
function ratio(
  runs: readonly ContenderRun[],
  others: readonly ContenderRun[],
  name: keyof ContenderRun
): Figure {
  const ratios = runs.map((run, i) => run[name] / (others[i]?.[name] ?? NaN))
  return figure('x', ratios)
}

await withStage(size, packing, async (stage) => {
  const { client, topic, expected } = stage
  const contestants = entrants(stage)
  const runs = await measureInTurns({
    ...{ client, topic, expected, entrants: contestants, repetitions },
    limitSeconds: LIMIT_SECONDS,
    onProgress: say
  })
  const figures: Record<string, Figure> = {}
  const ours = runs.get('millrace') ?? []
  for (const { label } of contestants) {
    const measured = runs.get(label) ?? []
    for (const [name, value] of Object.entries(endToEndFigures(measured))) figures[`${label}.${name}`] = value
    if (label === 'millrace' || ours.length === 0) continue
    figures[`millrace / ${label}`] = ratio(ours, measured, 'eventsPerSecond')
    for (const name of label === OTHER_BUILD ? COSTS : [])
      figures[`millrace / ${label}: ${name}`] = ratio(ours, measured, name)
  }
  const conditions = { ...size, ...packing, rows: Object.values(expected).flat().length }
  report(finish({ repetitions, conditions, figures }))
})
