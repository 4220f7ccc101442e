import { deleteTopics } from '../../connectors/kafka/transport/topics.js'
import type { KafkaClient } from '../../connectors/kafka/transport/client.js'
import { MillraceError } from '../../errors.js'
import { readCommittedRows } from './committed-rows.js'
import { runContender, type Contender, type ContenderRun } from './contender.js'
import { createTopic, type EventTopic } from './event-topic.js'
import { diffAllRows, type RowsBySink } from './rows.js'
import type { ProcessUsage } from './process-usage.js'
import { sinkTopic } from './service-contender.js'
import { figure, type Figure } from './summary.js'

const WARM_UP_RUNS = 3

/** Someone who is measured, under the name that the figures carry. */
export interface Entrant {
  readonly label: string
  /** @param name prefix of the run's group and topics */
  readonly contender: (name: string) => Contender
  /** Rows as this entrant owes them, when they differ from the others'. */
  readonly owed?: (rows: RowsBySink) => RowsBySink
}

export interface RunOptions {
  readonly client: KafkaClient
  readonly topic: EventTopic
  readonly expected: RowsBySink
  /** Longest that one run may take. */
  readonly limitSeconds: number
  /** See {@link runContender}. */
  readonly onSample?: (seconds: number, usage: ProcessUsage) => void
}

export interface EndToEndOptions extends RunOptions {
  readonly entrants: readonly Entrant[]
  readonly repetitions: number
  readonly onProgress: (line: string) => void
}

/** The runs of each entrant by label. */
export type EndToEndRuns = ReadonlyMap<string, readonly ContenderRun[]>

/**
 * Lets the entrants work the topic off in turns, so that a machine that slows down meanwhile slows all of them down.
 * The first runs of each do not count: a broker that was just started compiles itself meanwhile.
 * @throws MillraceError BENCH_ROWS_WRONG: then there are no figures at all
 */
export async function measureInTurns(options: EndToEndOptions): Promise<EndToEndRuns> {
  const runs = new Map<string, ContenderRun[]>(options.entrants.map(({ label }) => [label, []]))
  for (let repetition = 1 - WARM_UP_RUNS; repetition <= options.repetitions; repetition++) {
    for (const entrant of options.entrants) {
      const run = await measureOnce(entrant, options)
      if (repetition > 0) runs.get(entrant.label)?.push(run)
      const what = repetition < 1 ? 'warming up' : `run ${repetition} of ${options.repetitions}`
      const rate = Math.round(run.eventsPerSecond).toLocaleString('en')
      options.onProgress(`${entrant.label}, ${what}: ${rate} events/s, rows right`)
    }
  }
  return runs
}

/**
 * One run with topics of its own, which are deleted afterwards.
 * @throws MillraceError BENCH_ROWS_WRONG, and those of {@link runContender}
 */
export async function measureOnce(entrant: Entrant, options: RunOptions): Promise<ContenderRun> {
  const { client, topic, expected, limitSeconds, onSample } = options
  const name = `${topic.name}-${Date.now().toString(36)}`
  const sinks = Object.keys(expected)
  const topics = sinks.map((sink) => sinkTopic(name, sink))
  try {
    for (const topic of topics) await createTopic(client, topic, 1)
    const run = await runContender(entrant.contender(name), client, topic, limitSeconds, onSample)
    const owed = entrant.owed?.(expected) ?? expected
    const difference = diffAllRows(owed, await readRows(client, name, sinks))
    if (difference !== '') throw new MillraceError('BENCH_ROWS_WRONG', { who: entrant.label, difference })
    return run
  } finally {
    await deleteTopics(client, [...topics, `${name}-journal`])
  }
}

async function readRows(client: KafkaClient, name: string, sinks: readonly string[]): Promise<RowsBySink> {
  const rows = sinks.map(async (sink) => [sink, await readCommittedRows(client, sinkTopic(name, sink))])
  return Object.fromEntries(await Promise.all(rows)) as RowsBySink
}

const MB = 1e6

/** What is told of an entrant's runs. */
export function endToEndFigures(runs: readonly ContenderRun[]): Readonly<Record<string, Figure>> {
  const of = (unit: string, value: (run: ContenderRun) => number): Figure => figure(unit, runs.map(value))
  const known = (figures: Readonly<Record<string, Figure>>): Readonly<Record<string, Figure>> =>
    Object.fromEntries(Object.entries(figures).filter(([, { median }]) => !Number.isNaN(median)))
  return known({
    eventsPerSecond: of('events/s', (run) => run.eventsPerSecond),
    steadyEventsPerSecond: of('events/s', (run) => run.steadyEventsPerSecond),
    cpuPerEvent: of('µs', (run) => run.cpuMicrosPerEvent),
    mainThreadCpuPerEvent: of('µs', (run) => run.mainThreadCpuMicrosPerEvent),
    steadyCpuPerEvent: of('µs', (run) => run.steadyCpuMicrosPerEvent),
    steadyMainThreadCpuPerEvent: of('µs', (run) => run.steadyMainThreadCpuMicrosPerEvent),
    peakResident: of('MB', (run) => run.peakResidentBytes / MB),
    firstCommit: of('s', (run) => run.firstCommitSeconds)
  })
}
