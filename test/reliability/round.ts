import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Row } from '../../src/cli/bench/rows.js'
import { SINKS } from '../../bench/baseline/rows.js'
import { READ_COMMITTED, READ_UNCOMMITTED } from '../../src/connectors/kafka/transport/requests/offsets.js'
import type { OracleEvent } from '../support/oracle.js'
import type { Brokers } from './brokers.js'
import { Follower, type SeenRecord } from './follower.js'
import { readByJava } from './java-reader.js'
import { JournalWatch } from './journal-watch.js'
import { Killer, type Lives } from './killer.js'
import { LeadershipWatch } from './leadership.js'
import { OrderedProducer } from './ordered-producer.js'
import type { Random } from './random.js'
import { replaySteadily } from './replay.js'
import { RunTopics } from './run-topics.js'
import { compareUncommitted, repeatedKeys, type UncommittedView } from './seen-rows.js'
import { ServiceChild } from './service-child.js'

export interface RoundOptions {
  readonly name: string
  readonly main: string
  readonly brokers: Brokers
  readonly events: readonly OracleEvent[]
  readonly partitions: number
  /** Events a second. */
  readonly rate: number
  readonly random: Random
  readonly kills: number
  /** Brokers to kill, by index, spread over the replay. */
  readonly brokerKills: readonly number[]
  /** Settings of the service besides topics and state. */
  readonly env: Readonly<Record<string, string>>
  /** How long after the last event windows may still close, ms. */
  readonly settleMs: number
  /** Let Kafka's own consumer read the rows again in the end. */
  readonly secondReader: boolean
  readonly say: (line: string) => void
}

export interface RoundResult {
  readonly lives: Lives
  readonly seconds: number
  readonly events: number
  readonly commits: number
  readonly epochs: number
  /** See {@link JournalWatch.gaps}. */
  readonly journalGaps: number
  readonly rows: Readonly<Record<string, number>>
  readonly uncommitted: Readonly<Record<string, UncommittedView>>
  /** From a broker's kill to its answering again, ms. */
  readonly brokerDowntimesMs: readonly number[]
  readonly longestProduceWaitMs: number
  /** How often who leads changed, by what was led. */
  readonly leaderMoves: Readonly<Record<string, number>>
  /** What a committed reader saw, by sink, as texts. */
  readonly committed: Readonly<Record<string, readonly string[]>>
  readonly findings: string[]
}

const DRAIN_TIMEOUT_MS = 120_000
const POLL_MS = 100

/** One replay of the events through the service while it and its brokers are killed. */
export async function runRound(options: RoundOptions): Promise<RoundResult> {
  const state = await mkdtemp(path.join(tmpdir(), 'millrace-reliability-'))
  const round = new Round(options, state)
  try {
    return await round.run()
  } finally {
    await round.close()
    rmSync(state, { recursive: true, force: true })
  }
}

