import { hostname } from 'node:os'
import { setting, type Setting } from './setting.js'
import {
  boolean,
  brokerList,
  decimal,
  instanceId,
  integer,
  oneOf,
  optionalText,
  optionalTopic,
  readableFile,
  text,
  textList,
  topic
} from './value-types.js'

const YEAR_SECONDS = 366 * 24 * 3600
const EPOCH_MAX_RECORDS = 65536

/**
 * Every setting there is: parsing, `--help`, `millrace config` and docs/settings.md all come from this table.
 * A key is the environment variable's name, in any case.
 */
export const SETTINGS_TABLE = {
  kafka_bootstrap_servers: setting('Kafka', brokerList(), ['kafka1:19092'], 'Brokers to start from.'),
  kafka_topic_events: setting('Kafka', topic(), 'analytics_events', 'Topic that events are read from.'),
  kafka_topic_event_metrics: setting('Kafka', topic(), 'event_metrics', 'Topic of the sink event_metrics.'),
  kafka_topic_session_metrics: setting(
    'Kafka',
    topic(),
    'session_metrics',
    'Topic of the sink session_metrics.'
  ),
  kafka_topic_performance_metrics: setting(
    'Kafka',
    topic(),
    'performance_metrics',
    'Topic of the sink performance_metrics.'
  ),
  processing_kafka_consumer_group: setting(
    'Kafka',
    text(),
    'flink-analytics-group',
    'Consumer group; its committed offsets show the lag to the usual tools.'
  ),
  processing_kafka_scan_startup_mode: setting(
    'Kafka',
    oneOf(['earliest-offset', 'latest-offset', 'group-offsets']),
    'earliest-offset',
    'Where to start when neither the application nor its consumer group has a position; group-offsets: stop with an error then.'
  ),
  processing_offset_out_of_range: setting(
    'Kafka',
    oneOf(['fail', 'earliest', 'latest']),
    'fail',
    'What to do when the topic no longer holds the position to go on from: stop with an error, or jump to the first or last offset that it has.'
  ),
  kafka_transactional_id: setting(
    'Kafka',
    text(),
    '',
    'Transactional id; one running instance has it at a time.',
    {
      derived: {
        text: 'millrace-<processing_kafka_consumer_group>',
        reads: ['processing_kafka_consumer_group'],
        from: (values) => `millrace-${String(values.processing_kafka_consumer_group)}`
      }
    }
  ),
  processing_transaction_timeout_ms: setting(
    'Kafka',
    integer(1000, 900_000),
    10_000,
    "Time after which the broker aborts a transaction that was left open, in ms; at most the broker's transaction.max.timeout.ms."
  ),
  processing_instance_id: setting(
    'Kafka',
    instanceId(),
    '',
    'Name of this instance. One that starts with the name of the one that has the work takes its place at once; one with another name waits until that is gone.',
    { derived: { text: 'the name of the host', reads: [], from: () => hostname().replace(/[^\w.-]/g, '-') } }
  ),
  processing_lease_timeout_ms: setting(
    'Kafka',
    integer(100, 1_800_000),
    6000,
    "How long an instance may be silent before another one takes over its work, in ms; between the broker's group.min.session.timeout.ms and group.max.session.timeout.ms."
  ),
  processing_journal_topic: setting(
    'Kafka',
    topic(),
    '',
    'Topic of the journal: one partition, written in the same transactions as the rows. No other application may have it.',
    {
      derived: {
        text: '<processing_kafka_consumer_group>-journal',
        reads: ['processing_kafka_consumer_group'],
        from: (values) => `${String(values.processing_kafka_consumer_group)}-journal`
      }
    }
  ),
  processing_commit_interval_ms: setting(
    'Kafka',
    integer(0, 60_000),
    50,
    'Least time between two transactions, in ms.'
  ),
  processing_verify_checksums: setting(
    'Kafka',
    boolean(),
    true,
    'Verify the checksum of every record batch that is read.'
  ),
  processing_poison_batches: setting(
    'Kafka',
    oneOf(['fail', 'skip']),
    'fail',
    'What to do with a record batch that cannot be decoded (bad checksum, unknown codec, broken framing): stop with an error that names it, or pass it over and count it.'
  ),
  processing_dead_letter_topic: setting(
    'Kafka',
    optionalTopic(),
    undefined,
    'Topic for malformed, undated and future records, and for rows that a null or their size keeps from being written, as they were, with headers that say where from and why; unset: they are only counted.'
  ),
  processing_oversized_rows: setting(
    'Kafka',
    oneOf(['stop', 'skip']),
    'stop',
    'What to do with a row that is larger than its topic takes (max.message.bytes): stop with an error that names it, or pass it over, count it and send it to the dead-letter topic.'
  ),
  processing_late_topic: setting(
    'Kafka',
    optionalTopic(),
    undefined,
    'Topic for a row about every job, key and window for which records came too late; unset: they are only counted.'
  ),
  kafka_metadata_refresh_ms: setting(
    'Kafka',
    integer(100, 3_600_000),
    30_000,
    'How often to look for new partitions, in ms.'
  ),
  kafka_security_protocol: setting(
    'Kafka security',
    oneOf(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']),
    'PLAINTEXT',
    'How to talk to the brokers.'
  ),
  kafka_sasl_mechanism: setting(
    'Kafka security',
    oneOf(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']),
    'PLAIN',
    'How to log in, with SASL_PLAINTEXT and SASL_SSL.'
  ),
  kafka_sasl_username: setting('Kafka security', optionalText(), undefined, 'User to log in as.'),
  kafka_sasl_password: setting('Kafka security', optionalText(), undefined, 'The password of that user.', {
    secret: true
  }),
  kafka_ssl_ca_file: setting(
    'Kafka security',
    readableFile(),
    undefined,
    "PEM file of the authorities to trust; unset: Node's own list."
  ),
  kafka_ssl_cert_file: setting(
    'Kafka security',
    readableFile(),
    undefined,
    'PEM file of the client certificate, for mutual TLS.'
  ),
  kafka_ssl_key_file: setting(
    'Kafka security',
    readableFile(),
    undefined,
    'PEM file of the private key of that certificate.'
  ),
  processing_allowed_event_types: setting(
    'Jobs',
    textList(1),
    ['page_view', 'click', 'conversion', 'add_to_cart'],
    'Event types that event_metrics counts.'
  ),
  processing_metrics_window_size_seconds: setting(
    'Jobs',
    integer(1, YEAR_SECONDS),
    60,
    'Length of the windows of event_metrics, in seconds.'
  ),
  processing_performance_window_size_seconds: setting(
    'Jobs',
    integer(1, YEAR_SECONDS),
    300,
    'Length of the windows of performance_metrics, in seconds.'
  ),
  processing_session_gap_seconds: setting(
    'Jobs',
    integer(1, YEAR_SECONDS),
    1800,
    'Silence that ends a session of session_metrics, in seconds.'
  ),
  processing_flink_compatibility: setting(
    'Jobs',
    boolean(),
    false,
    "Give Flink's truncated values: duration floored to whole seconds, avg_load_time to an integer."
  ),
  processing_sink_not_null_enforcer: setting(
    'Jobs',
    oneOf(['keep', 'drop']),
    'keep',
    'A row with a null in a column that the sink declares not null: keep it, or drop and count it, and hand it to the dead-letter topic. Set drop where what reads the topic refuses such rows.'
  ),
  app_environment: setting(
    'Time',
    text('production, or any other text'),
    'production',
    'production: event time and watermarks; anything else: processing time, the clock.'
  ),
  flink_watermark_delay_seconds: setting(
    'Time',
    decimal(0, YEAR_SECONDS),
    10,
    'How far the watermark stays behind the greatest timestamp of a partition, in seconds.'
  ),
  flink_idle_timeout_seconds: setting(
    'Time',
    decimal(0, YEAR_SECONDS),
    5,
    'After so many seconds with nothing to read a partition no longer holds the watermark back; 0: never.'
  ),
  processing_max_future_seconds: setting(
    'Time',
    decimal(0, YEAR_SECONDS),
    86_400,
    'In event time, a record whose timestamp is so many seconds ahead of the clock, or more, does not count and does not move the watermark (reason future of a dead letter); 0: no bound. It holds for Kafka alone.'
  ),
  table_minibatch_enabled: setting(
    'Engine',
    boolean(),
    true,
    'Collect records into mini-batches; off: whatever has arrived is processed as soon as the one before is done, several fetched batches together when they are there.'
  ),
  table_minibatch_latency_seconds: setting(
    'Engine',
    decimal(0, 3600),
    4,
    'Longest wait of a mini-batch, in seconds.'
  ),
  table_minibatch_size: setting('Engine', integer(1, 16_777_216), 999, 'Records that make a mini-batch due.'),
  processing_epoch_max_records: setting(
    'Engine',
    integer(1, 16_777_216),
    EPOCH_MAX_RECORDS,
    'Most records that one mini-batch takes from a backlog; not below table_minibatch_size.',
    {
      derived: {
        text: `${EPOCH_MAX_RECORDS}, or table_minibatch_size when that is greater`,
        reads: ['table_minibatch_size'],
        from: (values) => Math.max(EPOCH_MAX_RECORDS, Number(values.table_minibatch_size))
      }
    }
  ),
  flink_parallelism: setting('Engine', integer(1, 64), 2, 'Worker threads, and shards of the state.'),
  processing_key_groups: setting(
    'Engine',
    integer(1, 32_768),
    128,
    'Groups that the keys are divided into; each worker has a range of them, so not below flink_parallelism. It stays with the stored state.'
  ),
  processing_worker_memory_mb: setting(
    'Engine',
    integer(64, 4096),
    2048,
    'Most memory that the state of one worker may take, in MiB.'
  ),
  flink_checkpoint_interval_ms: setting(
    'State',
    integer(100, 86_400_000),
    30_000,
    'Time between two snapshots of the state, in ms.'
  ),
  processing_state_backend: setting(
    'State',
    oneOf(['directory', 'kafka']),
    'directory',
    'Where snapshots lie; the newest three are kept. directory: in processing_state_dir; kafka: in the topic <processing_kafka_consumer_group>-snapshots, so that an instance on another machine can go on.'
  ),
  processing_state_dir: setting(
    'State',
    text('a directory'),
    './state',
    'Where snapshots lie with processing_state_backend=directory, in a folder named after the group; it must outlive the process.'
  ),
  otel_service_name: setting('Service', text(), 'processing', 'Service name in the log.'),
  app_log_level: setting(
    'Service',
    oneOf(['DEBUG', 'INFO', 'WARNING', 'WARN', 'ERROR', 'CRITICAL']),
    'INFO',
    'Least level that is logged; WARN is another word for WARNING.'
  ),
  app_log_redaction_patterns: setting(
    'Service',
    textList(0),
    ['password', 'token', 'secret', 'key', 'authorization', 'cookie', 'session'],
    'A log field whose name contains one of these, in any case and at any depth, prints [REDACTED].'
  ),
  processing_http_host: setting(
    'Dashboard and metrics',
    text('an address of this machine, or a name that stands for one'),
    '0.0.0.0',
    'Address on which dashboard, REST and metrics listen; 127.0.0.1: this machine alone.'
  ),
  processing_http_port: setting(
    'Dashboard and metrics',
    integer(0, 65_535),
    8081,
    'Port of dashboard, REST, /healthz and /readyz; 0: none.'
  ),
  processing_http_token: setting(
    'Dashboard and metrics',
    optionalText(),
    undefined,
    'Whoever takes a snapshot or stops the service over REST must send it as a bearer token; unset: these are taken from this machine alone.',
    { secret: true }
  ),
  processing_http_allowed_hosts: setting(
    'Dashboard and metrics',
    textList(0),
    [],
    'Names by which the dashboard may be asked for (the Host header), besides addresses, localhost and the name of this machine.'
  ),
  processing_ready_max_lag: setting(
    'Dashboard and metrics',
    integer(0, 1_000_000_000_000),
    0,
    'With more records than this waiting /readyz answers 503; 0: however many.'
  ),
  processing_metrics_port: setting(
    'Dashboard and metrics',
    integer(0, 65_535),
    9249,
    'Port of the metrics for Prometheus; 0: none.'
  )
} as const

export type SettingKey = keyof typeof SETTINGS_TABLE

type ValueOf<S> = S extends Setting<infer T> ? T : never

/** The values of the table's settings by key. */
export type TableSettings = { readonly [K in SettingKey]: ValueOf<(typeof SETTINGS_TABLE)[K]> }

export type TopicKey = `kafka_topic_${string}`

/** All settings, parsed: lower-case keys; beyond the table, a topic for any other sink as `kafka_topic_<sink>`. */
export type Settings = TableSettings & { readonly [key: TopicKey]: string }

export const SETTING_KEYS = Object.keys(SETTINGS_TABLE) as readonly SettingKey[]
