import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { SETTING_KEYS, type SettingKey } from '../../src/config/settings-table.js'
import { isEventTime, parseSettings, settingOf, SettingsError } from '../../src/config/settings.js'
import { sinkTopic } from '../../src/config/topics.js'

const directory = mkdtempSync(join(tmpdir(), 'millrace-settings-'))
const pemFile = join(directory, 'some.pem')
writeFileSync(pemFile, 'pem')
afterAll(() => {
  rmSync(directory, { recursive: true })
})

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    parseSettings(env)
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
  return []
}

describe('defaults', () => {
  it('are those that the reference has', () => {
    const { settings, origins, warnings } = parseSettings({})
    expect(settings).toMatchObject({
      kafka_bootstrap_servers: ['kafka1:19092'],
      kafka_topic_events: 'analytics_events',
      kafka_topic_event_metrics: 'event_metrics',
      kafka_topic_session_metrics: 'session_metrics',
      kafka_topic_performance_metrics: 'performance_metrics',
      processing_kafka_consumer_group: 'flink-analytics-group',
      processing_kafka_scan_startup_mode: 'earliest-offset',
      flink_parallelism: 2,
      flink_checkpoint_interval_ms: 30000,
      flink_watermark_delay_seconds: 10,
      flink_idle_timeout_seconds: 5,
      table_minibatch_enabled: true,
      table_minibatch_latency_seconds: 4,
      table_minibatch_size: 999,
      processing_metrics_window_size_seconds: 60,
      processing_performance_window_size_seconds: 300,
      processing_session_gap_seconds: 1800,
      processing_allowed_event_types: ['page_view', 'click', 'conversion', 'add_to_cart'],
      processing_key_groups: 128,
      processing_max_future_seconds: 86_400,
      processing_oversized_rows: 'stop',
      app_environment: 'production',
      otel_service_name: 'processing',
      app_log_level: 'INFO',
      app_log_redaction_patterns: ['password', 'token', 'secret', 'key', 'authorization', 'cookie', 'session']
    })
    expect(warnings).toEqual([])
    expect(new Set(Object.values(origins))).toEqual(new Set(['default']))
    expect(Object.keys(settings)).toEqual([...SETTING_KEYS])
  })

  it('may follow from other settings', () => {
    expect(parseSettings({}).settings.kafka_transactional_id).toBe('millrace-flink-analytics-group')
    const group = { processing_kafka_consumer_group: 'g' }
    expect(parseSettings(group).settings.kafka_transactional_id).toBe('millrace-g')
    expect(parseSettings({ ...group, kafka_transactional_id: 'x' }).settings.kafka_transactional_id).toBe('x')
    expect(parseSettings({}).settings.processing_journal_topic).toBe('flink-analytics-group-journal')
    expect(parseSettings(group).settings.processing_journal_topic).toBe('g-journal')
    expect(parseSettings({}).settings.processing_epoch_max_records).toBe(65536)
    expect(parseSettings({ table_minibatch_size: '100000' }).settings.processing_epoch_max_records).toBe(
      100000
    )
  })
})

describe('reading the environment', () => {
  it('takes names in any case and tells where a value comes from', () => {
    const { settings, origins } = parseSettings({ FLINK_PARALLELISM: '4', Kafka_Topic_Events: 'e' })
    expect(settings.flink_parallelism).toBe(4)
    expect(settings.kafka_topic_events).toBe('e')
    expect(origins).toMatchObject({ flink_parallelism: 'environment', kafka_topic_events: 'environment' })
    expect(origins.table_minibatch_size).toBe('default')
  })

  it('takes an empty or blank variable as not set', () => {
    const { settings, origins } = parseSettings({ FLINK_PARALLELISM: '', TABLE_MINIBATCH_SIZE: '  ' })
    expect(settings).toMatchObject({ flink_parallelism: 2, table_minibatch_size: 999 })
    expect(origins.flink_parallelism).toBe('default')
  })

  it('refuses a name that is set twice with two values', () => {
    expect(problemsOf({ FLINK_PARALLELISM: '4', flink_parallelism: '3' })).toEqual([
      'flink_parallelism: set twice in different case, with different values; keep one of them'
    ])
    expect(problemsOf({ FLINK_PARALLELISM: '4', flink_parallelism: '4' })).toEqual([])
  })

  it.each([
    ['table_minibatch_enabled', 'FALSE', false],
    ['table_minibatch_enabled', '1', true],
    ['table_minibatch_enabled', '0', false],
    ['table_minibatch_latency_seconds', '0.25', 0.25],
    ['flink_idle_timeout_seconds', '0', 0],
    ['flink_parallelism', ' 8 ', 8],
    [
      'kafka_bootstrap_servers',
      'PLAINTEXT://a:1,,[fe80::1%eth0]:2,',
      ['PLAINTEXT://a:1', '[fe80::1%eth0]:2']
    ],
    ['kafka_bootstrap_servers', 'a:1, b.example:65535,[::1]:9092', ['a:1', 'b.example:65535', '[::1]:9092']],
    ['kafka_security_protocol', 'ssl', 'SSL'],
    ['processing_allowed_event_types', '["a","b c"]', ['a', 'b c']],
    ['app_log_redaction_patterns', '[]', []],
    ['app_log_level', 'warning', 'WARNING'],
    ['kafka_ssl_ca_file', pemFile, pemFile]
  ] as const)('%s=%s', (key, text, value) => {
    expect(parseSettings({ [key]: text }).settings[key]).toEqual(value)
  })

  it('has a topic for every sink', () => {
    const { settings, warnings } = parseSettings({ KAFKA_TOPIC_CAMPAIGNS: 'mine' })
    const sources = new Set(['events'])
    expect(sinkTopic(settings, 'campaigns', sources)).toBe('mine')
    expect(sinkTopic(settings, 'event_metrics', sources)).toBe('event_metrics')
    expect(sinkTopic(settings, 'other', sources)).toBe('other')
    expect(sinkTopic(settings, 'events', sources)).toBe('events')
    expect(warnings).toEqual([])
  })

  it('tells event time from processing time', () => {
    expect(isEventTime(parseSettings({}).settings)).toBe(true)
    expect(isEventTime(parseSettings({ app_environment: 'staging' }).settings)).toBe(false)
  })
})

