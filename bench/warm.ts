/**
 * Kernels with warm state: so many sessions stay open, then all end. With `--against FOLDER` another build, as old as
 * 8f3adae, is measured beside this one, in turns, and ratios are told.
 */
import { loadBuild } from './warm/builds.js'
import { measureWarm, type WarmCosts } from './warm/measure.js'
import { Options } from './support/options.js'
import { ROOT } from './support/paths.js'

const UNITS = {
  scan: 'scan, ns an event',
  columns: 'of it parsing and expressions',
  merge: 'merge, ns an event',
  fire: 'firing, ns a row',
  stateBytes: 'state, bytes an open window'
} as const
const DECIMALS = 2

const options = new Options({ values: ['sessions', 'laps', 'repetitions', 'against'] })
const sizes = options.numbers('sessions', [2500, 50_000, 500_000])
const laps = options.number('laps', 8)
const repetitions = options.number('repetitions', 3)
const other = options.text('against')
const builds = [
  await loadBuild(ROOT, 'this build'),
  ...(other === null ? [] : [await loadBuild(other, 'the other')])
]

/** Each lap's ratio, for laps are what takes turns. */
function ratioOf(values: readonly number[], others: readonly number[]): string {
  const ratios = values.map((value, lap) => value / (others[lap] ?? NaN)).sort((a, b) => a - b)
  return (ratios[Math.floor(ratios.length / 2)] ?? NaN).toFixed(DECIMALS)
}

function joined(runs: readonly WarmCosts[], name: keyof WarmCosts): number[] {
  return runs.flatMap((costs) => costs[name])
}

// Groups and partials are what the scan takes beside parsing and expressions.
console.log(
  ['', 'sessions', 'what', ...builds.map(({ name }) => name), ...(other === null ? [] : ['ratio']), '']
    .join(' | ')
    .trim()
)
console.log(
  `| ${Array(builds.length + (other === null ? 2 : 3))
    .fill('---')
    .join(' | ')} |`
)
// What V8 compiles on the way would fall on whatever comes first.
measureWarm(builds, { sessions: sizes[0] ?? 1, laps: 2 })
for (const sessions of sizes) {
  const runs = Array.from({ length: repetitions }, () => measureWarm(builds, { sessions, laps }))
  const byBuild = builds.map((_, build) => runs.map((run) => run[build]!))
  for (const [name, unit] of Object.entries(UNITS) as [keyof WarmCosts, string][]) {
    const values = byBuild.map((ofBuild) => joined(ofBuild, name))
    const least = values.map((each) => Math.min(...each).toFixed(0))
    const ratio = other === null ? [] : [ratioOf(values[0] ?? [], values[1] ?? [])]
    console.log(`| ${[sessions, unit, ...least, ...ratio].join(' | ')} |`)
  }
}
