import { readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import { MillraceError } from '../errors.js'
import { SETTING_KEYS } from './settings-table.js'
import { isSettingKey, SettingsError } from './settings.js'
import { suggest } from './suggest.js'

const TOPIC_PREFIX = 'kafka_topic_'

/**
 * Reads settings from a YAML file: a mapping of their names, in any case, to values. Gives each value as the environment
 * would have it.
 * @param declared settings that the application brings along
 * @throws MillraceError SETTINGS_FILE when it cannot be read as such; SettingsError naming every key that is no setting
 */
export function readSettingsFile(
  path: string,
  declared: ReadonlySet<string> = new Set()
): ReadonlyMap<string, string> {
  const refuse = (reason: string): MillraceError => new MillraceError('SETTINGS_FILE', { path, reason })
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error))
  }
  const document = parseDocument(text, { prettyErrors: true })
  const [problem] = document.errors
  if (problem !== undefined) throw refuse(problem.message.split('\n')[0] ?? problem.message)
  const content: unknown = document.toJS() ?? {}
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw refuse('it is not a mapping of names to values')
  }
  return entriesOf(path, content, declared)
}

function entriesOf(
  path: string,
  content: object,
  declared: ReadonlySet<string>
): ReadonlyMap<string, string> {
  const problems: string[] = []
  const values = new Map<string, string>()
  for (const [name, value] of Object.entries(content) as [string, unknown][]) {
    const key = name.toLowerCase()
    const isKnown = isSettingKey(key) || declared.has(key) || key.startsWith(TOPIC_PREFIX)
    if (!isKnown) problems.push(unknownKey(path, name))
    else if (values.has(key))
      problems.push(`${key}: set twice in ${path}, in different case; keep one of them`)
    else {
      const text = asText(key, value)
      if (text !== '') values.set(key, text)
    }
  }
  if (problems.length > 0) throw new SettingsError(problems)
  return values
}

function unknownKey(path: string, name: string): string {
  const meant = suggest(name.toLowerCase(), SETTING_KEYS)
  const hint = meant === undefined ? 'millrace config lists all settings' : `did you mean ${meant}?`
  return `${name}: not a setting, in ${path}; ${hint}`
}

/** A value as it would stand in the environment; nothing where it is empty. */
function asText(key: string, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (key === 'kafka_bootstrap_servers' && Array.isArray(value)) return value.join(',')
  return typeof value === 'string' ? value.trim() : JSON.stringify(value)
}
