/** CREATE TABLE of sources and sinks. */
import type { Settings } from '../config/settings-table.js'
import { sourceTopic } from '../config/topics.js'
import type { SinkDefinition, SourceDefinition } from '../table/tree/node.js'
import type { UsedFields } from './fields.js'
import { eventTime, TIME } from './fields.js'
import { earlier, quoted, sqlType, text } from './text.js'

/** Next offset by partition. */
export type Offsets = ReadonlyMap<number, number>

export interface SourceTable {
  /** As SQL names it. */
  readonly name: string
  readonly source: SourceDefinition
  readonly fields: UsedFields
  /** Where reading starts; undefined: as the settings say. */
  readonly offsets: Offsets | undefined
}

/** An exactly-once sink whose transactions last no longer than a broker allows by itself; without it the job restarts for ever. */
const TRANSACTION_TIMEOUT_MS = 900_000

type Option = readonly [key: string, value: string]

export function createSource(table: SourceTable, settings: Settings, isEventTime: boolean): string {
  const { name, source, fields, offsets } = table
  const columns = [...fields.columns(), ...timeColumns(source, settings, isEventTime)]
  const idle = source.idleTimeoutSeconds
  const options: Option[] = [
    ['connector', 'kafka'],
    ['topic', sourceTopic(settings, source)],
    ...connection(settings),
    // Another group than ours, whose committed offsets stay where they are.
    ['properties.group.id', `${settings.processing_kafka_consumer_group}-flink`],
    ...startOptions(settings, offsets),
    ['scan.topic-partition-discovery.interval', `${settings.kafka_metadata_refresh_ms} ms`],
    ...(idle === undefined
      ? []
      : [['scan.watermark.idle-timeout', `${Math.round(idle * 1000)} ms`] as const]),
    ...fields.keyOptions(),
    ['format', 'json'],
    ['json.ignore-parse-errors', 'true'],
    ['json.fail-on-missing-field', 'false']
  ]
  return createTable(name, columns, options)
}

export function createSink(name: string, sink: SinkDefinition, topic: string, settings: Settings): string {
  const isDropping = settings.processing_sink_not_null_enforcer === 'drop'
  const columns = Object.entries(sink.columns).map(
    ([column, { type, notNull }]) =>
      `${quoted(column)} ${sqlType(type)}${notNull && isDropping ? ' NOT NULL' : ''}`
  )
  return createTable(name, columns, [
    ['connector', 'kafka'],
    ['topic', topic],
    ...connection(settings),
    ['properties.transaction.timeout.ms', String(TRANSACTION_TIMEOUT_MS)],
    ['sink.delivery-guarantee', 'exactly-once'],
    ['sink.transactional-id-prefix', `${settings.processing_kafka_consumer_group}-flink-${sink.name}-`],
    ['format', 'json'],
    ['json.timestamp-format.standard', 'SQL']
  ])
}

/** A record without a time has a null there, and moves no watermark. */
function timeColumns(source: SourceDefinition, settings: Settings, isEventTime: boolean): string[] {
  if (!isEventTime) return [`${quoted(TIME)} AS PROCTIME()`]
  const mostAhead = Math.round(settings.processing_max_future_seconds * 1000)
  const delay = source.watermarkDelaySeconds ?? settings.flink_watermark_delay_seconds
  return [
    `${quoted(TIME)} AS ${eventTime(source, mostAhead)}`,
    `WATERMARK FOR ${quoted(TIME)} AS ${earlier(quoted(TIME), Math.round(delay * 1000))}`
  ]
}

function startOptions(settings: Settings, offsets: Offsets | undefined): Option[] {
  if (offsets === undefined) return [['scan.startup.mode', settings.processing_kafka_scan_startup_mode]]
  const places = [...offsets].map(([partition, offset]) => `partition:${partition},offset:${offset}`)
  return [
    ['scan.startup.mode', 'specific-offsets'],
    ['scan.startup.specific-offsets', places.join(';')]
  ]
}

function connection(settings: Settings): Option[] {
  const options: Option[] = [['properties.bootstrap.servers', settings.kafka_bootstrap_servers.join(',')]]
  const { kafka_security_protocol: protocol, kafka_ssl_ca_file: authorities } = settings
  if (protocol === 'PLAINTEXT') return options
  options.push(['properties.security.protocol', protocol])
  if (protocol.startsWith('SASL')) options.push(...login(settings))
  if (authorities !== undefined) {
    options.push(
      ['properties.ssl.truststore.type', 'PEM'],
      ['properties.ssl.truststore.location', authorities]
    )
  }
  return options
}

/** The password is for the reader to put in: no secret leaves the settings. */
function login(settings: Settings): Option[] {
  const module =
    settings.kafka_sasl_mechanism === 'PLAIN' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule'
  const user = settings.kafka_sasl_username ?? ''
  return [
    ['properties.sasl.mechanism', settings.kafka_sasl_mechanism],
    [
      'properties.sasl.jaas.config',
      // The connector's jar has Kafka's classes under a name of its own.
      `org.apache.flink.kafka.shaded.org.apache.kafka.common.security.${module} required username="${user}" password="<password>";`
    ]
  ]
}

function createTable(name: string, columns: readonly string[], options: readonly Option[]): string {
  const pairs = options.map(([key, value]) => `${text(key)} = ${text(value)}`)
  return `CREATE TABLE ${quoted(name)} (\n${list(columns)}\n) WITH (\n${list(pairs)}\n);`
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join(',\n')
}
