/** One set of events in a topic, worked off by Millrace and by Flink into topics of their own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AnyJob } from '../../src/app/job.js'
import { startService, type RunningService } from '../../src/service/start-service.js'
import { createTopic, kafkaJs, readCommitted, uniqueName, withProducer } from '../support/kafka.js'
import type { Row } from '../support/rows.js'
import type { Flink } from '../../bench/flink/cluster.js'
import { scriptOf, type ScriptOptions } from '../../bench/flink/scripts.js'

export interface TrialOptions {
  readonly jobs: readonly AnyJob[]
  readonly sinks: readonly string[]
  /** Names of the sources; left out: `events`. */
  readonly sources?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Between two checkpoints of Flink; each costs a transaction of every sink. Left out: 500 ms. */
  readonly checkpointMs?: number
}

/** A record to produce: null for a tombstone. */
export interface TrialMessage {
  readonly partition: number
  readonly value: Buffer | string | null
  readonly headers?: Readonly<Record<string, string>>
  /** Epoch milliseconds. */
  readonly timestamp?: string
}

const CHECKPOINT_MS = 500
const CHECKPOINTS_AFTER = 4

export class Trial {
  readonly #id = uniqueName('flink')
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'millrace-flink-'))
  readonly #brokers: string
  readonly #options: TrialOptions
  readonly #sources: readonly string[]
  #service: RunningService | undefined
  #flink: Flink | undefined
  readonly #checkpointMs: number
  #produced = 0

  constructor(brokers: string, options: TrialOptions) {
    this.#brokers = brokers
    this.#options = options
    this.#checkpointMs = options.checkpointMs ?? CHECKPOINT_MS
    this.#sources = options.sources ?? ['events']
  }

  async createSourceTopics(partitions: number): Promise<void> {
    for (const source of this.#sources) {
      await createTopic(this.#brokers, { name: this.#sourceTopic(source), partitions })
    }
  }

  async produce(values: readonly TrialMessage[], source = 'events'): Promise<void> {
    const size = 2000
    await withProducer(this.#brokers, async (producer) => {
      for (let at = 0; at < values.length; at += size) {
        const messages = values.slice(at, at + size).map((message) => ({ ...message }))
        await producer.send({ topic: this.#sourceTopic(source), messages })
      }
    })
    this.#produced += values.length
  }

  /** Settings of either side; whose rows do not mix. */
  env(side: 'millrace' | 'flink'): Record<string, string> {
    const topics = [
      ...this.#options.sinks.map((sink) => [`kafka_topic_${sink}`, this.topic(side, sink)]),
      ...this.#sources.map((source) => [`kafka_topic_${source}`, this.#sourceTopic(source)])
    ]
    return {
      app_environment: 'production',
      app_log_level: 'CRITICAL',
      kafka_bootstrap_servers: this.#brokers,
      processing_kafka_consumer_group: `${this.#id}-${side}`,
      processing_http_port: '0',
      processing_metrics_port: '0',
      processing_state_dir: path.join(this.#folder, 'state'),
      flink_idle_timeout_seconds: '60',
      ...Object.fromEntries(topics),
      ...this.#options.env
    }
  }

  topic(side: 'millrace' | 'flink', sink: string): string {
    return `${this.#id}-${side}-${sink}`
  }

  #sourceTopic(source: string): string {
    return `${this.#id}-${source}`
  }

  async startMillrace(after?: number): Promise<RunningService> {
    const settings = this.env('millrace')
    const started = await startService({
      jobs: this.#options.jobs,
      settings,
      ...(after !== undefined && { after })
    })
    if (!started.ok) throw started.error
    this.#service = started.service
    return started.service
  }

  /** Until the group of a side has committed everything that was produced, or so many records. */
  async untilCommitted(side: 'millrace' | 'flink', records = this.#produced): Promise<void> {
    const groupId = side === 'millrace' ? `${this.#id}-millrace` : `${this.#id}-flink-flink`
    const topics = this.#sources.map((source) => this.#sourceTopic(source))
    const deadline = Date.now() + 600_000
    const admin = kafkaJs(this.#brokers).admin()
    await admin.connect()
    try {
      for (;;) {
        // A coordinator that still loads its groups answers with an error.
        const committed = await admin.fetchOffsets({ groupId, topics }).catch(() => [])
        const offsets = committed.flatMap(({ partitions }) => partitions.map(({ offset }) => Number(offset)))
        const sum = offsets.reduce((total, offset) => total + Math.max(0, offset), 0)
        if (sum >= records) return
        const failure = this.#flink?.failure() ?? null
        if (failure !== null || Date.now() > deadline)
          throw new Error(`${sum} of ${records} records are committed by ${side}: ${failure ?? 'too slow'}`)
        await sleep(50)
      }
    } finally {
      await admin.disconnect()
    }
  }

  async stopMillrace(): Promise<void> {
    const failure = await this.#service?.stop()
    this.#service = undefined
    if (failure instanceof Error) throw failure
  }

  /** Runs the script until it has committed everything that was produced, and stops. */
  async runFlink(flink: Flink, options: ScriptOptions = {}): Promise<void> {
    await this.startFlink(flink, options)
    await this.untilCommitted('flink')
    await this.stopFlink()
  }

  async startFlink(flink: Flink, options: ScriptOptions = {}): Promise<void> {
    const script = path.join(this.#folder, 'script.sql')
    const { jobs } = this.#options
    const env = { ...this.env('flink'), ...options.env }
    writeFileSync(script, scriptOf({ flink: flink.version, jobs, ...options, env }))
    for (const sink of this.#options.sinks) {
      await createTopic(this.#brokers, { name: this.topic('flink', sink) }).catch(() => undefined)
    }
    const folder = mkdtempSync(path.join(this.#folder, 'checkpoints-'))
    const settings = { 'execution.checkpointing.interval': `${this.#checkpointMs} ms` }
    await flink.start(script, folder, settings)
    this.#flink = flink
  }

  /** What was read is committed with its rows; watermarks come on the way, so some checkpoints are waited for. */
  async stopFlink(): Promise<void> {
    await sleep(CHECKPOINTS_AFTER * this.#checkpointMs)
    await this.#flink?.stop()
    this.#flink = undefined
  }

  async rows(side: 'millrace' | 'flink', sink: string): Promise<Row[]> {
    const texts = await this.texts(side, sink)
    return texts.map((text) => JSON.parse(text) as Row)
  }

  /** Rows as they were written, with all digits. */
  async texts(side: 'millrace' | 'flink', sink: string): Promise<string[]> {
    const values = await readCommitted(this.#brokers, this.topic(side, sink))
    return values.map(({ value }) => value)
  }

  async end(): Promise<void> {
    await this.#flink?.stop().catch(() => undefined)
    await this.#service?.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
