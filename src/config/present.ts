import { SETTING_GROUPS, type Setting, type SettingGroup } from './setting.js'
import { SETTING_KEYS, type SettingKey } from './settings-table.js'
import { isSettingKey, settingOf, type Origin, type ParsedSettings } from './settings.js'

const UNSET = '(unset)'

/** One setting as `millrace config` shows it; texts are written as the environment variable would be. */
export interface SettingReport {
  readonly key: string
  readonly group: SettingGroup
  /** `[REDACTED]` for a secret that is set, null when not set. */
  readonly value: string | null
  readonly default: string | null
  readonly origin: Origin
  readonly allowed: string
  readonly purpose: string
}

/** A value as text, written as in the environment; `key` tells how its lists are written. */
function asText(key: string, value: unknown): string | null {
  if (value === undefined) return null
  if (typeof value === 'string') return value
  if (key === 'kafka_bootstrap_servers' && Array.isArray(value)) return value.join(',')
  return JSON.stringify(value)
}

/** The default of a setting in words; null when it is not set by default. */
export function defaultText(key: SettingKey): string | null {
  const row = settingOf(key)
  return row.derived?.text ?? asText(key, row.default)
}

/** The keys of each group, groups and keys in the table's order. */
export function keysByGroup(): ReadonlyMap<SettingGroup, readonly SettingKey[]> {
  return new Map(
    SETTING_GROUPS.map((group): [SettingGroup, SettingKey[]] => [
      group,
      SETTING_KEYS.filter((key) => settingOf(key).group === group)
    ]).filter(([, keys]) => keys.length > 0)
  )
}

/** Every setting with value, default and origin, secrets masked; group by group, other sinks' topics last. */
export function reportSettings(parsed: ParsedSettings): readonly SettingReport[] {
  const { declared, origins } = parsed
  const own = [...keysByGroup().values()]
    .flat()
    .filter((key) => !declared.has(key))
    .map((key) => reportOne(key, settingOf(key), parsed))
  const ofApplication = [...declared].map(([key, row]): SettingReport => ({
    ...reportOne(key, row, parsed),
    default: asText(key, row.default)
  }))
  const others = Object.keys(origins)
    .filter((key) => !isSettingKey(key) && !declared.has(key))
    .map((key): SettingReport => {
      const sink = key.slice('kafka_topic_'.length)
      const topicRow = settingOf('kafka_topic_events')
      return { ...reportOne(key, topicRow, parsed), default: sink, purpose: `Topic of the sink ${sink}.` }
    })
  return [...own, ...ofApplication, ...others]
}

function reportOne(key: string, row: Setting<unknown>, { settings, origins }: ParsedSettings): SettingReport {
  const values: Readonly<Record<string, unknown>> = settings
  const value = asText(key, values[key])
  return {
    key,
    group: row.group,
    value: row.secret === true && value !== null ? '[REDACTED]' : value,
    default: isSettingKey(key) ? defaultText(key) : null,
    origin: origins[key] ?? 'default',
    allowed: row.allowed,
    purpose: row.purpose
  }
}

/** The settings for people: a line each, `key value origin`, and the default where the value is another one. */
export function formatReports(reports: readonly SettingReport[]): string {
  const keyWidth = Math.max(...reports.map(({ key }) => key.length))
  const lines: string[] = []
  for (const group of SETTING_GROUPS) {
    if (!reports.some((report) => report.group === group)) continue
    lines.push(...(lines.length > 0 ? [''] : []), group)
    for (const { key, value, default: initial, origin } of reports.filter(
      (report) => report.group === group
    )) {
      const from = origin === 'default' ? 'default' : `${origin}; default: ${initial ?? UNSET}`
      lines.push(`  ${key.padEnd(keyWidth)}  ${value ?? UNSET}  (${from})`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** The part of `--help` about settings: each with default, purpose and what is allowed. */
export function settingsHelp(): string {
  const lines = [
    'Settings are environment variables, their names in any case; an empty one counts as not set. --config names a YAML',
    'file of settings for what the environment does not say.',
    'A sink of your own named X writes to the topic kafka_topic_X, by default X.'
  ]
  for (const [group, keys] of keysByGroup()) {
    lines.push('', `${group}:`)
    for (const key of keys) {
      const { purpose, allowed } = settingOf(key)
      lines.push(`  ${key}=${defaultText(key) ?? ''}`, `      ${purpose}`, `      Allowed: ${allowed}.`)
    }
  }
  return lines.join('\n')
}