describe('wrong values', () => {
  const wrong: Record<string, string[]> = {
    kafka_bootstrap_servers: ['kafka1', 'kafka1:0', 'kafka1:65536', ',', 'a:1,/b:2', 'a b:1'],
    kafka_topic_events: ['with space', '..', 'x'.repeat(250)],
    kafka_topic_campaigns: ['a/b'],
    processing_kafka_scan_startup_mode: ['earliest', 'timestamp'],
    processing_offset_out_of_range: ['none'],
    kafka_security_protocol: ['TLS'],
    kafka_sasl_mechanism: ['GSSAPI'],
    kafka_ssl_ca_file: [join(directory, 'missing.pem')],
    processing_allowed_event_types: ['page_view', '[]', '[1]', '[""]', '{"a":1}'],
    processing_metrics_window_size_seconds: ['0', '-60', '1.5', '60s', '1e3', '99999999999'],
    processing_flink_compatibility: ['yes', '2'],
    processing_sink_not_null_enforcer: ['error'],
    flink_watermark_delay_seconds: ['-1', 'ten', 'Infinity', 'NaN'],
    table_minibatch_latency_seconds: ['-0.1', '.', '1,5'],
    table_minibatch_size: ['0'],
    flink_parallelism: ['0', '65', '0x2'],
    processing_worker_memory_mb: ['63', '4097'],
    processing_key_groups: ['0', '32769', '1.5'],
    processing_max_future_seconds: ['-1', 'tomorrow'],
    processing_oversized_rows: ['drop'],
    processing_journal_topic: ['a b', '.', 'x'.repeat(250)],
    processing_transaction_timeout_ms: ['900001'],
    app_log_level: ['TRACE'],
    app_log_redaction_patterns: ['password,token']
  }
  const cases = Object.entries(wrong).flatMap(([key, values]) => values.map((value) => [key, value] as const))

  it.each(cases)('%s=%s is refused with key, value and what is allowed', (key, value) => {
    const problems = problemsOf({ [key.toUpperCase()]: value })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(`${key}: ${JSON.stringify(value)} is not allowed; expected `)
  })

  it('are all named at once, and in the message', () => {
    const env = { flink_parallelism: 'many', table_minibatch_size: '-1' }
    expect(problemsOf(env)).toEqual([
      'table_minibatch_size: "-1" is not allowed; expected a whole number from 1 to 16777216',
      'flink_parallelism: "many" is not allowed; expected a whole number from 1 to 64'
    ])
    expect(() => parseSettings(env)).toThrow(
      /^The settings are wrong: table_minibatch_size: .*; flink_parallelism/
    )
  })
})

