import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { KafkaJSProtocolError, type Admin } from 'kafkajs'
import { createTopic, kafkaJs, readCommitted, uniqueName, withProducer } from './kafka.js'
import type { Row, Rows, SINKS } from './rows.js'

/** A record to produce: null for a tombstone. */
export interface EventMessage {
  readonly partition: number
  readonly value: Buffer | null
}

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** The service binary as a process of its own, with topics and a consumer group that no other test uses. */
export class ServiceProcess {
  readonly topics: { readonly events: string } & Readonly<Record<(typeof SINKS)[number], string>>
  readonly group: string
  readonly #brokers: string
  readonly #env: Readonly<Record<string, string>>
  #process: ChildProcess | undefined
  #output = ''

  /** @param env settings of its own, over those that name brokers, topics and group */
  constructor(
    brokers: string,
    env: Readonly<Record<string, string>> = {},
    readonly application: string = uniqueName('run')
  ) {
    this.#brokers = brokers
    this.#env = env
    const id = application
    this.group = `${id}-group`
    this.topics = {
      events: `${id}-events`,
      event_metrics: `${id}-event_metrics`,
      session_metrics: `${id}-session_metrics`,
      performance_metrics: `${id}-performance_metrics`
    }
  }

  /** What the process wrote to standard error so far. */
  get output(): string {
    return this.#output
  }

  /** Another process of the same application. */
  another(env: Readonly<Record<string, string>>): ServiceProcess {
    return new ServiceProcess(this.#brokers, { ...this.#env, ...env }, this.application)
  }

  async createEventsTopic(partitions: number): Promise<void> {
    await createTopic(this.#brokers, { name: this.topics.events, partitions })
  }

  start(...args: string[]): void {
    const child = spawn(process.execPath, [MAIN, 'run', ...args], {
      env: {
        PATH: process.env['PATH'],
        APP_ENVIRONMENT: 'production',
        PROCESSING_HTTP_PORT: '0',
        PROCESSING_METRICS_PORT: '0',
        KAFKA_BOOTSTRAP_SERVERS: this.#brokers,
        KAFKA_TOPIC_EVENTS: this.topics.events,
        KAFKA_TOPIC_EVENT_METRICS: this.topics.event_metrics,
        KAFKA_TOPIC_SESSION_METRICS: this.topics.session_metrics,
        KAFKA_TOPIC_PERFORMANCE_METRICS: this.topics.performance_metrics,
        PROCESSING_KAFKA_CONSUMER_GROUP: this.group,
        ...this.#env
      },
      stdio: ['ignore', 'ignore', 'pipe']
    })
    child.stderr.on('data', (bytes: Buffer) => (this.#output += bytes.toString()))
    this.#process = child
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal)
  }

  /** Waits until it has written this; resolves with the time that took. */
  async untilOutput(text: string, timeoutMs: number): Promise<number> {
    const start = Date.now()
    while (!this.#output.includes(text)) {
      if (Date.now() - start > timeoutMs)
        throw new Error(`no "${text}" within ${timeoutMs} ms\n${this.#output}`)
      await sleep(10)
    }
    return Date.now() - start
  }

  /** Waits until it ends by itself; resolves with the exit code. */
  async untilExit(timeoutMs: number): Promise<number | null> {
    const child = this.#process
    const start = Date.now()
    while (child !== undefined && child.exitCode === null && child.signalCode === null) {
      if (Date.now() - start > timeoutMs)
        throw new Error(`still running after ${timeoutMs} ms\n${this.#output}`)
      await sleep(10)
    }
    return child?.exitCode ?? null
  }

  /** Sends the signal and resolves with the exit code once the process is gone. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.#process
    if (child === undefined) return null
    this.#process = undefined
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    child.kill(signal)
    return exit
  }

  /** Waits until the group has committed so many records over all partitions of its topics. */
  async untilCommitted(
    records: number,
    timeoutMs = 60_000,
    topics: readonly string[] = [this.topics.events]
  ): Promise<void> {
    const deadline = Date.now() + timeoutMs
    const admin = kafkaJs(this.#brokers).admin()
    await admin.connect()
    try {
      for (;;) {
        const offsets = await this.#committed(admin, topics)
        if (offsets.reduce((sum, offset) => sum + Math.max(0, offset), 0) >= records) return
        if (Date.now() > deadline) {
          throw new Error(
            `${offsets.join('+')} of ${records} records were committed in time\n${this.#output}`
          )
        }
        await sleep(50)
      }
    } finally {
      await admin.disconnect()
    }
  }

  /** Next offsets of the group; none while its coordinator is being found, as on a broker that has just started. */
  async #committed(admin: Admin, topics: readonly string[]): Promise<number[]> {
    try {
      const committed = await admin.fetchOffsets({ groupId: this.group, topics: [...topics] })
      return committed.flatMap(({ partitions }) => partitions.map(({ offset }) => Number(offset)))
    } catch (error) {
      if (error instanceof KafkaJSProtocolError && error.retriable) return []
      throw error
    }
  }

  /** Committed rows of every sink. */
  async rows(): Promise<Rows> {
    const read = async (sink: (typeof SINKS)[number]): Promise<Row[]> =>
      (await readCommitted(this.#brokers, this.topics[sink])).map(({ value }) => JSON.parse(value) as Row)
    return {
      event_metrics: await read('event_metrics'),
      session_metrics: await read('session_metrics'),
      performance_metrics: await read('performance_metrics')
    }
  }

  /** Produces values, null for a tombstone, in order. */
  async produce(values: readonly EventMessage[]): Promise<void> {
    await withProducer(this.#brokers, async (producer) => {
      const size = 2000
      for (let at = 0; at < values.length; at += size) {
        await producer.send({
          topic: this.topics.events,
          messages: values.slice(at, at + size).map((message) => ({ ...message }))
        })
      }
    })
  }
}
