import { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import { startLocalBroker } from '../../src/connectors/kafka/local-broker/local-broker.js'
import { provideEvents, type EventTopic } from '../../src/cli/bench/event-topic.js'
import type { Packing } from '../../src/cli/bench/event-batches.js'
import type { Rows } from '../baseline/rows.js'
import { workload, type WorkloadSize } from '../../src/cli/bench/workload.js'
import { expectedRows } from '../baseline/expected-rows.js'

/** A broker with the workload's events in a topic, and the rows that are owed for them. */
export interface Stage {
  readonly client: KafkaClient
  readonly bootstrapServers: string
  readonly topic: EventTopic
  readonly expected: Rows
}

export function say(line: string): void {
  console.error(line)
}

/**
 * Sets a stage up, works on it and takes it down. The broker is the one that KAFKA_BOOTSTRAP_SERVERS names, where
 * the events stay for the next time, else one that is started for this.
 */
export async function withStage<T>(
  size: WorkloadSize,
  packing: Packing,
  work: (stage: Stage) => Promise<T>
): Promise<T> {
  return withBroker(async (client, bootstrapServers) => {
    const options = workload(size)
    const name = ['millrace-bench', size.events, size.partitions, size.sessions, packing.compression].join(
      '-'
    )
    const topic = await provideEvents(client, name, options, packing, say)
    const expected = expectedRows(options)
    return work({ client, bootstrapServers, topic, expected })
  })
}

export async function withBroker<T>(
  work: (client: KafkaClient, bootstrapServers: string) => Promise<T>
): Promise<T> {
  const broker = await startLocalBroker({ onProgress: say })
  const bootstrapServers = broker.brokers.join(',')
  const client = new KafkaClient({ bootstrapServers })
  try {
    return await work(client, bootstrapServers)
  } finally {
    client.close()
    await broker.stop()
  }
}
