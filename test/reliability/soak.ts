/**
 * A soak: generated events at a steady rate, the service killed about once a minute in the first two thirds and left
 * alone in the last one. Memory, snapshots and journal are watched, every row is checked. See docs/reliability.md.
 */
import { parseArgs } from 'node:util'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '../../bench/support/paths.js'
import { readUsage } from '../../src/cli/bench/process-usage.js'
import { eventOptions } from '../../src/connectors/datagen/event-options.js'
import { initCodecs } from '../../src/records/codecs.js'
import { startOneBroker, type Brokers } from './brokers.js'
import { LoadRun, stateFiles } from './load-run.js'
import { Random } from './random.js'
import { startRecord } from './results.js'
import type { ServiceChild } from './service-child.js'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '15' },
    rate: { type: 'string', default: '100000' },
    sessions: { type: 'string', default: '12500' },
    'kill-every': { type: 'string', default: '60' },
    seed: { type: 'string' }
  }
})
const [minutes, rate, sessions] = [Number(values.minutes), Number(values.rate), Number(values.sessions)]
const killEveryMs = Number(values['kill-every']) * 1000
const seed = Number(values.seed ?? Date.now() % 1e6)
const say = (line: string): void => console.error(line)

const PARTITIONS = 4
/** Event time against the clock: sessions of ten minutes with half an hour of silence behind them come and go. */
const SPEEDUP = 20
const SAMPLE_MS = 2000
const SAMPLES_PER_RECORDED = 5
const MIB = 2 ** 20
/** What the topic of events keeps, some minutes: a quarter of an hour at this rate is more than a disk may have. */
const EVENTS_RETENTION = { 'retention.bytes': String(512 * MIB), 'segment.bytes': String(64 * MIB) }

interface Sample {
  readonly atSeconds: number
  /** Which life of the service. */
  readonly life: number
  readonly residentMiB: number
  /** What the kernels' state takes, as the service last said. */
  readonly stateMiB: number
  readonly snapshots: number
  readonly snapshotBytes: number
  /** Written and not yet committed. */
  readonly lag: number
}

/** What is recorded. */
export interface SoakResult {
  readonly minutes: number
  readonly rate: number
  readonly sessions: number
  readonly seed: number
  readonly seconds: number
  readonly events: number
  readonly rows: number
  readonly kills: number
  readonly recoveriesMs: readonly number[]
  readonly commits: number
  readonly epochs: number
  readonly journalBytes: number
  readonly journalRecordsHeld: number
  readonly cpuMicrosPerEvent: number
  readonly memory: ReturnType<typeof memoryOf>
  readonly snapshots: ReturnType<typeof snapshotsOf>
  readonly lag: ReturnType<typeof lagOf>
  readonly samples: readonly Sample[]
  readonly findings: readonly string[]
}

class Soak {
  readonly samples: Sample[] = []
  readonly recoveriesMs: number[] = []
  readonly findings: string[] = []
  kills = 0
  cpuSeconds = 0
  #isOver = false
  #stateMiB = 0
  readonly #run: LoadRun
  readonly #begun = performance.now()
  #child: ServiceChild

  constructor(run: LoadRun) {
    this.#run = run
    this.#child = this.#start()
  }

  async play(): Promise<ServiceChild> {
    const endMs = minutes * 60_000
    const isDone = (): boolean => performance.now() - this.#begun > endMs
    const killing = this.#kill((endMs * 2) / 3)
    const sampling = this.#sample()
    await this.#run.load.run(rate, Number.POSITIVE_INFINITY, isDone)
    this.#isOver = true
    await Promise.all([killing, sampling])
    return this.#child
  }

