/**
 * How long recovery takes: many open sessions in the snapshot, half a minute of input at a high rate behind it.
 * See docs/reliability.md.
 */
import { parseArgs } from 'node:util'
import path from 'node:path'
import { ROOT } from '../../bench/support/paths.js'
import { eventOptions } from '../../src/connectors/datagen/event-options.js'
import { initCodecs } from '../../src/records/codecs.js'
import { startOneBroker, type Brokers } from './brokers.js'
import { LoadRun, stateFiles } from './load-run.js'
import { startRecord } from './results.js'

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '30' },
    rate: { type: 'string', default: '100000' },
    repetitions: { type: 'string', default: '3' }
  }
})
const [sessions, seconds, rate] = [Number(values.sessions), Number(values.seconds), Number(values.rate)]
const say = (line: string): void => console.error(line)
const PARTITIONS = 4
/** Events before the snapshot: every session has some. */
const EVENTS_PER_SESSION = 20
/** Longer than any run. */
const NEVER_MS = '86400000'

export interface Recovery {
  /** From the start of the process to the state being what it was. */
  readonly stateMs: number
  /** From the start of the process to its first commit. */
  readonly commitMs: number
  readonly replayedEvents: number
  readonly replayedEpochs: number
  readonly snapshotBytes: number
  readonly findings: readonly string[]
}

/** What is recorded. */
export interface RecoveryResult {
  readonly sessions: number
  readonly seconds: number
  readonly rate: number
  readonly runs: readonly Recovery[]
  readonly findings: readonly string[]
}

async function measure(brokers: Brokers, repetition: number): Promise<Recovery> {
  const before = (sessions * EVENTS_PER_SESSION) / PARTITIONS
  const behind = (seconds * rate) / PARTITIONS
  const events = eventOptions({
    ...{ start: Date.UTC(2025, 5, 15), rate, count: Infinity, partitions: PARTITIONS },
    ...{ sessions, users: sessions, sessionSeconds: 1_000_000, seed: repetition }
  })
  const run = await LoadRun.open({
    ...{ name: `recovery-${Date.now().toString(36)}`, main: path.join(ROOT, 'dist/main.js') },
    ...{ brokers, events, rate, say }
  })
  try {
    say(`run ${repetition}: ${sessions} sessions`)
    const first = run.start({ FLINK_CHECKPOINT_INTERVAL_MS: '500' })
    await run.load.run(rate, before)
    await run.untilCommitted(run.written, first)
    await first.end('SIGTERM')
    say(`run ${repetition}: ${seconds} s of input behind the snapshot`)
    const second = run.start({ FLINK_CHECKPOINT_INTERVAL_MS: NEVER_MS })
    await run.load.run(rate, before + behind)
    await run.untilCommitted(run.written, second)
    await second.end('SIGKILL')
    return await recover(run, before + behind)
  } finally {
    await run.close()
  }
}

async function recover(run: LoadRun, upTo: number): Promise<Recovery> {
  const snapshot = run.journal.last?.snapshots[0]
  const snapshotBytes = stateFiles(run.state)
    .filter(({ name }) => name.includes(snapshot?.id ?? '/'))
    .reduce((sum, { bytes }) => sum + bytes, 0)
  const replayedEpochs = run.journal.epoch - (snapshot?.epoch ?? 0)
  const replayedEvents = run.written - run.journal.positionAfter(snapshot?.epoch ?? 0)
  let stateMs = NaN
  const child = run.start({ FLINK_CHECKPOINT_INTERVAL_MS: NEVER_MS }, (line) => {
    if (line.includes('"state recovered"')) stateMs = performance.now() - child.spawnedAt
  })
  const committed = run.journal.nextCommit()
  await run.load.run(1000, upTo + 1000)
  const commitMs = (await committed) - child.spawnedAt
  say(`state after ${Math.round(stateMs)} ms, first commit after ${Math.round(commitMs)} ms`)
  const { findings } = await run.finish(child)
  for (const finding of findings) say(`FINDING: ${finding}`)
  return { stateMs, commitMs, replayedEvents, replayedEpochs, snapshotBytes, findings }
}

const record = startRecord('reliability:recovery')
await initCodecs()
const brokers = await startOneBroker(say)
try {
  const runs: Recovery[] = []
  for (let i = 1; i <= Number(values.repetitions); i++) runs.push(await measure(brokers, i))
  const findings = runs.flatMap((run) => run.findings)
  const result: RecoveryResult = { sessions, seconds, rate, runs, findings }
  record('recovery', result)
  console.log(JSON.stringify(runs, null, 2))
  process.exitCode = findings.length === 0 ? 0 : 1
} finally {
  await brokers.stop()
}
