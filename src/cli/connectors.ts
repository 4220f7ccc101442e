import type { Sink, Source } from '../connectors/connector.js'
import type { Lease } from '../connectors/lease.js'
import { BlackholeSink } from '../connectors/blackhole/blackhole-sink.js'
import { DatagenSource } from '../connectors/datagen/datagen-source.js'
import { FileSink } from '../connectors/file/file-sink.js'
import { FileSource } from '../connectors/file/file-source.js'
import { KafkaSink } from '../connectors/kafka/sink/sink.js'
import { KafkaSource } from '../connectors/kafka/source/source.js'
import { PrintSink } from '../connectors/print/print-sink.js'
import { OptionReader, parseSpec } from '../connectors/spec.js'
import type { Settings } from '../config/settings.js'
import { DEAD_LETTERS } from '../engine/side-outputs.js'
import { MillraceError } from '../errors.js'
import { events } from '../jobs/index.js'
import type { Logger } from '../observability/log.js'
import { kafkaConnection } from './kafka-options.js'

/** What a connector is built from besides its own specification. */
export interface ConnectorContext {
  readonly settings: Settings
  readonly logger: Logger
  /** Which the sink asks when another instance seems to write in its place. */
  readonly lease?: Lease | undefined
}

/** The connectors' specifications, as in `--source` and `--sink`. */
export interface ConnectorSpecs {
  readonly source: string
  readonly sink: string
}

type Factory<T> = (spec: string, context: ConnectorContext, specs: ConnectorSpecs) => T

const SOURCES: Readonly<Record<string, Factory<Source>>> = {
  kafka: kafkaSource,
  file: (spec) => FileSource.fromSpec(spec),
  datagen: (spec) => DatagenSource.fromSpec(spec)
}

const SINKS: Readonly<Record<string, Factory<Sink>>> = {
  kafka: kafkaSink,
  file: (spec) => FileSink.fromSpec(spec),
  print: (spec) => PrintSink.fromSpec(spec),
  blackhole: (spec) => BlackholeSink.fromSpec(spec)
}

/**
 * Builds the source and the sink that the specifications name; connects nothing.
 * @throws MillraceError CONNECTOR_UNKNOWN, CONNECTOR_OPTION
 */
export function createConnectors(
  specs: ConnectorSpecs,
  context: ConnectorContext
): { readonly source: Source; readonly sink: Sink } {
  return {
    source: factoryOf('source', SOURCES, specs.source)(specs.source, context, specs),
    sink: factoryOf('sink', SINKS, specs.sink)(specs.sink, context, specs)
  }
}

function factoryOf<T>(
  role: 'source' | 'sink',
  factories: Readonly<Record<string, Factory<T>>>,
  spec: string
): Factory<T> {
  const { kind } = parseSpec(spec)
  const factory = Object.hasOwn(factories, kind) ? factories[kind] : undefined
  if (factory !== undefined) return factory
  const expected = Object.keys(factories).join(', ')
  throw new MillraceError('CONNECTOR_UNKNOWN', { role, found: kind || '""', expected })
}

function kafkaSource(spec: string, { settings, logger }: ConnectorContext): Source {
  refuseOptions(spec)
  return new KafkaSource({
    connection: kafkaConnection(settings),
    topic: settings.kafka_topic_events,
    group: settings.processing_kafka_consumer_group,
    startupMode: settings.processing_kafka_scan_startup_mode,
    offsetOutOfRange: settings.processing_offset_out_of_range,
    metadataRefreshMs: settings.kafka_metadata_refresh_ms,
    maxRecordsPerChunk: settings.processing_epoch_max_records,
    logger
  })
}

function kafkaSink(spec: string, context: ConnectorContext, { source }: ConnectorSpecs): Sink {
  const { settings, logger, lease } = context
  refuseOptions(spec)
  return new KafkaSink({
    connection: kafkaConnection(settings),
    group: settings.processing_kafka_consumer_group,
    sourceTopics: sourceTopics(source, settings),
    journalTopic: settings.processing_journal_topic,
    transactionalId: settings.kafka_transactional_id,
    transactionTimeoutMs: settings.processing_transaction_timeout_ms,
    lease,
    takesOver: lease === undefined,
    oversizedRows: settings.processing_oversized_rows,
    deadLetters: DEAD_LETTERS,
    logger
  })
}

/** The topics whose positions the group commits: none where the source is not Kafka. */
function sourceTopics(source: string, settings: Settings): ReadonlyMap<string, string> {
  if (parseSpec(source).kind !== 'kafka') return new Map()
  return new Map([[events.definition.name, settings.kafka_topic_events]])
}

/** Kafka is set by settings alone. */
function refuseOptions(spec: string): void {
  new OptionReader(parseSpec(spec)).finish({ values: false })
}
