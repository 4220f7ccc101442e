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
import { sourceTopic } from '../config/topics.js'
import { DEAD_LETTERS } from '../engine/side-outputs.js'
import { MillraceError } from '../errors.js'
import type { Logger } from '../observability/log.js'
import type { SourceDefinition } from '../table/index.js'
import { kafkaConnection } from './kafka-options.js'

/** What a connector is built from besides its own specification. */
export interface ConnectorContext {
  readonly settings: Settings
  readonly logger: Logger
  /** Where Kafka's records begin for a group that has no position, ms since 1970; left out: as the settings say. */
  readonly startAt?: number | undefined
  /** Makes the lease of an application with these sources. */
  readonly leaseOf?: ((sources: Readonly<Record<string, Source>>) => Lease | undefined) | undefined
}

/** What the sink is built from besides. */
interface SinkContext extends ConnectorContext {
  /** Which it asks when another instance seems to write in its place. */
  readonly lease: Lease | undefined
}

/** The connectors' specifications, as in `--source` and `--sink`. */
export interface ConnectorSpecs {
  /** One for all sources, or `name=spec` for one of them; the last that fits a source counts. */
  readonly source: readonly string[]
  readonly sink: string
}

/** A source of the application with what it is read from. */
interface SpecifiedSource {
  readonly definition: SourceDefinition
  readonly spec: string
}

type SourceFactory = (source: SpecifiedSource, context: ConnectorContext) => Source
type SinkFactory = (spec: string, context: SinkContext, sources: readonly SpecifiedSource[]) => Sink

const SOURCES: Readonly<Record<string, SourceFactory>> = {
  kafka: kafkaSource,
  file: ({ spec }) => FileSource.fromSpec(spec),
  datagen: ({ spec }) => DatagenSource.fromSpec(spec)
}

const SINKS: Readonly<Record<string, SinkFactory>> = {
  kafka: kafkaSink,
  file: (spec) => FileSink.fromSpec(spec),
  print: (spec) => PrintSink.fromSpec(spec),
  blackhole: (spec) => BlackholeSink.fromSpec(spec)
}

/** What an application reads from and writes to. */
export interface Connectors {
  /** By the name of the source. */
  readonly sources: Readonly<Record<string, Source>>
  readonly sink: Sink
  readonly lease: Lease | undefined
}

/**
 * Builds a connector for each source, the lease and the sink, as the specifications name them; connects nothing.
 * @throws MillraceError CONNECTOR_UNKNOWN, CONNECTOR_OPTION, SOURCE_SPEC
 */
export function createConnectors(
  specs: ConnectorSpecs,
  definitions: readonly SourceDefinition[],
  context: ConnectorContext
): Connectors {
  const specified = specifySources(specs.source, definitions)
  const sources = Object.fromEntries(
    specified.map((source) => [
      source.definition.name,
      factoryOf('source', SOURCES, source.spec)(source, context)
    ])
  )
  const lease = context.leaseOf?.(sources)
  const sink = factoryOf('sink', SINKS, specs.sink)(specs.sink, { ...context, lease }, specified)
  return { sources, lease, sink }
}

const NAMED = /^([\w.-]+)=(.*)$/s

function specifySources(
  specs: readonly string[],
  definitions: readonly SourceDefinition[]
): SpecifiedSource[] {
  let common = specs.length === 0 ? 'kafka' : undefined
  const named = new Map<string, string>()
  for (const spec of specs) {
    const [, name, own] = NAMED.exec(spec) ?? []
    if (name === undefined || own === undefined) common = spec
    else named.set(name, own)
  }
  const names = definitions.map(({ name }) => name)
  const unknown = [...named.keys()].find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new MillraceError('SOURCE_SPEC_UNKNOWN', { source: unknown, sources: names.join(', ') })
  const shared = names.filter((name) => !named.has(name))
  // What a file holds are the records of one source; a topic is told by its source.
  if (common !== undefined && shared.length > 1 && parseSpec(common).kind !== 'kafka') {
    throw new MillraceError('SOURCE_SPEC_SHARED', { spec: common, sources: shared.join(', ') })
  }
  return definitions.map((definition) => ({
    definition,
    spec: named.get(definition.name) ?? common ?? 'kafka'
  }))
}

function factoryOf<F>(role: 'source' | 'sink', factories: Readonly<Record<string, F>>, spec: string): F {
  const { kind } = parseSpec(spec)
  const factory = Object.hasOwn(factories, kind) ? factories[kind] : undefined
  if (factory !== undefined) return factory
  const expected = Object.keys(factories).join(', ')
  throw new MillraceError('CONNECTOR_UNKNOWN', { role, found: kind || '""', expected })
}

function kafkaSource(
  { definition, spec }: SpecifiedSource,
  { settings, logger, startAt }: ConnectorContext
): Source {
  refuseOptions(spec)
  return new KafkaSource({
    connection: kafkaConnection(settings),
    topic: sourceTopic(settings, definition),
    group: settings.processing_kafka_consumer_group,
    startupMode: settings.processing_kafka_scan_startup_mode,
    startAt,
    offsetOutOfRange: settings.processing_offset_out_of_range,
    metadataRefreshMs: settings.kafka_metadata_refresh_ms,
    maxRecordsPerChunk: settings.processing_epoch_max_records,
    logger
  })
}

function kafkaSink(spec: string, context: SinkContext, sources: readonly SpecifiedSource[]): Sink {
  const { settings, logger, lease } = context
  refuseOptions(spec)
  return new KafkaSink({
    connection: kafkaConnection(settings),
    group: settings.processing_kafka_consumer_group,
    sourceTopics: sourceTopics(sources, settings),
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

/** The topics whose positions the group commits, by source: none for a source that is not Kafka. */
function sourceTopics(sources: readonly SpecifiedSource[], settings: Settings): ReadonlyMap<string, string> {
  const ofKafka = sources.filter(({ spec }) => parseSpec(spec).kind === 'kafka')
  return new Map(ofKafka.map(({ definition }) => [definition.name, sourceTopic(settings, definition)]))
}

/** Kafka is set by settings alone. */
function refuseOptions(spec: string): void {
  new OptionReader(parseSpec(spec)).finish({ values: false })
}
