import type { Settings } from './settings.js'

interface Findings {
  /** Settings that contradict each other: nothing starts. */
  readonly problems: string[]
  /** Settings that have no effect, or probably another one than meant. */
  readonly warnings: string[]
}

/** Checks what no setting shows alone. */
export function crossCheck(settings: Settings, origins: Readonly<Record<string, string>>): Findings {
  const findings: Findings = { problems: [], warnings: [] }
  checkEpoch(settings, findings)
  checkKeyGroups(settings, findings)
  checkSasl(settings, origins, findings)
  checkTls(settings, findings)
  checkTopics(settings, findings)
  checkEnvironment(settings, findings)
  return findings
}

function checkEpoch(settings: Settings, { problems }: Findings): void {
  const { processing_epoch_max_records: most, table_minibatch_size: size } = settings
  if (most < size) {
    problems.push(
      `processing_epoch_max_records: "${most}" is not allowed; expected at least table_minibatch_size, which is ${size}`
    )
  }
}

function checkKeyGroups(settings: Settings, { problems }: Findings): void {
  const { processing_key_groups: groups, flink_parallelism: workers } = settings
  if (groups < workers) {
    problems.push(
      `processing_key_groups: "${groups}" is not allowed; expected at least flink_parallelism, which is ${workers}`
    )
  }
}

function checkSasl(
  settings: Settings,
  origins: Readonly<Record<string, string>>,
  { problems, warnings }: Findings
): void {
  const keys = ['kafka_sasl_username', 'kafka_sasl_password'] as const
  const protocol = settings.kafka_security_protocol
  for (const key of keys) {
    if (protocol.startsWith('SASL_') && settings[key] === undefined) {
      problems.push(`${key}: not set; kafka_security_protocol=${protocol} needs it`)
    }
    if (!protocol.startsWith('SASL_') && origins[key] !== 'default') {
      warnings.push(`${key} has no effect with kafka_security_protocol=${protocol}`)
    }
  }
}

function checkTls(settings: Settings, { problems, warnings }: Findings): void {
  const { kafka_ssl_cert_file: certificate, kafka_ssl_key_file: key } = settings
  if (certificate !== undefined && key === undefined) {
    problems.push('kafka_ssl_key_file: not set; kafka_ssl_cert_file needs it')
  }
  if (certificate === undefined && key !== undefined) {
    problems.push('kafka_ssl_cert_file: not set; kafka_ssl_key_file needs it')
  }
  const protocol = settings.kafka_security_protocol
  if (protocol.endsWith('SSL')) return
  for (const name of ['kafka_ssl_ca_file', 'kafka_ssl_cert_file', 'kafka_ssl_key_file'] as const) {
    if (settings[name] !== undefined) {
      warnings.push(`${name} has no effect with kafka_security_protocol=${protocol}`)
    }
  }
}

const SIDE_TOPICS: ReadonlySet<string> = new Set(['processing_dead_letter_topic', 'processing_late_topic'])

/** A sink that writes into the source's topic would feed on itself without end. */
function checkTopics(settings: Settings, { problems }: Findings): void {
  for (const [key, value] of Object.entries(settings)) {
    const isSink = key.startsWith('kafka_topic_') && key !== 'kafka_topic_events'
    if (!isSink && !SIDE_TOPICS.has(key)) continue
    if (value === settings.kafka_topic_events) {
      problems.push(`${key}: "${value}" is not allowed; expected another topic than kafka_topic_events`)
    }
  }
}

function checkEnvironment(settings: Settings, { warnings }: Findings): void {
  const given = settings.app_environment
  if (given !== 'production' && /^prod(uction)?$/i.test(given)) {
    warnings.push(`app_environment=${given} means processing time; did you mean production (event time)?`)
  }
}
