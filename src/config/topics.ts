/** Topics of sources and sinks, as settings and definitions say them. */
import { SETTINGS_TABLE, type SettingKey, type Settings } from './settings-table.js'

/**
 * The topic (or file stem) of a sink table: the value of `kafka_topic_<sink>`, else the sink's own name.
 * @param sources the names of the application's sources: a setting that names the topic of one is not the sink's
 */
export function sinkTopic(settings: Settings, sinkName: string, sources: ReadonlySet<string>): string {
  if (sources.has(sinkName)) return sinkName
  return settings[`kafka_topic_${sinkName}`] ?? sinkName
}

/** The topic of a source: the value of `kafka_topic_<source>`, else what its definition says, else its name. */
export function sourceTopic(settings: Settings, { name, topic: defined }: NamedTopic): string {
  const key = `kafka_topic_${name}` as const
  const set = settings[key]
  // The table has a default for some, which is the built-in sources' own.
  const isDefault = Object.hasOwn(SETTINGS_TABLE, key) && set === SETTINGS_TABLE[key as SettingKey].default
  return (isDefault ? (defined ?? set) : (set ?? defined)) ?? name
}

/** A source by its name, and the topic that its definition says. */
export interface NamedTopic {
  readonly name: string
  readonly topic?: string
}
