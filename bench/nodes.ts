/** The service on each version of Node, end to end, in turns. */
import { execFileSync } from 'node:child_process'
import { endToEndFigures, measureInTurns, type Entrant } from '../src/cli/bench/end-to-end.js'
import type { Figure } from '../src/cli/bench/summary.js'
import { millrace } from './support/entrants.js'
import { Options } from './support/options.js'
import { ROOT } from './support/paths.js'
import { report, startResult } from './support/results.js'
import { say, withStage, type Stage } from './support/stage.js'

const PACKING = { recordsPerBatch: 128, compression: 'none' } as const
const LIMIT_SECONDS = 300
const FIGURES = ['eventsPerSecond', 'cpuPerEvent', 'peakResident', 'firstCommit']

const options = new Options({ values: ['events', 'repetitions', 'versions'] })
const size = { events: options.number('events', 1_000_000), partitions: 4, sessions: 50_000 }
const repetitions = options.number('repetitions', 3)
const versions = options.numbers('versions', [20, 22, 24])
const finish = startResult('nodes', 'bench:nodes')

/** Where a version of Node is. */
function programOf(major: number): string {
  const args = ['scripts/node-versions.mjs', 'path', String(major)]
  return execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }).trim()
}

function onNode(stage: Stage, major: number): Entrant {
  const command = programOf(major)
  const version = execFileSync(command, ['--version'], { encoding: 'utf8' }).trim()
  return {
    label: `Node ${version.slice(1)}`,
    contender: (name) => ({ ...millrace(stage).contender(name), command })
  }
}

await withStage(size, PACKING, async (stage) => {
  const { client, topic, expected } = stage
  const entrants = versions.map((major) => onNode(stage, major))
  const runs = await measureInTurns({
    ...{ client, topic, expected, entrants, repetitions },
    limitSeconds: LIMIT_SECONDS,
    onProgress: say
  })
  const figures: Record<string, Figure> = {}
  for (const [label, measured] of runs) {
    for (const [name, value] of Object.entries(endToEndFigures(measured)))
      if (FIGURES.includes(name)) figures[`${label}|${name}`] = value
  }
  report(finish({ repetitions, conditions: { ...size, ...PACKING }, figures }))
})
