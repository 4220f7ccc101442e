/**
 * End to end: from a Kafka topic to committed rows, the service, the plain program and, with --flink, the same jobs
 * on Flink in turns. See docs/benchmarks.md for its options.
 */
import type { ContenderRun } from '../src/cli/bench/contender.js'
import { endToEndFigures, measureInTurns, type Entrant } from '../src/cli/bench/end-to-end.js'
import { figure, type Figure } from '../src/cli/bench/summary.js'
import { flink } from './flink/entrant.js'
import { millrace, plainProgram } from './support/entrants.js'
import { Options } from './support/options.js'
import { report, startResult } from './support/results.js'
import { say, withStage, type Stage } from './support/stage.js'

const DEFAULTS = { events: 2_000_000, partitions: 4, sessions: 50_000, batch: 128, repetitions: 3 }
/** Flink takes a minute or two. */
const LIMIT_SECONDS = 300

const options = new Options({
  values: ['events', 'partitions', 'sessions', 'batch', 'repetitions', 'parallelism', 'compression'],
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
const finish = startResult(
  isScaling
    ? 'scaling'
    : `e2e${packing.compression === 'none' ? '' : '-lz4'}${options.flag('flink') ? '-flink' : ''}`,
  'bench:e2e'
)

async function entrants(stage: Stage): Promise<Entrant[]> {
  if (isScaling) {
    return parallelism.map((workers) =>
      millrace(stage, { FLINK_PARALLELISM: String(workers) }, `workers${workers}`)
    )
  }
  const others = options.flag('alone') ? [] : [plainProgram(stage)]
  return [millrace(stage), ...others, ...(options.flag('flink') ? await flink(stage, say) : [])]
}

/** How many times as fast the first was as the second, run by run: neighbours saw the same machine. */
function speedUp(runs: readonly ContenderRun[], others: readonly ContenderRun[]): Figure {
  const ratios = runs.map((run, i) => run.eventsPerSecond / (others[i]?.eventsPerSecond ?? NaN))
  return figure('x', ratios)
}

await withStage(size, packing, async (stage) => {
  const { client, topic, expected } = stage
  const contestants = await entrants(stage)
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
    if (label !== 'millrace' && ours.length > 0) figures[`millrace / ${label}`] = speedUp(ours, measured)
  }
  const conditions = { ...size, ...packing, rows: Object.values(expected).flat().length }
  report(finish({ repetitions, conditions, figures }))
})
