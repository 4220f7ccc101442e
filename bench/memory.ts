/** Resident memory over a run and over one of twice the length, state of open sessions, and time to start. */
import { measureOnce } from '../src/cli/bench/end-to-end.js'
import { figure, type Figure } from '../src/cli/bench/summary.js'
import { measureSessionState } from './memory/session-state.js'
import { millrace } from './support/entrants.js'
import { Options } from './support/options.js'
import { report, startResult } from './support/results.js'
import { say, withStage } from './support/stage.js'

const MB = 1e6
const LIMIT_SECONDS = 300
const PACKING = { recordsPerBatch: 128, compression: 'none' } as const
/** Of a million, half lie in each of two workers. */
const SESSIONS_PER_SHARD = 500_000

const options = new Options({ values: ['events', 'sessions', 'repetitions'] })
const events = options.number('events', 2_000_000)
const sessions = options.number('sessions', 50_000)
const repetitions = options.number('repetitions', 3)
const finish = startResult('memory', 'bench:memory')
const lines: Record<string, [number, number][]> = {}
const values: Record<string, number[]> = {}

function note(name: string, value: number): void {
  ;(values[name] ??= []).push(value)
}

async function run(length: number, label: string): Promise<void> {
  await withStage({ events: length, partitions: 4, sessions }, PACKING, async (stage) => {
    const { client, topic, expected } = stage
    for (let repetition = 1; repetition <= repetitions; repetition++) {
      const samples: [number, number][] = []
      const measured = await measureOnce(millrace(stage), {
        ...{ client, topic, expected, limitSeconds: LIMIT_SECONDS },
        onSample: (seconds, { residentBytes }) => samples.push([seconds, residentBytes / MB])
      })
      lines[`${length.toLocaleString('en')} events`] = thinned(samples)
      note(`${label}.peak`, measured.peakResidentBytes / MB)
      note('firstCommit', measured.firstCommitSeconds)
      say(`${label}, run ${repetition} of ${repetitions}: ${Math.round(measured.peakResidentBytes / MB)} MB`)
    }
  })
}

/** At most some hundred points, the highest of each stretch. */
function thinned(samples: readonly [number, number][]): [number, number][] {
  const step = Math.ceil(samples.length / 150)
  const kept: [number, number][] = []
  for (let at = 0; at < samples.length; at += step) {
    const stretch = samples.slice(at, at + step)
    kept.push(stretch.reduce((a, b) => (b[1] > a[1] ? b : a)))
  }
  return kept
}

await run(events, 'once')
await run(2 * events, 'twice')
for (let repetition = 1; repetition <= repetitions; repetition++) {
  note('bytesPerSession', (await measureSessionState(sessions, 0)).bytesPerSession)
}
const million = await measureSessionState(SESSIONS_PER_SHARD, repetitions)
for (const ms of million.snapshotMs) note('snapshotStall', ms)
note('bytesPerSessionOfMillion', million.bytesPerSession)

const UNITS: Readonly<Record<string, string>> = {
  firstCommit: 's',
  bytesPerSession: 'B',
  bytesPerSessionOfMillion: 'B',
  snapshotStall: 'ms'
}
const figures: Record<string, Figure> = {
  growth: figure(
    'x',
    (values['twice.peak'] ?? []).map((peak, i) => peak / (values['once.peak']?.[i] ?? NaN))
  )
}
for (const [name, measured] of Object.entries(values)) {
  figures[name] = figure(UNITS[name] ?? 'MB', measured)
}
const series = { resident: { x: 'seconds since the process started', y: 'resident memory, MB', lines } }
const conditions = { events, sessions, sessionsPerShardOfSnapshot: SESSIONS_PER_SHARD }
report(finish({ repetitions, conditions, figures, series }))