describe('cross checks', () => {
  const sasl = { kafka_security_protocol: 'SASL_SSL' }

  it.each([
    [
      'an epoch below the mini-batch',
      { processing_epoch_max_records: '10', table_minibatch_size: '11' },
      [
        'processing_epoch_max_records: "10" is not allowed; expected at least table_minibatch_size, which is 11'
      ]
    ],
    [
      'fewer key groups than workers',
      { processing_key_groups: '3', flink_parallelism: '4' },
      ['processing_key_groups: "3" is not allowed; expected at least flink_parallelism, which is 4']
    ],
    [
      'SASL without user and password',
      sasl,
      [
        'kafka_sasl_username: not set; kafka_security_protocol=SASL_SSL needs it',
        'kafka_sasl_password: not set; kafka_security_protocol=SASL_SSL needs it'
      ]
    ],
    [
      'a certificate without its key',
      { kafka_security_protocol: 'SSL', kafka_ssl_cert_file: pemFile },
      ['kafka_ssl_key_file: not set; kafka_ssl_cert_file needs it']
    ],
    [
      'a key without its certificate',
      { kafka_security_protocol: 'SSL', kafka_ssl_key_file: pemFile },
      ['kafka_ssl_cert_file: not set; kafka_ssl_key_file needs it']
    ],
    [
      'another setting that is wrong by itself',
      { ...sasl, kafka_sasl_username: 'u', flink_parallelism: '0', table_minibatch_size: 'x' },
      [
        'table_minibatch_size: "x" is not allowed; expected a whole number from 1 to 16777216',
        'flink_parallelism: "0" is not allowed; expected a whole number from 1 to 64',
        'kafka_sasl_password: not set; kafka_security_protocol=SASL_SSL needs it'
      ]
    ],
    [
      'a sink that is the journal',
      { kafka_topic_event_metrics: 'flink-analytics-group-journal' },
      [
        'kafka_topic_event_metrics: "flink-analytics-group-journal" is not allowed; expected another topic than processing_journal_topic'
      ]
    ],
    [
      'a journal that is a sink',
      { processing_journal_topic: 'event_metrics' },
      [
        'processing_journal_topic: "event_metrics" is not allowed; expected another topic than kafka_topic_event_metrics'
      ]
    ],
    [
      'a sink that is the snapshots',
      { processing_state_backend: 'kafka', kafka_topic_x: 'flink-analytics-group-snapshots' },
      [
        'kafka_topic_x: "flink-analytics-group-snapshots" is not allowed; expected another topic than the topic of the snapshots'
      ]
    ],
    [
      'dead letters and late rows among the rows of sinks',
      { processing_dead_letter_topic: 'event_metrics', processing_late_topic: 'session_metrics' },
      [
        'processing_dead_letter_topic: "event_metrics" is not allowed; expected another topic than kafka_topic_event_metrics',
        'processing_late_topic: "session_metrics" is not allowed; expected another topic than kafka_topic_session_metrics'
      ]
    ],
    [
      'topics that Kafka takes for one',
      { kafka_topic_event_metrics: 'a.b', kafka_topic_session_metrics: 'a_b' },
      [
        'kafka_topic_session_metrics: "a_b" is not allowed; expected a name that differs from a.b (kafka_topic_event_metrics) by more than "." and "_"'
      ]
    ],
    [
      'a group whose folder has too long a name',
      { processing_kafka_consumer_group: 'ü'.repeat(43) },
      [expect.stringContaining('expected a name that the folder of its snapshots can have') as string]
    ],
    [
      'a sink that feeds the source',
      { kafka_topic_event_metrics: 'analytics_events' },
      [
        'kafka_topic_event_metrics: "analytics_events" is not allowed; expected another topic than kafka_topic_events'
      ]
    ]
  ])('%s', (_name, env, problems) => {
    expect(problemsOf(env)).toEqual(problems)
  })

  it('never shows a secret', () => {
    expect(settingOf('kafka_sasl_password').secret).toBe(true)
    expect(problemsOf({ ...sasl, kafka_sasl_password: 'hunter2' }).join()).not.toContain('hunter2')
  })
})

describe('warnings', () => {
  it.each([
    [{ FLINK_PARALELISM: '2' }, 'flink_paralelism is not a setting; did you mean flink_parallelism?'],
    [{ app_log_levle: 'DEBUG' }, 'app_log_levle is not a setting; did you mean app_log_level?'],
    [{ processing_something_else: 'x' }, 'processing_something_else is not a setting and has no effect'],
    [
      { kafka_topic_event_metric: 'x' },
      'kafka_topic_event_metric is taken as the topic of a sink of that name; did you mean kafka_topic_event_metrics?'
    ],
    [
      { app_environment: 'Production' },
      'app_environment=Production means processing time; did you mean production (event time)?'
    ],
    [
      { kafka_sasl_username: 'u' },
      'kafka_sasl_username has no effect with kafka_security_protocol=PLAINTEXT'
    ],
    [{ kafka_ssl_ca_file: pemFile }, 'kafka_ssl_ca_file has no effect with kafka_security_protocol=PLAINTEXT']
  ])('%o', (env, warning) => {
    expect(parseSettings(env).warnings).toEqual([warning])
  })

  it('leave the variables of others alone', () => {
    const env = {
      PATH: '/bin',
      KAFKA_OPTS: '-Xmx1g',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x',
      APP_HOME: '/app'
    }
    expect(parseSettings(env).warnings).toEqual([])
  })
})

describe('the table', () => {
  it.each(SETTING_KEYS.map((key) => [key]))('%s: its default passes its own schema', (key: SettingKey) => {
    const row = settingOf(key)
    if (row.default === undefined || row.derived !== undefined) return
    const written = defaultAsText(key, row.default)
    expect(row.schema.parse(written)).toEqual(row.default)
    expect(row.purpose).toMatch(/\.$/)
  })
})

function defaultAsText(key: SettingKey, value: unknown): string {
  if (key === 'kafka_bootstrap_servers') return (value as string[]).join(',')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
