import type { SinkTarget } from '../../connectors/connector.js'
import { DatagenSource } from '../../connectors/datagen/datagen-source.js'
import { KafkaClient } from '../../connectors/kafka/transport/client.js'
import type { KafkaConnectionOptions } from '../../connectors/kafka/transport/connection-options.js'
import { KafkaSink } from '../../connectors/kafka/sink/sink.js'
import { KafkaSource } from '../../connectors/kafka/source/source.js'
import type { Settings } from '../../config/settings.js'
import { reachBroker } from '../broker.js'
import { createConnectors } from '../../service/connectors.js'
import { createCoordinator } from '../coordinator.js'
import { demoEvents } from './demo-settings.js'
import { EventProducer } from './event-producer.js'
import { RowReader } from './row-reader.js'
import type { Stage, StageOptions } from './stage.js'
import { formatValue } from './text-table.js'

const EVENT_PARTITIONS = 2

/** Something of the stage that runs beside the service. */
interface Part {
  stop(): Promise<void>
}

/**
 * Everything through a real broker: a producer of events, the service with its Kafka connectors, and a reader of
 * committed rows for each sink. The broker is that of kafka_bootstrap_servers where the environment names one, else
 * one is started. Topics have names of their own.
 */
export async function kafkaStage(options: StageOptions): Promise<Stage> {
  const parts: Part[] = []
  const close = async (): Promise<void> => {
    for (const part of parts.reverse()) await part.stop()
  }
  try {
    return { ...(await setUp(options, parts)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function setUp(options: StageOptions, parts: Part[]): Promise<Omit<Stage, 'close'>> {
  const { parsed, rate, logger, onProgress, onFailure } = options
  const broker = await reachBroker(parsed, onProgress)
  parts.push(broker)
  const { connection } = broker
  const settings = ownNames(parsed.settings, connection)
  const { targets, sources } = createCoordinator(settings).statementSet()
  onProgress(`creating topics ${settings.processing_kafka_consumer_group}-*`)
  await createTopics(connection, settings, targets)
  const group = `${settings.processing_kafka_consumer_group}-producer`
  const events = new KafkaSink({ connection, group, sourceTopics: new Map(), logger })
  const producer = new EventProducer(new DatagenSource(demoEvents(rate)), events, settings.kafka_topic_events)
  parts.push(producer)
  await producer.start(onFailure)
  for (const target of targets) {
    const reader = createReader(connection, settings, target, options)
    parts.push(reader)
    await reader.start(onFailure)
  }
  const connectors = createConnectors({ source: ['kafka'], sink: 'kafka' }, sources, { settings, logger })
  const title = `${formatValue(rate)} events a second through Kafka at ${connection.bootstrapServers}`
  return { title, settings, ...connectors }
}

/** Settings whose topics, group and transactional id are used by this run alone. */
function ownNames(settings: Settings, connection: KafkaConnectionOptions): Settings {
  const name = `${settings.processing_kafka_consumer_group}-${Date.now().toString(36)}`
  const topics = Object.keys(settings).filter((key) => key.startsWith('kafka_topic_'))
  return {
    ...settings,
    kafka_bootstrap_servers: connection.bootstrapServers.split(','),
    processing_kafka_consumer_group: name,
    kafka_transactional_id: name,
    processing_journal_topic: `${name}-journal`,
    ...Object.fromEntries(topics.map((key) => [key, `${name}-${key.slice('kafka_topic_'.length)}`]))
  }
}

async function createTopics(
  connection: KafkaConnectionOptions,
  settings: Settings,
  targets: readonly SinkTarget[]
): Promise<void> {
  const client = new KafkaClient(connection)
  try {
    const { controller } = await client.metadata([])
    const sinks = targets.map(({ topic }) => ({ topic }))
    const events = { topic: settings.kafka_topic_events, partitions: EVENT_PARTITIONS }
    await client.createTopics([events, ...sinks], controller)
  } finally {
    client.close()
  }
}

function createReader(
  connection: KafkaConnectionOptions,
  settings: Settings,
  target: SinkTarget,
  { rows, logger }: StageOptions
): RowReader {
  const group = `${settings.processing_kafka_consumer_group}-reader`
  const source = new KafkaSource({ connection, topic: target.topic, group, maxWaitMs: 100, logger })
  return new RowReader(source, target, (segment) => rows.add(segment))
}