class Round {
  readonly #options: RoundOptions
  readonly #env: Readonly<Record<string, string>>
  readonly #topics: RunTopics
  readonly #seen = {
    committed: new Map<string, string[]>(SINKS.map((sink) => [sink, []])),
    uncommitted: new Map<string, string[]>(SINKS.map((sink) => [sink, []]))
  }
  readonly #journal = new JournalWatch()
  readonly #followers: Follower[]
  readonly #leadership: LeadershipWatch
  #child: ServiceChild | null = null

  constructor(options: RoundOptions, state: string) {
    this.#options = options
    const { name, main, brokers } = options
    this.#topics = new RunTopics(brokers.addresses, name)
    this.#env = { ...this.#topics.settings(main), PROCESSING_STATE_DIR: state, ...options.env }
    const { sinkOf, events, journal } = this.#topics
    const rows = [...sinkOf.keys()].map((topic) => [topic, 'rows'] as const)
    const led = new Map([[events, 'events'], ...rows, [journal, 'journal']])
    this.#leadership = new LeadershipWatch(brokers.addresses, led, name)
    const committed = ({ topic, text }: SeenRecord): void => {
      if (topic === journal) this.#journal.add(text)
      else this.#seen.committed.get(sinkOf.get(topic) ?? '')?.push(text)
    }
    const uncommitted = ({ topic, text }: SeenRecord): void => {
      this.#seen.uncommitted.get(sinkOf.get(topic) ?? '')?.push(text)
    }
    this.#followers = [
      new Follower(brokers.addresses, READ_COMMITTED, committed, () => this.#journal.addGap()),
      new Follower(brokers.addresses, READ_UNCOMMITTED, uncommitted, () => undefined)
    ]
  }

  async run(): Promise<RoundResult> {
    const { events, random, kills, rate, say } = this.#options
    await this.#topics.create(this.#options.partitions)
    for (const follower of this.#followers) {
      for (const [topic, partitions] of this.#topics.outputs) follower.follow(topic, partitions)
    }
    const startedAt = performance.now()
    const producer = await OrderedProducer.open(this.#options.brokers.addresses, this.#topics.events)
    const killer = new Killer(() => this.#start(), this.#journal, random)
    const replay = replaySteadily(producer, events, rate)
    const brokers = this.#disturbBrokers((events.length / rate) * 1000)
    const calm = Promise.all([replay, brokers])
    calm.catch(() => undefined)
    const child = await killer.run(kills, calm)
    const downtimes = await brokers
    await replay
    producer.close()
    say(`${killer.lives.kills} kills, all written, waiting for the last commits`)
    const findings = [...killer.lives.findings, ...(await this.#settle(child))]
    return {
      lives: killer.lives,
      seconds: (performance.now() - startedAt) / 1000,
      events: events.length,
      brokerDowntimesMs: downtimes,
      longestProduceWaitMs: producer.longestWaitMs,
      leaderMoves: this.#leadership.moves,
      ...this.#results(findings)
    }
  }

  async close(): Promise<void> {
    await this.#child?.end('SIGKILL')
    await Promise.all([...this.#followers, this.#leadership].map((watch) => watch.stop()))
    this.#topics.close()
  }

  #start(): ServiceChild {
    this.#child = new ServiceChild(this.#options.main, this.#env)
    return this.#child
  }

  async #disturbBrokers(durationMs: number): Promise<number[]> {
    const { brokers, brokerKills, random, say } = this.#options
    const downtimes: number[] = []
    const pause = durationMs / (brokerKills.length + 1)
    for (const index of brokerKills) {
      await sleep(pause * random.between(0.5, 1))
      const killedAt = performance.now()
      say(`killing broker ${index + 1}`)
      await brokers.kill(index)
      await sleep(random.between(0, 1000))
      await brokers.restart(index)
      downtimes.push(performance.now() - killedAt)
    }
    return downtimes
  }

  /** Waits until all is committed, stops the service, lets the readers come to the end. */
  async #settle(child: ServiceChild): Promise<string[]> {
    const findings: string[] = []
    const deadline = performance.now() + DRAIN_TIMEOUT_MS
    const owed = this.#options.events.length
    while (this.#journal.position < owed && child.isRunning && performance.now() < deadline) {
      await sleep(POLL_MS)
    }
    if (this.#journal.position < owed) {
      findings.push(
        `only ${this.#journal.position} of ${owed} events were committed in ${DRAIN_TIMEOUT_MS} ms`
      )
      findings.push(child.tail.join('\n'))
    }
    await sleep(this.#options.settleMs)
    const code = await child.end('SIGTERM')
    if (code !== '0') findings.push(`the service stopped with ${code}: ${child.tail.slice(-5).join('\n')}`)
    findings.push(...(await this.#topics.openTransactions()))
    await this.#topics.untilRead(this.#followers)
    if (this.#options.secondReader) findings.push(...(await this.#compareReaders()))
    return findings
  }

  async #compareReaders(): Promise<string[]> {
    const { libs, addresses } = this.#options.brokers
    const findings: string[] = []
    for (const [topic, sink] of this.#topics.sinkOf) {
      const ours = [...(this.#seen.committed.get(sink) ?? [])].sort()
      const theirs = (await readByJava(libs, addresses, topic)).sort()
      if (ours.join('\n') !== theirs.join('\n'))
        findings.push(`${sink}: our reader saw ${ours.length} rows, Kafka's own ${theirs.length}, or others`)
    }
    return findings
  }

  #results(
    findings: string[]
  ): Pick<
    RoundResult,
    'commits' | 'epochs' | 'journalGaps' | 'rows' | 'uncommitted' | 'committed' | 'findings'
  > {
    const journal = this.#journal
    findings.push(...journal.findings)
    const rows: Record<string, number> = {}
    const uncommitted: Record<string, UncommittedView> = {}
    const committed: Record<string, readonly string[]> = {}
    for (const sink of SINKS) {
      const texts = this.#seen.committed.get(sink) ?? []
      committed[sink] = texts
      rows[sink] = texts.length
      uncommitted[sink] = compareUncommitted(sink, this.#seen.uncommitted.get(sink) ?? [], texts)
      const owed = journal.rows.get(sink) ?? 0
      if (owed !== texts.length && journal.gaps === 0)
        findings.push(`${sink}: ${texts.length} rows, but ${owed} by the journal`)
      for (const key of repeatedKeys(sink, texts)) findings.push(`${sink}: more than one row of ${key}`)
    }
    return {
      commits: journal.commits,
      epochs: journal.epoch,
      journalGaps: journal.gaps,
      rows,
      uncommitted,
      committed,
      findings
    }
  }
}

/** Texts of rows, parsed. */
export function parseAll(texts: readonly string[]): Row[] {
  return texts.map((text) => JSON.parse(text) as Row)
}
