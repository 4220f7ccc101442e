import type { Setting } from './setting.js'
import { MillraceError } from '../errors.js'
import { SETTING_KEYS, SETTINGS_TABLE, type SettingKey, type Settings } from './settings-table.js'
import { crossCheck, type CrossCheck } from './cross-checks.js'
import type { Origin } from './origin.js'
import {
  declarationProblems,
  declaredRows,
  NO_APPLICATION,
  readSchema,
  type ApplicationSettings
} from './declared-settings.js'
import { suggest } from './suggest.js'
import { topic } from './value-types.js'

export type { Settings } from './settings-table.js'

export type { Origin } from './origin.js'

export interface ParsedSettings {
  readonly settings: Settings
  /** Where each value comes from, by key; `kafka_topic_<sink>` keys included. */
  readonly origins: Readonly<Record<string, Origin>>
  /** The settings that the application brings along, by key. */
  readonly declared: ReadonlyMap<string, Setting<unknown>>
  /** One sentence for each variable that looks like a setting and is none, or has no effect. */
  readonly warnings: readonly string[]
}

/** SETTINGS_INVALID with one line for each wrong setting: key, value and what is allowed. */
export class SettingsError extends MillraceError {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super('SETTINGS_INVALID', { details: problems.join('; ') })
    this.name = 'SettingsError'
    this.problems = problems
  }
}

/** Prefixes of which every variable must be a setting; with the others only near misses are pointed out. */
const OWN_PREFIXES = ['processing_', 'table_', 'flink_']
const SHARED_PREFIXES = ['kafka_', 'app_', 'otel_']
const TOPIC_PREFIX = 'kafka_topic_'

/** The row of a key, its value's type left open. */
export function settingOf(key: SettingKey): Setting<unknown> {
  return SETTINGS_TABLE[key]
}

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS_TABLE, key)
}

/**
 * Reads the settings from environment variables. Names count in any case; a variable that is empty or blank counts as
 * not set.
 * @param file entries of a settings file: what counts where the environment is silent
 * @param checks what the command that runs demands of them besides
 * @param application settings that the application brings along
 * @throws SettingsError naming every setting that is wrong, not the first alone.
 */
export function parseSettings(
  env: Readonly<Record<string, string | undefined>>,
  file: ReadonlyMap<string, string> = new Map(),
  checks: readonly CrossCheck[] = [],
  application: ApplicationSettings = NO_APPLICATION
): ParsedSettings {
  const declared = declaredRows(application)
  const problems = declarationProblems(application)
  const read: Reading = { values: {}, origins: {}, wrong: new Set(), problems, warnings: [], declared }
  const environment = readEnvironment(env, read)
  const given = new Map([...file, ...environment])
  const originOf = (key: string): Origin => (environment.has(key) ? 'environment' : 'file')
  readTable(given, originOf, read)
  readApplication(application, given, originOf, read)
  readOthers(given, originOf, read)
  deriveDefaults(read)
  const settings = read.values as Settings
  const found = crossCheck(settings, read, checks)
  problems.push(...found.problems)
  if (problems.length > 0) throw new SettingsError(problems)
  return { settings, origins: read.origins, declared, warnings: [...read.warnings, ...found.warnings] }
}

/** What is known of the settings while they are read. */
interface Reading {
  readonly values: Record<string, unknown>
  readonly origins: Record<string, Origin>
  /** Keys that have no value because the one given is not allowed, or because their default follows from such a one. */
  readonly wrong: Set<string>
  readonly problems: string[]
  readonly warnings: string[]
  readonly declared: ReadonlyMap<string, Setting<unknown>>
}

type OriginOf = (key: string) => Origin

function readTable(given: ReadonlyMap<string, string>, originOf: OriginOf, read: Reading): void {
  for (const key of SETTING_KEYS) {
    const row = settingOf(key)
    const raw = given.get(key)
    read.origins[key] = raw === undefined ? 'default' : originOf(key)
    read.values[key] = raw === undefined ? row.default : parseValue(key, raw, row, read)
  }
}

