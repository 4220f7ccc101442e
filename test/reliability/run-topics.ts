import { setTimeout as sleep } from 'node:timers/promises'
import { createTopic } from '../../src/cli/bench/event-topic.js'
import { SINKS } from '../../bench/baseline/rows.js'
import { sinkTopic, topicSettings } from '../../src/cli/bench/service-contender.js'
import { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import { listOffsets } from '../../src/connectors/kafka/transport/offsets.js'
import {
  EARLIEST,
  LATEST,
  READ_COMMITTED,
  READ_UNCOMMITTED,
  type Isolation
} from '../../src/connectors/kafka/transport/requests/offsets.js'

const SINK_PARTITIONS = 2
const RETRY_MS = 100
const MARKERS_MS = 2000

/** The topics of one run of the service, all of its own. */
export class RunTopics {
  readonly events: string
  readonly journal: string
  /** What each topic of rows is the sink of. */
  readonly sinkOf: ReadonlyMap<string, (typeof SINKS)[number]>
  readonly #name: string
  readonly #brokers: string
  readonly #client: KafkaClient

  constructor(brokers: string, name: string) {
    this.#brokers = brokers
    this.#name = name
    this.events = `${name}-events`
    this.journal = `${name}-journal`
    this.sinkOf = new Map(SINKS.map((sink) => [sinkTopic(name, sink), sink]))
    this.#client = new KafkaClient({ bootstrapServers: brokers })
  }

  /** Partitions by topic of all that the service writes. */
  get outputs(): ReadonlyMap<string, number> {
    const rows = [...this.sinkOf.keys()].map((topic) => [topic, SINK_PARTITIONS] as const)
    return new Map([...rows, [this.journal, 1]])
  }

  /** The service's settings that name them. */
  settings(main: string): Record<string, string> {
    return topicSettings({
      ...{ main, bootstrapServers: this.#brokers },
      ...{ eventsTopic: this.events, name: this.#name, sinks: SINKS }
    })
  }

  /** Creates all but the journal, which the service creates. */
  async create(partitions: number, eventConfigs: Readonly<Record<string, string>> = {}): Promise<void> {
    if (Object.keys(eventConfigs).length > 0) {
      const { controller } = await this.#client.metadata([])
      await this.#client.createTopics([{ topic: this.events, partitions, configs: eventConfigs }], controller)
    }
    await createTopic(this.#client, this.events, partitions)
    for (const topic of this.sinkOf.keys()) await createTopic(this.#client, topic, SINK_PARTITIONS)
  }

  async ends(topic: string, isolation: Isolation): Promise<Map<number, number>> {
    return this.#offsets(topic, LATEST, isolation)
  }

  /** Records that a topic still holds, markers counted. */
  async held(topic: string): Promise<number> {
    const starts = await this.#offsets(topic, EARLIEST, READ_UNCOMMITTED)
    const ends = await this.#offsets(topic, LATEST, READ_UNCOMMITTED)
    return [...ends].reduce((sum, [partition, end]) => sum + end - (starts.get(partition) ?? 0), 0)
  }

  /** Partitions whose end a committed reader cannot reach, once markers have had a moment to arrive. */
  async openTransactions(): Promise<string[]> {
    const deadline = Date.now() + MARKERS_MS
    for (;;) {
      const open = await this.#openTransactions()
      if (open.length === 0 || Date.now() > deadline) return open
      await sleep(RETRY_MS)
    }
  }

  async #openTransactions(): Promise<string[]> {
    const open: string[] = []
    for (const topic of this.outputs.keys()) {
      const [all, stable] = [await this.ends(topic, READ_UNCOMMITTED), await this.ends(topic, READ_COMMITTED)]
      for (const [partition, end] of all) {
        const reached = stable.get(partition) ?? 0
        if (reached !== end)
          open.push(`a transaction is open: ${topic}/${partition} is stable up to ${reached}, not ${end}`)
      }
    }
    return open
  }

  /** Waits until all readers are at the ends of all that was written. */
  async untilRead(readers: readonly { readonly positions: ReadonlyMap<string, number> }[]): Promise<void> {
    for (const topic of this.outputs.keys()) {
      for (const [partition, end] of await this.ends(topic, READ_UNCOMMITTED)) {
        const key = `${topic}/${partition}`
        while (readers.some(({ positions }) => (positions.get(key) ?? 0) < end)) await sleep(RETRY_MS)
      }
    }
  }

  close(): void {
    this.#client.close()
  }

  /** Tries on while brokers are away. */
  async #offsets(topic: string, timestamp: number, isolation: Isolation): Promise<Map<number, number>> {
    for (;;) {
      try {
        const leaders = (await this.#client.metadata([topic])).topics.get(topic)?.leaders ?? []
        return await listOffsets(this.#client, topic, new Map(leaders.entries()), timestamp, isolation)
      } catch {
        await sleep(RETRY_MS)
      }
    }
  }
}
