/** Where the service's time goes, thread by thread, in an end-to-end run under V8's sampling profiler. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { measureOnce } from '../src/cli/bench/end-to-end.js'
import { serviceContender } from '../src/cli/bench/service-contender.js'
import { figure, type Figure } from '../src/cli/bench/summary.js'
import { readProfiles, type TimeByKind } from './profile/cpu-profile.js'
import { SINKS } from './baseline/rows.js'
import { millrace } from './support/entrants.js'
import { Options } from './support/options.js'
import { SERVICE } from './support/paths.js'
import { report, startResult } from './support/results.js'
import { say, withStage } from './support/stage.js'

const LIMIT_SECONDS = 300
const PACKING = { recordsPerBatch: 128, compression: 'none' } as const
const INTERVAL_MICROS = 250

const options = new Options({ values: ['events', 'repetitions'] })
const size = { events: options.number('events', 2_000_000), partitions: 4, sessions: 50_000 }
const repetitions = options.number('repetitions', 3)
const finish = startResult('profile', 'bench:profile')
const values: Record<string, number[]> = {}

function note(thread: string, times: TimeByKind): void {
  for (const [kind, micros] of times) (values[`${thread}.${kind}`] ??= []).push(micros / size.events)
}

await withStage(size, PACKING, async (stage) => {
  const { client, topic, expected, bootstrapServers } = stage
  const run = { client, topic, expected, limitSeconds: LIMIT_SECONDS }
  await measureOnce(millrace(stage), run)
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    const folder = mkdtempSync(path.join(tmpdir(), 'millrace-profile-'))
    const nodeOptions = [
      '--cpu-prof',
      `--cpu-prof-dir=${folder}`,
      '--cpu-prof-interval',
      String(INTERVAL_MICROS)
    ]
    const contender = (name: string) =>
      serviceContender({
        main: SERVICE,
        bootstrapServers,
        eventsTopic: topic.name,
        name,
        sinks: SINKS,
        nodeOptions
      })
    await measureOnce({ label: 'millrace', contender }, run)
    const { main, workers } = readProfiles(folder)
    rmSync(folder, { recursive: true })
    note('main', main)
    note('workers', workers)
    say(`run ${repetition} of ${repetitions}: rows right`)
  }
})

const figures: Record<string, Figure> = {}
for (const [name, measured] of Object.entries(values)) figures[name] = figure('µs', measured)
report(finish({ repetitions, conditions: { ...size, ...PACKING, intervalMicros: INTERVAL_MICROS }, figures }))
