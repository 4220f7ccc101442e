import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KafkaClient } from '../../connectors/kafka/transport/client.js'
import { committedOffsets, listOffsets } from '../../connectors/kafka/transport/offsets.js'
import { KafkaProtocolError } from '../../connectors/kafka/transport/protocol-error.js'
import { LATEST, READ_COMMITTED } from '../../connectors/kafka/transport/requests.js'
import { MillraceError } from '../../errors.js'
import type { EventTopic } from './event-topic.js'
import { readUsage, type ProcessUsage } from './process-usage.js'

/** How far a contender is. */
export interface Progress {
  /** Something has been committed. */
  readonly begun: boolean
  /** Everything has. */
  readonly done: boolean
  /** How many records' offsets have been, where that is known. */
  readonly records?: number
}

/** A program that reads an event topic and writes rows. */
export interface Contender {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Its consumer group. */
  readonly group: string
  /** Asks how far it is. By default its group's offsets tell, which it commits together with the rows. */
  readonly progress?: (client: KafkaClient) => Promise<Progress>
  /** The line of its standard error that says: reading begins now. */
  readonly readingBegins: string
}

/** How a contender worked a topic off; times in seconds. */
export interface ContenderRun {
  readonly eventsPerSecond: number
  /** From the start of the process to the first commit that covers a record. */
  readonly firstCommitSeconds: number
  /** From the start of reading to the commit of the last record. */
  readonly seconds: number
  /** Of the whole process from its start, and of its main thread. */
  readonly cpuMicrosPerEvent: number
  readonly mainThreadCpuMicrosPerEvent: number
  /** After the first commit. NaN where that is not known. */
  readonly steadyEventsPerSecond: number
  /** The same after the first commit: without the start. NaN where that is not known. */
  readonly steadyCpuMicrosPerEvent: number
  readonly steadyMainThreadCpuMicrosPerEvent: number
  readonly peakResidentBytes: number
}

const POLL_MS = 10
/** Between two looks at what the process uses, which cost something themselves. */
const SAMPLE_MS = 100
const STOP_LIMIT_MS = 10_000
const MICROS = 1e6

/**
 * Runs a contender until it has worked off and committed the whole topic, and stops it. `onSample` is told time and
 * again what the process has used, and how many seconds after its start.
 * @throws MillraceError BENCH_PROCESS_ENDED, BENCH_NOT_FINISHED, with its log
 */
export async function runContender(
  contender: Contender,
  client: KafkaClient,
  topic: EventTopic,
  limitSeconds: number,
  onSample: (seconds: number, usage: ProcessUsage) => void = () => undefined
): Promise<ContenderRun> {
  const progress = contender.progress ?? (await committedProgress(contender.group, client, topic))
  const child = new ContenderProcess(contender)
  try {
    let first: FirstCommit | null = null
    let nextSample = 0
    for (;;) {
      const { begun, done, records = NaN } = await progress(client)
      const now = performance.now()
      if (begun) first ??= { at: now, records, usage: child.usage() }
      if (done && first !== null) return figures(topic.records, child, first, now)
      if (now >= nextSample) {
        onSample((now - child.startedAt) / 1000, child.usage())
        nextSample = now + SAMPLE_MS
      }
      if (now - child.startedAt > limitSeconds * 1000) {
        throw new MillraceError('BENCH_NOT_FINISHED', { seconds: limitSeconds, log: child.log })
      }
      await sleep(POLL_MS)
    }
  } finally {
    await child.stop()
  }
}

/** What was known when the first commit was seen. */
interface FirstCommit {
  readonly at: number
  readonly records: number
  readonly usage: ProcessUsage
}

async function committedProgress(
  group: string,
  client: KafkaClient,
  topic: EventTopic
): Promise<() => Promise<Progress>> {
  const end = await endOf(client, topic)
  return async () => {
    const committed = await committedOf(client, group, topic)
    return { begun: committed > 0, done: committed >= end, records: committed }
  }
}

function figures(
  events: number,
  child: ContenderProcess,
  first: FirstCommit,
  lastCommit: number
): ContenderRun {
  const usage = child.usage()
  const seconds = (lastCommit - child.readingAt) / 1000
  const micros = (cpuSeconds: number, records: number): number => (cpuSeconds * MICROS) / records
  const rest = events - first.records
  return {
    seconds,
    eventsPerSecond: events / seconds,
    firstCommitSeconds: (first.at - child.startedAt) / 1000,
    cpuMicrosPerEvent: micros(usage.cpuSeconds, events),
    mainThreadCpuMicrosPerEvent: micros(usage.mainThreadCpuSeconds, events),
    steadyEventsPerSecond: (rest * 1000) / (lastCommit - first.at),
    steadyCpuMicrosPerEvent: micros(usage.cpuSeconds - first.usage.cpuSeconds, rest),
    steadyMainThreadCpuMicrosPerEvent: micros(
      usage.mainThreadCpuSeconds - first.usage.mainThreadCpuSeconds,
      rest
    ),
    peakResidentBytes: usage.peakResidentBytes
  }
}

/** The contender as a child process in a folder of its own; what it logs is kept. */
export class ContenderProcess {
  readonly startedAt = performance.now()
  /** When it said that reading begins. */
  readingAt = NaN
  log = ''
  readonly #folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'))
  readonly #child: ChildProcess
  readonly #exit: Promise<unknown>
  /** It does not outlive the benchmark. */
  readonly #reap = (): void => void this.#child.kill('SIGKILL')

  constructor({ command, args, env, readingBegins }: Contender) {
    this.#child = spawn(command, args, {
      cwd: this.#folder,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'ignore', 'pipe']
    })
    this.#exit = once(this.#child, 'exit')
    process.once('exit', this.#reap)
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      this.log += bytes.toString()
      if (Number.isNaN(this.readingAt) && this.log.includes(readingBegins)) this.readingAt = performance.now()
    })
  }

  /** @throws MillraceError BENCH_PROCESS_ENDED */
  usage(): ProcessUsage {
    const { exitCode, signalCode, pid } = this.#child
    if (exitCode !== null || signalCode !== null || pid === undefined) {
      throw new MillraceError('BENCH_PROCESS_ENDED', { how: String(signalCode ?? exitCode), log: this.log })
    }
    return readUsage(pid)
  }

  /** Ends the process and removes what it left in its folder. */
  async stop(): Promise<void> {
    process.off('exit', this.#reap)
    const { exitCode, signalCode } = this.#child
    if (exitCode === null && signalCode === null) {
      this.#child.kill('SIGTERM')
      const late = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS)
      await this.#exit
      clearTimeout(late)
    }
    await rm(this.#folder, { recursive: true, force: true })
  }
}

async function endOf(client: KafkaClient, { name }: EventTopic): Promise<number> {
  const { topics } = await client.metadata([name])
  const nodes = new Map(topics.get(name)?.leaders.entries())
  const ends = await listOffsets(client, name, nodes, LATEST, READ_COMMITTED)
  return sum(ends.values())
}

/** What the group has committed over all partitions; 0 as long as the broker has no coordinator for it. */
async function committedOf(client: KafkaClient, group: string, topic: EventTopic): Promise<number> {
  const partitions = Array.from({ length: topic.partitions }, (_, partition) => partition)
  try {
    return sum((await committedOffsets(client, group, topic.name, partitions)).values())
  } catch (error) {
    if (error instanceof KafkaProtocolError) return 0
    throw error
  }
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
