/** One set of events in a topic, worked off by Millrace and by Flink into topics of their own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AnyJob } from '../../src/app/job.js'
import { startService, type RunningService } from '../../src/service/start-service.js'
import { createTopic, kafkaJs, readCommitted, uniqueName, withProducer } from '../support/kafka.js'
import type { Row } from '../support/rows.js'
import type { EventMessage } from '../support/service-process.js'
import { FlinkCluster } from './flink.js'
import { scriptOf, type ScriptOptions } from './scripts.js'

export interface TrialOptions {
  readonly jobs: readonly AnyJob[]
  readonly sinks: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const CHECKPOINT_MS = 500

export class Trial {
  readonly events: string
  readonly #id = uniqueName('flink')
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'millrace-flink-'))
  readonly #brokers: string
  readonly #options: TrialOptions
  #service: RunningService | undefined
  #flink: FlinkCluster | undefined
  #produced = 0

  constructor(brokers: string, options: TrialOptions) {
    this.#brokers = brokers
    this.#options = options
    this.events = `${this.#id}-events`
  }

  createEventsTopic(partitions: number): Promise<string> {
    return createTopic(this.#brokers, { name: this.events, partitions })
  }

  async produce(values: readonly EventMessage[]): Promise<void> {
    const size = 2000
    await withProducer(this.#brokers, async (producer) => {
      for (let at = 0; at < values.length; at += size) {
        const messages = values.slice(at, at + size).map((message) => ({ ...message }))
        await producer.send({ topic: this.events, messages })
      }
    })
    this.#produced += values.length
  }

  /** Settings of either side; whose rows do not mix. */
  env(side: 'millrace' | 'flink'): Record<string, string> {
    const topics = this.#options.sinks.map((sink) => [`kafka_topic_${sink}`, this.topic(side, sink)])
    return {
      app_environment: 'production',
      app_log_level: 'CRITICAL',
      kafka_bootstrap_servers: this.#brokers,
      kafka_topic_events: this.events,
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
    const deadline = Date.now() + 120_000
    const admin = kafkaJs(this.#brokers).admin()
    await admin.connect()
    try {
      for (;;) {
        // A coordinator that still loads its groups answers with an error.
        const committed = await admin.fetchOffsets({ groupId, topics: [this.events] }).catch(() => [])
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
  async runFlink(options: ScriptOptions): Promise<void> {
    await this.startFlink(options)
    await this.untilCommitted('flink')
    await this.stopFlink()
  }

  async startFlink(options: ScriptOptions): Promise<void> {
    const script = path.join(this.#folder, 'script.sql')
    writeFileSync(
      script,
      scriptOf({ jobs: this.#options.jobs, ...options, env: { ...this.env('flink'), ...options.env } })
    )
    for (const sink of this.#options.sinks) {
      await createTopic(this.#brokers, { name: this.topic('flink', sink) }).catch(() => undefined)
    }
    const folder = mkdtempSync(path.join(this.#folder, 'checkpoints-'))
    this.#flink = new FlinkCluster(options.flink ?? '2.2', script, folder, {
      'execution.checkpointing.interval': `${CHECKPOINT_MS} ms`
    })
    await this.#flink.untilRunning()
  }

  /** What was read is committed with its rows; watermarks come on the way, so some checkpoints are waited for. */
  async stopFlink(): Promise<void> {
    await sleep(4 * CHECKPOINT_MS)
    await this.#flink?.stop()
    this.#flink = undefined
  }

  async rows(side: 'millrace' | 'flink', sink: string): Promise<Row[]> {
    const values = await readCommitted(this.#brokers, this.topic(side, sink))
    return values.map(({ value }) => JSON.parse(value) as Row)
  }

  async end(): Promise<void> {
    this.#flink?.kill()
    await this.#service?.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
