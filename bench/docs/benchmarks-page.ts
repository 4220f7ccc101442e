import type { Figure } from '../../src/cli/bench/summary.js'
import { STAGE_NAMES, STAGES } from '../kernels/candidates.js'
import { MIXES, type Mix } from '../kernels/mixes.js'
import type { Result } from '../support/results.js'
import { figureTable, obstacles, provenance, targetTable } from './tables.js'
import { panes, warm } from './state-sections.js'
import { TARGETS } from './targets.js'

type Results = ReadonlyMap<string, Result>
type Named = readonly [name: string, figure: Figure | undefined]

const INTRODUCTION = `# Benchmarks

This page is written by \`npm run bench:docs\` from \`bench/results/*.json\`: no figure on it was typed. Every benchmark
first checks that its rows are exactly the expected ones and gives no figure otherwise. Candidates take turns, run by
run, so ratios hold on a machine whose speed wanders; absolute figures hold for the machine that is named. End to end,
three runs of each do not count, while a broker that was just started warms up.

| command | measures |
| --- | --- |
| \`npm run bench\` | the kernels, stage by stage, against JSON.parse and Maps on the same bytes |
| \`npm run bench:warm\` | the kernels with 2,500, 50,000 and 500,000 sessions open: scanning, merging, firing, state. \`--against FOLDER\` measures another build, as old as 8f3adae, in turns and tells ratios; \`--sessions N,N\`, \`--laps N\`, \`--repetitions N\` |
| \`npm run bench:panes\` | windows of 1, 5 and 60 panes: merging, firing, state. \`--panes N,N\`, \`--keys N\` |
| \`npm run bench:e2e\` | Kafka to committed rows: the service and the plain program in turns. \`--events N\`, \`--partitions N\`, \`--sessions N\`, \`--batch N\` records a batch, \`--compression lz4\`, \`--repetitions N\`, \`--parallelism 1,2,4\` the service alone with so many workers, \`--alone\` without the plain program, \`--flink\` with the same jobs on Flink, by their exported script (Java 17 and Maven), \`--against FOLDER\` with another build, as old as 8f3adae, and the ratios to it |
| \`npm run bench:latency\` | how long results take to a committed reader. \`--rates 5000,50000\`, \`--seconds N\`, \`--against FOLDER\` with another build in turns |
| \`npm run bench:quiet\` | what a quiet stream takes of a core, and context switches. \`--rates 0,100,1000,5000\`, \`--seconds N\`, \`--repetitions N\`, \`--against FOLDER\` measures another build in turns |
| \`npm run bench:memory\` | resident memory, state of sessions, snapshots, start |
| \`npm run bench:profile\` | where the time of the service goes, thread by thread |
| \`npm run bench:watching\` | what it costs to be looked at: no ports, ports and nobody there, Prometheus, an open dashboard, both; under load and idle. \`--events N\`, \`--repetitions N\`, \`--seconds N\` of being idle, \`--idle\` that alone |
| \`npm run bench:nodes\` | the service on Node 20, 22 and 24. \`--versions 22,24\`, \`--events N\`, \`--repetitions N\` |
| \`npm run bench:tuning\` | the curves of [tuning.md](tuning.md) |
| \`npm run bench:check\` | whether the kernels are still as fast against JSON.parse as \`bench/baseline-ratios.json\` says |
| \`millrace bench\` | the end-to-end benchmark of the installed service, on a broker of your own |

The broker is started by the benchmark, on the same machine; \`KAFKA_BOOTSTRAP_SERVERS\` names another one, on which
the events stay for the next time. The **plain program** (\`bench/baseline/\`) is what one would write today with
kafkajs, JSON.parse, Maps and a transactional producer: the same jobs, the same rows, the same watermark.
`

export function benchmarksPage(results: Results): string {
  const sections = [
    INTRODUCTION,
    `## Targets\n\nFor 2 cores with the broker on them, events of some 500 bytes and the three jobs that come with the service. A target is met\nwhen the median meets it.\n\n${targetTable(TARGETS, results)}\n${obstacles(TARGETS, results)}`,
    section(results, 'kernels', kernels),
    section(results, 'warm', warm),
    section(results, 'panes', panes),
    section(results, 'e2e', endToEnd),
    section(results, 'e2e-lz4', (result) => `## End to end, lz4\n\n${contestants(result)}`),
    section(results, 'scaling', scaling),
    section(results, 'latency', latency),
    section(results, 'memory', memory),
    section(results, 'profile', profile),
    section(results, 'watching', watching),
    section(results, 'nodes', nodes)
  ]
  return sections.filter((text) => text !== '').join('\n')
}

function section(results: Results, benchmark: string, write: (result: Result) => string): string {
  const result = results.get(benchmark)
  return result === undefined ? '' : `${write(result)}\n\n${provenance(result)}\n`
}

function kernels({ figures }: Result): string {
  const tables = (Object.keys(MIXES) as Mix[]).map((mix) => {
    const rows: Named[] = [
      ...STAGES.map((stage): Named => [STAGE_NAMES[stage], figures[`${mix}.stage.${stage}`]]),
      ['**all stages**', figures[`${mix}.all`]],
      ['JSON.parse alone', figures[`${mix}.parse`]],
      ['JSON.parse and Maps', figures[`${mix}.plain`]],
      ['**times as fast as JSON.parse and Maps**', figures[`${mix}.ratio`]]
    ]
    return `### ${capital(MIXES[mix])}\n\n${figureTable(rows)}`
  })
  return `## Kernels

Processor time an event, on one thread, through the engine's own binding. A stage's figure is what it adds to the
stages before it.

![Stages of the kernels](plots/kernels.svg)

${tables.join('\n\n')}`
}

