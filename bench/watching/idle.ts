import { setTimeout as sleep } from 'node:timers/promises'
import { ContenderProcess } from '../../src/cli/bench/contender.js'
import { createTopic } from '../../src/cli/bench/event-topic.js'
import { serviceContender, sinkTopic } from '../../src/cli/bench/service-contender.js'
import type { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import { deleteTopics } from '../../src/connectors/kafka/transport/topics.js'
import { SINKS } from '../baseline/rows.js'
import { SERVICE } from '../support/paths.js'
import { freePorts, portSettings, type Onlooker } from './onlookers.js'

const PARTITIONS = 4
/** Code is compiled and garbage is collected for a while after the start. */
const SETTLE_MS = 8000
const PERCENT = 100

export interface IdleOptions {
  readonly client: KafkaClient
  readonly bootstrapServers: string
  readonly seconds: number
}

/** What a service without events takes of a core, percent, while it is looked at. */
export async function measureIdle(onlooker: Onlooker, options: IdleOptions): Promise<number> {
  const { client, bootstrapServers, seconds } = options
  const name = `millrace-idle-${Date.now().toString(36)}`
  const topics = [name, ...SINKS.map((sink) => sinkTopic(name, sink))]
  await createTopic(client, name, PARTITIONS)
  for (const topic of topics.slice(1)) await createTopic(client, topic, 1)
  const ports = await freePorts()
  const service = new ContenderProcess(
    serviceContender({
      ...{ main: SERVICE, bootstrapServers, eventsTopic: name, name, sinks: SINKS },
      env: portSettings(onlooker.ports ? ports : null)
    })
  )
  const end = onlooker.look(ports)
  try {
    while (Number.isNaN(service.readingAt)) {
      service.usage()
      await sleep(10)
    }
    await sleep(SETTLE_MS)
    const [before, from] = [service.usage().cpuSeconds, performance.now()]
    await sleep(seconds * 1000)
    const [after, to] = [service.usage().cpuSeconds, performance.now()]
    return (PERCENT * (after - before) * 1000) / (to - from)
  } finally {
    end()
    await service.stop()
    await deleteTopics(client, [...topics, `${name}-journal`])
  }
}
