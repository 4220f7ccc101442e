import { setTimeout as sleep } from 'node:timers/promises'
import type { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import { untilReading, withService } from '../support/service-on-topics.js'
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
  const { seconds, ...broker } = options
  const ports = await freePorts()
  const env = portSettings(onlooker.ports ? ports : null)
  return withService({ ...broker, purpose: 'idle', partitions: PARTITIONS, env }, async ({ service }) => {
    const end = onlooker.look(ports)
    try {
      await untilReading(service)
      await sleep(SETTLE_MS)
      const [before, from] = [service.usage().cpuSeconds, performance.now()]
      await sleep(seconds * 1000)
      const [after, to] = [service.usage().cpuSeconds, performance.now()]
      return (PERCENT * (after - before) * 1000) / (to - from)
    } finally {
      end()
    }
  })
}
