/**
 * Kernels with warm state: so many sessions stay open, then all end. With `--against FOLDER` another build, as old as
 * 8f3adae, is measured beside this one, in turns, and ratios are told.
 */
import { figure, type Figure } from '../src/cli/bench/summary.js'
import { Options } from './support/options.js'
import { ROOT } from './support/paths.js'
import { commitOf, report, startResult } from './support/results.js'
import { loadBuild } from './warm/builds.js'
import { measureWarm, type WarmCosts } from './warm/measure.js'

/** A figure each, and its unit. */
const UNITS = { scan: 'ns', columns: 'ns', merge: 'ns', fire: 'ns', stateBytes: 'B' } as const

const options = new Options({ values: ['sessions', 'laps', 'repetitions', 'against'] })
const sizes = options.numbers('sessions', [2500, 50_000, 500_000])
const laps = options.number('laps', 8)
const repetitions = options.number('repetitions', 3)
const against = options.text('against')
const finish = startResult('warm', 'bench:warm')
const builds = [
  await loadBuild(ROOT, 'this build'),
  ...(against === null ? [] : [await loadBuild(against, 'the other')])
]

/** What each build costs, and how that compares, lap by lap: laps are what takes turns. */
function figuresOf(sessions: number): Record<string, Figure> {
  const runs = Array.from({ length: repetitions }, () => measureWarm(builds, { sessions, laps }))
  const valuesOf = (build: number, name: keyof WarmCosts): number[] =>
    runs.flatMap((run) => run[build]![name])
  const figures: Record<string, Figure> = {}
  for (const [name, unit] of Object.entries(UNITS) as [keyof WarmCosts, string][]) {
    const ours = valuesOf(0, name)
    figures[`${sessions}.${name}`] = figure(unit, ours)
    if (against === null) continue
    const theirs = valuesOf(1, name)
    figures[`${sessions}.${name}.other`] = figure(unit, theirs)
    figures[`${sessions}.${name}.ratio`] = figure(
      'x',
      ours.map((value, lap) => value / (theirs[lap] ?? NaN))
    )
  }
  return figures
}

// What V8 compiles on the way would fall on whatever comes first.
measureWarm(builds, { sessions: sizes[0] ?? 1, laps: 2 })
const figures = Object.assign({}, ...sizes.map(figuresOf)) as Record<string, Figure>
const conditions = { laps, ...(against === null ? {} : { against: commitOf(against) }) }
report(finish({ repetitions, conditions, figures }))