const CONTESTANT_FIGURES: Readonly<Record<string, string>> = {
  eventsPerSecond: 'throughput',
  steadyEventsPerSecond: '… after the first commit',
  cpuPerEvent: 'processor time an event',
  mainThreadCpuPerEvent: '… of its main thread',
  steadyCpuPerEvent: 'processor time an event after the first commit',
  steadyMainThreadCpuPerEvent: '… of its main thread after the first commit',
  peakResident: 'peak of resident memory',
  firstCommit: 'process start to first commit'
}

function contestants({ figures }: Result): string {
  const labels = [
    ...new Set(Object.keys(figures).flatMap((name) => name.match(/^(.+)\.eventsPerSecond$/)?.[1] ?? []))
  ]
  return figureTable(
    labels.flatMap((label): Named[] => [
      ...Object.entries(CONTESTANT_FIGURES).map(([name, title]): Named => [
        `${label}: ${title}`,
        figures[`${label}.${name}`]
      ]),
      [`**millrace times as fast as ${label}**`, figures[`millrace / ${label}`]]
    ])
  )
}

function endToEnd(result: Result): string {
  return `## End to end

From the moment when the process says that it has the work (the plain program: that it joined its group) to the commit
of the last row. Processor time is counted from the start of the process.

![Throughput](plots/e2e.svg)

${contestants(result)}`
}

function scaling({ figures }: Result): string {
  const rows = Object.entries(figures)
    .filter(([name]) =>
      /\.(eventsPerSecond|cpuPerEvent|steadyCpuPerEvent|steadyMainThreadCpuPerEvent)$/.test(name)
    )
    .map(([name, value]): Named => {
      const [label = '', figure = ''] = name.split('.')
      return [`${label.replace('workers', '')} workers: ${CONTESTANT_FIGURES[figure] ?? ''}`, value]
    })
  return `## Workers

The main thread moves bytes and decides; its processor time an event is what bounds the number of workers that it
can keep busy. With more workers than free cores (the broker takes its share) there is nothing to gain.

![Throughput by workers](plots/scaling.svg)

${figureTable(rows)}`
}

function latency({ figures }: Result): string {
  const rows = Object.entries(figures).map(([name, value]): Named => {
    const [rate = '', share = ''] = name.split('.')
    const title = share === 'cpuPerEvent' ? 'processor time an event' : share
    return [`${Number(rate).toLocaleString('en')} events/s: ${title}`, value]
  })
  return `## Latency

From the moment when the broker had acknowledged the event that moves the watermark past a window's end to the moment
when a reader of committed records had the window's row.

${figureTable(rows)}`
}

function memory({ figures }: Result): string {
  return `## Memory

![Resident memory](plots/memory.svg)

${figureTable([
  ['peak of resident memory', figures['once.peak']],
  ['… of a run of twice the length', figures['twice.peak']],
  ['… against the first', figures['growth']],
  ['state of an open session', figures['bytesPerSession']],
  ['… in a shard of 500,000', figures['bytesPerSessionOfMillion']],
  ['wait for a snapshot, 500,000 sessions in each of two workers', figures['snapshotStall']],
  ['process start to first commit', figures['firstCommit']]
])}`
}

function profile({ figures }: Result): string {
  const threads = { main: 'Main thread', workers: 'Worker threads, all together' }
  const tables = Object.entries(threads).map(([thread, title]) => {
    const rows = Object.entries(figures)
      .filter(([name]) => name.startsWith(`${thread}.`))
      .map(([name, value]): Named => [name.slice(thread.length + 1), value])
      .sort(([, a], [, b]) => (b?.median ?? 0) - (a?.median ?? 0))
    return `### ${title}\n\n${figureTable(rows)}`
  })
  return `## Where the time goes

Wall-clock time of the threads an event, by what they were at, from start to end of the process under V8's sampling
profiler, which slows it down. On two cores that the broker shares a thread also waits for a core:
that counts for what it was about to do. Reading from sockets counts as waiting, for it happens where the event loop
waits.

${tables.join('\n\n')}`
}

const ONLOOKERS: Readonly<Record<string, string>> = {
  'no ports': 'no ports',
  nobody: 'ports open, nobody there',
  prometheus: 'Prometheus, every 5 s',
  dashboard: 'an open dashboard',
  both: 'both'
}

function watching({ figures }: Result): string {
  const of = (figure: string): Named[] =>
    Object.entries(ONLOOKERS).map(([label, title]): Named => [title, figures[`${label}.${figure}`]])
  const above = of('cpuAbove').map(([title, value]): Named => [
    `${title}: above the run without ports`,
    value
  ])
  return `## Being looked at

Under load the runs of a round are neighbours; what one takes above the one without ports is within the machine's noise
when its least is below zero. Idle there are four partitions, two workers, and no events: what dashboard and metrics add
there a second they add under load as well.

### Processor time an event

${figureTable([...of('cpuPerEvent'), ...above])}

### Idle

${figureTable(of('idle'))}`
}

const NODE_FIGURES: Readonly<Record<string, string>> = {
  eventsPerSecond: 'throughput',
  cpuPerEvent: 'processor time an event',
  peakResident: 'peak of resident memory',
  firstCommit: 'process start to first commit'
}

function nodes({ figures }: Result): string {
  const rows = Object.entries(figures).map(([name, value]): Named => {
    const [label = '', figure = ''] = name.split('|')
    return [`${label}: ${NODE_FIGURES[figure] ?? figure}`, value]
  })
  return `## Versions of Node\n\n${figureTable(rows)}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