  /** Seconds since it began. */
  get seconds(): number {
    return (performance.now() - this.#begun) / 1000
  }

  async #kill(untilMs: number): Promise<void> {
    const random = new Random(seed)
    for (;;) {
      const pause = killEveryMs * random.between(0.75, 1.25)
      if (this.seconds * 1000 + pause > untilMs) return
      await Promise.race([sleep(pause), this.#child.exited])
      if (!this.#child.isRunning) {
        this.findings.push(`the service ended by itself: ${this.#child.tail.slice(-5).join('\n')}`)
      } else {
        this.cpuSeconds += readUsage(this.#child.pid).cpuSeconds
        await this.#child.end('SIGKILL')
        this.kills++
      }
      const killedAt = performance.now()
      this.#child = this.#start()
      await this.#child.started
      this.recoveriesMs.push((await this.#run.journal.nextCommit()) - killedAt)
      say(`kill ${this.kills}: next commit after ${Math.round(this.recoveriesMs.at(-1) ?? NaN)} ms`)
    }
  }

  #start(): ServiceChild {
    this.#stateMiB = 0
    return this.#run.start({}, (line) => {
      const bytes = /"stateBytes":(\d+)/.exec(line)?.[1]
      if (bytes !== undefined) this.#stateMiB = Number(bytes) / MIB
    })
  }

  async #sample(): Promise<void> {
    while (!this.#isOver) {
      await sleep(SAMPLE_MS)
      const child = this.#child
      if (!child.isRunning) continue
      const files = stateFiles(this.#run.state)
      this.samples.push({
        atSeconds: Math.round(this.seconds),
        life: this.kills,
        residentMiB: Math.round(readUsage(child.pid).residentBytes / MIB),
        stateMiB: Math.round(this.#stateMiB),
        snapshots: files.length,
        snapshotBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
        lag: this.#run.written - this.#run.journal.position
      })
    }
  }
}

async function soak(brokers: Brokers): Promise<SoakResult> {
  const events = eventOptions({
    ...{ start: Date.UTC(2025, 5, 15), rate, speedup: SPEEDUP, count: Infinity, partitions: PARTITIONS },
    ...{ sessions, users: sessions, seed }
  })
  const run = await LoadRun.open({
    ...{ name: `soak-${Date.now().toString(36)}`, main: path.join(ROOT, 'dist/main.js') },
    ...{ brokers, events, rate, say, eventConfigs: EVENTS_RETENTION }
  })
  try {
    const soaking = new Soak(run)
    const child = await soaking.play()
    const { seconds, kills, samples, recoveriesMs } = soaking
    const cpuSeconds = soaking.cpuSeconds + readUsage(child.pid).cpuSeconds
    const written = run.written
    say(`${written} events in ${Math.round(seconds)} s, checking rows`)
    const finished = await run.finish(child)
    const findings = [...soaking.findings, ...finished.findings]
    for (const finding of findings) say(`FINDING: ${finding}`)
    const { commits, epoch: epochs, bytes: journalBytes } = run.journal
    const journalRecordsHeld = await run.topics.held(run.topics.journal)
    return {
      ...{
        minutes,
        rate,
        sessions,
        seed,
        seconds: Math.round(seconds),
        events: written,
        rows: finished.rows
      },
      ...{
        kills,
        recoveriesMs: recoveriesMs.map(Math.round),
        commits,
        epochs,
        journalBytes,
        journalRecordsHeld
      },
      cpuMicrosPerEvent: (cpuSeconds * 1e6) / written,
      ...{
        memory: memoryOf(samples),
        snapshots: snapshotsOf(samples),
        lag: lagOf(samples),
        findings
      },
      samples: samples.filter((_, index) => index % SAMPLES_PER_RECORDED === 0)
    }
  } finally {
    await run.close()
  }
}

/** Of the last life, which nobody killed: its first minute aside, then mean and growth; of all lives, the most. */
function memoryOf(samples: readonly Sample[]) {
  const lastLife = samples.filter(({ life }) => life === samples.at(-1)?.life)
  const from = (lastLife[0]?.atSeconds ?? 0) + 60
  const settled = lastLife.filter(({ atSeconds }) => atSeconds >= from)
  const mean = (of: readonly Sample[], value: (sample: Sample) => number): number =>
    of.reduce((sum, sample) => sum + value(sample), 0) / of.length
  const [time, resident] = [mean(settled, (s) => s.atSeconds), mean(settled, (s) => s.residentMiB)]
  const slope =
    mean(settled, (s) => (s.atSeconds - time) * (s.residentMiB - resident)) /
    mean(settled, (s) => (s.atSeconds - time) ** 2)
  return {
    lastLifeSeconds: (lastLife.at(-1)?.atSeconds ?? 0) - (lastLife[0]?.atSeconds ?? 0),
    meanMiB: Math.round(resident),
    growthMiBPerMinute: Math.round(slope * 600) / 10,
    peakMiB: Math.max(...samples.map((s) => s.residentMiB))
  }
}

function snapshotsOf(samples: readonly Sample[]) {
  return {
    mostFiles: Math.max(...samples.map((s) => s.snapshots)),
    mostBytes: Math.max(...samples.map((s) => s.snapshotBytes)),
    lastBytes: samples.at(-1)?.snapshotBytes ?? NaN
  }
}

function lagOf(samples: readonly Sample[]) {
  const lags = samples.map(({ lag }) => lag).sort((a, b) => a - b)
  return { median: lags[lags.length >> 1] ?? NaN, most: lags.at(-1) ?? NaN, last: samples.at(-1)?.lag ?? NaN }
}

const record = startRecord('reliability:soak')
await initCodecs()
const brokers = await startOneBroker(say, { 'log.retention.check.interval.ms': '10000' })
try {
  const result = await soak(brokers)
  record('soak', result)
  console.log(JSON.stringify({ ...result, samples: undefined }, null, 2))
  process.exitCode = result.findings.length === 0 ? 0 : 1
} finally {
  await brokers.stop()
}