/** What the application brings along. */
function readApplication(
  { schemas, topics }: ApplicationSettings,
  given: ReadonlyMap<string, string>,
  originOf: OriginOf,
  read: Reading
): void {
  for (const key of read.declared.keys()) read.origins[key] = given.has(key) ? originOf(key) : 'default'
  for (const [name, initial] of topics) {
    const key = `${TOPIC_PREFIX}${name}`
    if (!given.has(key)) read.values[key] = initial
  }
  for (const schema of schemas) {
    const { values, problems } = readSchema(schema, given)
    Object.assign(read.values, values)
    read.problems.push(...problems)
  }
}

/** Topics of sinks of the user's own, and variables that are no settings. */
function readOthers(given: ReadonlyMap<string, string>, originOf: OriginOf, read: Reading): void {
  for (const [key, raw] of given) {
    if (isSettingKey(key)) continue
    if (key.startsWith(TOPIC_PREFIX)) {
      read.values[key] = parseValue(key, raw, topic(), read)
      read.origins[key] = originOf(key)
    }
    const warning = read.declared.has(key) ? undefined : unknownVariable(key)
    if (warning !== undefined) read.warnings.push(warning)
  }
}

function deriveDefaults({ values, origins, wrong }: Reading): void {
  for (const key of SETTING_KEYS) {
    const derived = settingOf(key).derived
    if (origins[key] !== 'default' || derived === undefined) continue
    if (derived.reads.some((read) => wrong.has(read))) wrong.add(key)
    else values[key] = derived.from(values)
  }
}

/** The same settings for another consumer group: journal and transactional id are named after that one. */
export function forGroup(settings: Settings, group: string): Settings {
  const values: Record<string, unknown> = { ...settings, processing_kafka_consumer_group: group }
  for (const key of SETTING_KEYS) {
    const derived = settingOf(key).derived
    if (derived?.reads.includes('processing_kafka_consumer_group') === true)
      values[key] = derived.from(values)
  }
  return values as Settings
}

/** True in event time, false in processing time. */
export function isEventTime(settings: Settings): boolean {
  return settings.app_environment === 'production'
}

function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  { problems, declared }: Reading
): Map<string, string> {
  const given = new Map<string, string>()
  for (const [name, value] of Object.entries(env)) {
    const key = name.toLowerCase()
    const trimmed = value?.trim() ?? ''
    if (trimmed === '' || !(looksLikeOurs(key) || declared.has(key))) continue
    const before = given.get(key)
    if (before !== undefined && before !== trimmed && (isSettingKey(key) || declared.has(key))) {
      problems.push(`${key}: set twice in different case, with different values; keep one of them`)
    }
    given.set(key, trimmed)
  }
  return given
}

function looksLikeOurs(key: string): boolean {
  return isSettingKey(key) || [...OWN_PREFIXES, ...SHARED_PREFIXES].some((prefix) => key.startsWith(prefix))
}

function parseValue(
  key: string,
  raw: string,
  row: Pick<Setting<unknown>, 'schema' | 'allowed' | 'secret'>,
  { problems, wrong }: Reading
): unknown {
  const parsed = row.schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const shown = row.secret ? '[REDACTED]' : JSON.stringify(raw)
  problems.push(`${key}: ${shown} is not allowed; expected ${row.allowed}`)
  wrong.add(key)
  return undefined
}

function unknownVariable(key: string): string | undefined {
  const meant = suggest(key, SETTING_KEYS)
  if (key.startsWith(TOPIC_PREFIX)) {
    // Legal for any sink, so said only when it is one letter or two away from a topic of ours.
    return meant === undefined
      ? undefined
      : `${key} is taken as the topic of a sink of that name; did you mean ${meant}?`
  }
  if (meant !== undefined) return `${key} is not a setting; did you mean ${meant}?`
  if (OWN_PREFIXES.some((prefix) => key.startsWith(prefix)))
    return `${key} is not a setting and has no effect`
  return undefined
}
