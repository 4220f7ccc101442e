/** Kernels by stage against JSON.parse and Maps, on the same events, on one thread. */
import { diffAllRows } from '../src/cli/bench/rows.js'
import { figure, showFigure, type Figure } from '../src/cli/bench/summary.js'
import { expectedRows } from '../src/cli/bench/workload.js'
import { KernelCandidates, runJsonParse, runPlain, STAGES } from './kernels/candidates.js'
import { chunksOf, type BenchmarkChunk } from './kernels/chunks.js'
import { benchmarkEvents, eventLines, MIXES, type Mix } from './kernels/mixes.js'
import { perEvent, timeInRounds } from './kernels/rounds.js'
import { Options } from './support/options.js'
import { startResult, writeResult } from './support/results.js'

const options = new Options({ values: ['events', 'repetitions'] })
const events = options.number('events', 100_000)
const repetitions = options.number('repetitions', 7)
const finish = startResult('kernels', 'bench')
const workload = benchmarkEvents(events)
const expected = expectedRows(workload)
const kernels = await KernelCandidates.load()

function check(who: string, mix: Mix, difference: string): void {
  if (difference !== '') throw new Error(`the rows of ${who} on ${MIXES[mix]} are wrong: ${difference}`)
}

/** The figures of one mix: each stage's own share, the sum, the opponents, and ratios round by round. */
function measure(mix: Mix, chunks: readonly BenchmarkChunk[]): Record<string, Figure> {
  check('the kernels', mix, diffAllRows(expected, kernels.rows(chunks)))
  check('JSON.parse and Maps', mix, diffAllRows(expected, runPlain(chunks)))
  const times = timeInRounds(
    {
      ...Object.fromEntries(STAGES.map((stage) => [stage, () => kernels.run(stage, chunks)])),
      parse: () => void runJsonParse(chunks),
      plain: () => void runPlain(chunks)
    },
    repetitions
  )
  const nanos = (name: string): number[] => perEvent(times[name] ?? [], events)
  const figures: Record<string, Figure> = {}
  STAGES.forEach((stage, i) => {
    const before = STAGES[i - 1]
    const earlier = before === undefined ? [] : nanos(before)
    figures[`${mix}.stage.${stage}`] = figure(
      'ns',
      nanos(stage).map((total, round) => Math.max(0, total - (earlier[round] ?? 0)))
    )
  })
  const all = nanos('all')
  figures[`${mix}.all`] = figure('ns', all)
  figures[`${mix}.parse`] = figure('ns', nanos('parse'))
  figures[`${mix}.plain`] = figure('ns', nanos('plain'))
  figures[`${mix}.ratio`] = figure(
    'x',
    nanos('plain').map((plain, round) => plain / (all[round] ?? NaN))
  )
  figures[`${mix}.parseRatio`] = figure(
    'x',
    nanos('parse').map((parse, round) => parse / (all[round] ?? NaN))
  )
  return figures
}

const figures: Record<string, Figure> = {}
let bytes = 0
for (const mix of Object.keys(MIXES) as Mix[]) {
  const lines = eventLines(workload, mix)
  if (mix === 'steady') bytes = Math.round(lines.length / events)
  Object.assign(figures, measure(mix, chunksOf(lines)))
}
for (const [name, value] of Object.entries(figures)) console.error(`${name}: ${showFigure(value)}`)
const conditions = { events, bytesPerEvent: bytes, sessions: workload.sessions, users: workload.users }
console.error(`written: ${writeResult(finish({ repetitions, conditions, figures }))}`)
