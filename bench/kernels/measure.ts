import { diffAllRows } from '../../src/cli/bench/rows.js'
import type { Rows } from '../baseline/rows.js'
import { figure, type Figure } from '../../src/cli/bench/summary.js'
import { expectedRows } from '../baseline/expected-rows.js'
import type { ResultContent } from '../support/results.js'
import { KernelCandidates, runJsonParse, runPlain, STAGES } from './candidates.js'
import { chunksOf, type BenchmarkChunk } from './chunks.js'
import { benchmarkEvents, eventLines, MIXES, type Mix } from './mixes.js'
import { perEvent, timeInRounds } from './rounds.js'

/**
 * Measures the kernels by stage, JSON.parse, and JSON.parse with Maps on each mix of events.
 * @throws Error when someone's rows are not exactly the expected ones
 */
export async function measureKernels(events: number, repetitions: number): Promise<ResultContent> {
  const kernels = await KernelCandidates.load()
  const workload = benchmarkEvents(events)
  const expected = expectedRows(workload)
  const figures: Record<string, Figure> = {}
  let bytes = 0
  for (const mix of Object.keys(MIXES) as Mix[]) {
    const lines = eventLines(workload, mix)
    if (mix === 'steady') bytes = Math.round(lines.length / events)
    const chunks = chunksOf(lines)
    check('the kernels', mix, expected, kernels.rows(chunks))
    check('JSON.parse and Maps', mix, expected, runPlain(chunks))
    for (const [name, value] of Object.entries(measureMix(kernels, chunks, events, repetitions))) {
      figures[`${mix}.${name}`] = value
    }
  }
  const { sessions, users } = workload
  return { repetitions, conditions: { events, bytesPerEvent: bytes, sessions, users }, figures }
}

function check(who: string, mix: Mix, expected: Rows, actual: Rows): void {
  const difference = diffAllRows(expected, actual)
  if (difference !== '') throw new Error(`the rows of ${who} on ${MIXES[mix]} are wrong: ${difference}`)
}

/** Each stage's own share, the sum, the opponents, and ratios round by round. */
function measureMix(
  kernels: KernelCandidates,
  chunks: readonly BenchmarkChunk[],
  events: number,
  repetitions: number
): Record<string, Figure> {
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
    const earlier = i === 0 ? [] : nanos(STAGES[i - 1] ?? '')
    const own = nanos(stage).map((total, round) => Math.max(0, total - (earlier[round] ?? 0)))
    figures[`stage.${stage}`] = figure('ns', own)
  })
  const all = nanos('all')
  const ratio = (name: string): Figure => {
    return figure(
      'x',
      nanos(name).map((other, round) => other / (all[round] ?? NaN))
    )
  }
  return {
    ...figures,
    all: figure('ns', all),
    parse: figure('ns', nanos('parse')),
    plain: figure('ns', nanos('plain')),
    ratio: ratio('plain'),
    parseRatio: ratio('parse')
  }
}
