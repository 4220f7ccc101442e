import type { SettingKey, Settings } from './settings-table.js'
import { stateFolder } from './state-folder.js'
import { topicProblems } from './topic-uses.js'
import type { Origins } from './origin.js'

export interface Findings {
  /** Settings that contradict each other: nothing starts. */
  readonly problems: string[]
  /** Settings that have no effect, or probably another one than meant. */
  readonly warnings: string[]
}

/** Where the settings' values come from, and which of them have none because what was given is wrong. */
export interface Given {
  readonly origins: Origins
  readonly wrong: ReadonlySet<string>
  /** What the application brings along, by key. */
  readonly declared: ReadonlyMap<string, unknown>
}

/** Something that no setting shows alone. */
export interface CrossCheck {
  /** It is left out while one of these is wrong by itself. */
  readonly reads: readonly SettingKey[]
  readonly find: (settings: Settings, findings: Findings, given: Given) => void
}

/** Bytes, on every file system in use. */
const LONGEST_FILE_NAME = 255

const CHECKS: readonly CrossCheck[] = [
  { reads: ['processing_epoch_max_records', 'table_minibatch_size'], find: checkEpoch },
  { reads: ['processing_key_groups', 'flink_parallelism'], find: checkKeyGroups },
  { reads: ['kafka_security_protocol'], find: checkSasl },
  { reads: ['kafka_security_protocol'], find: checkTls },
  { reads: [], find: checkTopics },
  { reads: ['processing_kafka_consumer_group', 'processing_state_backend'], find: checkStateFolder },
  { reads: ['app_environment'], find: checkEnvironment }
]

/** Checks what no setting shows alone, as far as the settings that it needs are right by themselves. */
export function crossCheck(settings: Settings, given: Given, more: readonly CrossCheck[]): Findings {
  const findings: Findings = { problems: [], warnings: [] }
  for (const { reads, find } of [...CHECKS, ...more]) {
    if (!reads.some((key) => given.wrong.has(key))) find(settings, findings, given)
  }
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

function checkSasl(settings: Settings, { problems, warnings }: Findings, { origins, wrong }: Given): void {
  const protocol = settings.kafka_security_protocol
  for (const key of ['kafka_sasl_username', 'kafka_sasl_password'] as const) {
    if (protocol.startsWith('SASL_') && settings[key] === undefined && !wrong.has(key)) {
      problems.push(`${key}: not set; kafka_security_protocol=${protocol} needs it`)
    }
    if (!protocol.startsWith('SASL_') && origins[key] !== 'default') {
      warnings.push(`${key} has no effect with kafka_security_protocol=${protocol}`)
    }
  }
}

function checkTls(settings: Settings, { problems, warnings }: Findings, { wrong }: Given): void {
  const certificate = 'kafka_ssl_cert_file'
  const key = 'kafka_ssl_key_file'
  const isMissing = (name: typeof certificate | typeof key): boolean =>
    settings[name] === undefined && !wrong.has(name)
  if (settings[certificate] !== undefined && isMissing(key)) {
    problems.push(`${key}: not set; ${certificate} needs it`)
  }
  if (settings[key] !== undefined && isMissing(certificate)) {
    problems.push(`${certificate}: not set; ${key} needs it`)
  }
  const protocol = settings.kafka_security_protocol
  if (protocol.endsWith('SSL')) return
  for (const name of ['kafka_ssl_ca_file', certificate, key] as const) {
    if (settings[name] !== undefined) {
      warnings.push(`${name} has no effect with kafka_security_protocol=${protocol}`)
    }
  }
}

function checkTopics(settings: Settings, { problems }: Findings, { origins, declared }: Given): void {
  problems.push(...topicProblems(settings, origins, new Set(declared.keys())))
}

function checkStateFolder(settings: Settings, { problems }: Findings): void {
  const { processing_kafka_consumer_group: group, processing_state_backend: backend } = settings
  if (backend !== 'directory' || stateFolder(group).length <= LONGEST_FILE_NAME) return
  problems.push(
    `processing_kafka_consumer_group: ${JSON.stringify(group)} is not allowed; expected a name that the folder of its snapshots can have: at most ${LONGEST_FILE_NAME} characters, of which all but letters, digits and "-_.!~'()" count at least three times`
  )
}

function checkEnvironment(settings: Settings, { warnings }: Findings): void {
  const given = settings.app_environment
  if (given !== 'production' && /^prod(uction)?$/i.test(given)) {
    warnings.push(`app_environment=${given} means processing time; did you mean production (event time)?`)
  }
}
