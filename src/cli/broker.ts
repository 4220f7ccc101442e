import type { ParsedSettings } from '../config/settings.js'
import { KafkaClient } from '../connectors/kafka/transport/client.js'
import type { KafkaConnectionOptions } from '../connectors/kafka/transport/connection-options.js'
import { startLocalBroker } from '../connectors/kafka/local-broker/local-broker.js'
import { MillraceError } from '../errors.js'
import { kafkaConnection } from '../service/kafka-options.js'

/** A broker that a command works on. */
export interface ReachedBroker {
  readonly connection: KafkaConnectionOptions
  /** Ends a broker that was started for the command. */
  stop(): Promise<void>
}

/**
 * The broker of kafka_bootstrap_servers where one is set, else one that is started here.
 * @throws MillraceError KAFKA_UNREACHABLE, KAFKA_NO_LOCAL_BROKER, KAFKA_SIGN_IN, KAFKA_TLS
 */
export async function reachBroker(
  { settings, origins }: ParsedSettings,
  onProgress: (line: string) => void
): Promise<ReachedBroker> {
  if (origins['kafka_bootstrap_servers'] !== 'default') {
    const connection = kafkaConnection(settings)
    await tryConnecting(connection)
    return { connection, stop: async () => undefined }
  }
  onProgress('starting a Kafka broker')
  const broker = await startLocalBroker({ own: true, onProgress })
  return { connection: { bootstrapServers: broker.brokers.join(',') }, stop: () => broker.stop() }
}

/** A command that is watched says at once that nobody answers; a service keeps trying. */
async function tryConnecting(connection: KafkaConnectionOptions): Promise<void> {
  const client = new KafkaClient(connection)
  try {
    await client.metadata([])
  } catch (error) {
    if (error instanceof MillraceError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const params = { brokers: connection.bootstrapServers, reason }
    throw new MillraceError('KAFKA_UNREACHABLE', params, { cause: error })
  } finally {
    client.close()
  }
}
