import { showNumber } from '../../src/cli/bench/summary.js'
import type { Result } from '../support/results.js'
import { provenance, table } from './tables.js'

/** Cores for the process itself, whose broker is elsewhere. */
const CORES = [1, 2, 4, 8, 16]
const SESSIONS = [50_000, 1_000_000, 10_000_000, 100_000_000]
const WORKER_BYTES = 4 * 2 ** 30
const MB = 1e6
const MICROS = 1e6
/** What stands there until `npm run bench:e2e -- --flink` has measured it. */
const BY_HAND = `One run on one machine, by hand, of the three built-in jobs: Flink 2.2 took 18 to 31 µs of processor time an event and 1.4 GB
for its TaskManager alone, where Millrace took 3.3 µs and 200 MB. \`npm run bench:e2e -- --flink\` measures both in turns, and
its figures take the place of these.`

export interface ScalingResults {
  readonly scaling: Result
  readonly memory: Result
  /** Undefined where Flink was not measured. */
  readonly flink: Result | undefined
}

/** docs/scaling.md: what follows from what was measured. */
export function scalingPage({ scaling, memory, flink }: ScalingResults): string {
  return `# How far one process goes, and when to leave

This page is written by \`npm run bench:docs\` from \`bench/results/*.json\`: what was measured, and what follows from it.
How it is measured: [benchmarks.md](benchmarks.md).

## Events

Measured, with the broker on the same cores:

${measured(scaling)}

An event costs processor time of the workers, which share the partitions, and a little of the one main thread. From
these two follows what a process can do on other machines, with the broker elsewhere: all cores busy, or the main thread.
More workers than cores gain nothing: \`flink_parallelism\` is the number of cores.

${byCores(scaling)}

${provenance(scaling)}

## Sessions

Windows that are open are what fills the memory; a session is the dearest of them. Each worker has its own shard, of at
most 4 GiB (\`processing_worker_memory_mb\`). The dashboard shows the bytes of each job; take the greatest over a day, and
twice as much for a night on which the watermark stands still.

${bySessions(memory)}

${provenance(memory)}

## When to leave

Leave when one machine with enough cores does not keep up (the lag grows through a day), when the state does not fit into
its memory, or when what a restart takes is more than you can wait: state is read back from the newest snapshot and the
epochs after it are computed again; a hot spare (\`run --standby\`) takes over within seconds. A second active instance of
one application does not exist. Before you leave, split the application: jobs that share no windows run as two
applications, with \`--jobs\` and a group for each.

## What a cluster costs beside it

${flink === undefined ? BY_HAND : besideFlink(flink)}

## How to move

[flink-sql.md](flink-sql.md): the same job files, as a script; there and back without a lost or doubled row. The SQL
dialects of managed Flink services differ in what they allow (SET lines, connectors, statement sets), and are not
covered.
`
}

function median({ figures }: Result, name: string): number {
  return figures[name]?.median ?? NaN
}

/** The figures of a run with so many workers, by how many. */
function workersOf({ figures }: Result): number[] {
  const found = Object.keys(figures).flatMap(
    (name) => /^workers(\d+)\.eventsPerSecond$/.exec(name)?.[1] ?? []
  )
  return found.map(Number)
}

function measured(result: Result): string {
  const row = (workers: number): string[] => {
    const of = (name: string): number => median(result, `workers${workers}.${name}`)
    return [
      String(workers),
      showNumber(of('eventsPerSecond')),
      showNumber(of('steadyEventsPerSecond')),
      `${showNumber(of('steadyCpuPerEvent'))} µs`,
      `${showNumber(of('steadyMainThreadCpuPerEvent'))} µs`,
      `${showNumber(of('peakResident'))} MB`
    ]
  }
  const head = [
    'workers',
    'events/s',
    '… once running',
    'processor time an event',
    'of the main thread',
    'memory'
  ]
  return table(head, workersOf(result).map(row))
}

function byCores(result: Result): string {
  const workers = workersOf(result).find((count) => count > 1) ?? 1
  const whole = median(result, `workers${workers}.steadyCpuPerEvent`)
  const main = median(result, `workers${workers}.steadyMainThreadCpuPerEvent`)
  const rows = CORES.map((cores) => {
    const [byCore, byMain] = [(cores * MICROS) / whole, MICROS / main]
    return [
      String(cores),
      showNumber(Math.min(byCore, byMain)),
      byMain < byCore ? 'the main thread' : 'the cores'
    ]
  })
  return table(['cores', 'events/s at most, computed', 'bound by'], rows)
}

function bySessions(result: Result): string {
  const bytes = median(result, 'bytesPerSessionOfMillion')
  const rows = SESSIONS.map((sessions) => [
    sessions.toLocaleString('en'),
    `${showNumber((sessions * bytes) / MB)} MB`,
    String(Math.ceil((sessions * bytes) / WORKER_BYTES))
  ])
  const head = ['open sessions', `state, computed from ${showNumber(bytes)} B each`, 'workers at least']
  return table(head, rows)
}

function besideFlink(result: Result): string {
  const row = (label: string, title: string): string[] => [
    title,
    showNumber(median(result, `${label}.steadyEventsPerSecond`)),
    `${showNumber(median(result, `${label}.steadyCpuPerEvent`))} µs`,
    `${showNumber(median(result, `${label}.cpuPerEvent`))} µs`,
    `${showNumber(median(result, `${label}.peakResident`))} MB`
  ]
  const head = ['', 'events/s once running', 'processor time an event', '… with the start', 'memory at most']
  return `The three built-in jobs over the same topic in turns, rows checked: here, and on Flink by their exported script, exactly
once with a checkpoint a second, all of the cluster in one process of 900 MB heap.

${table(head, [row('millrace', 'Millrace'), row('flink', 'Flink')])}

So a cluster has more machines than the event rate alone would suggest, from the first day on.

${provenance(result)}`
}
