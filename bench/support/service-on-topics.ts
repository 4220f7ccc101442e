import { setTimeout as sleep } from 'node:timers/promises'
import { ContenderProcess } from '../../src/cli/bench/contender.js'
import { createTopic } from '../../src/cli/bench/event-topic.js'
import { serviceContender, sinkTopic } from '../../src/cli/bench/service-contender.js'
import type { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import { deleteTopics } from '../../src/connectors/kafka/transport/topics.js'
import { SINKS } from '../baseline/rows.js'
import { SERVICE } from './paths.js'

export interface ServiceOnTopics {
  readonly client: KafkaClient
  readonly bootstrapServers: string
  /** What is measured: a part of the topics' names. */
  readonly purpose: string
  readonly partitions: number
  /** `dist/main.js` of the build that is measured; by default of this one. */
  readonly main?: string | undefined
  /** Further settings of the service. */
  readonly env?: Readonly<Record<string, string>> | undefined
}

export interface RunningService {
  readonly service: ContenderProcess
  /** Of the application, and its topic of events. */
  readonly name: string
  /** Node that leads each partition of the events. */
  readonly leaders: ReadonlyMap<number, number>
}

/** Starts a service on empty topics of its own, works with it, stops it and takes the topics away. */
export async function withService<T>(
  options: ServiceOnTopics,
  work: (running: RunningService) => Promise<T>
): Promise<T> {
  const { client, bootstrapServers, purpose, partitions, main = SERVICE, env = {} } = options
  const name = `millrace-${purpose}-${Date.now().toString(36)}`
  const topics = [name, ...SINKS.map((sink) => sinkTopic(name, sink))]
  const leaders = await createTopic(client, name, partitions)
  for (const topic of topics.slice(1)) await createTopic(client, topic, 1)
  const service = new ContenderProcess(
    serviceContender({ main, bootstrapServers, eventsTopic: name, name, sinks: SINKS, env })
  )
  try {
    return await work({ service, name, leaders })
  } finally {
    await service.stop()
    await deleteTopics(client, [...topics, `${name}-journal`])
  }
}

/** @throws Error when the process is gone */
export async function untilReading(service: ContenderProcess): Promise<void> {
  while (Number.isNaN(service.readingAt)) {
    service.usage()
    await sleep(10)
  }
}
