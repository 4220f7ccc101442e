import type { Settings } from './settings-table.js'
import type { Origins } from './origin.js'
import { sourceTopic, type NamedTopic } from './topics.js'

/** What a topic is for. */
export interface TopicUse {
  /** The setting that names it, or words where there is none. */
  readonly name: string
  readonly topic: string
  readonly kind: 'source' | 'snapshots' | 'journal' | 'sink' | 'dead letters' | 'late rows'
  /** Of a sink's rows, in order; undefined where they are not known yet. */
  readonly columns?: readonly string[] | undefined
}

/** A sink with its topic and the columns of its rows. */
export interface SinkTopic {
  readonly name: string
  readonly topic: string
  readonly columns: readonly string[]
}

/** Topic of the snapshots with processing_state_backend=kafka. */
export function snapshotTopic(settings: Settings): string {
  return `${settings.processing_kafka_consumer_group}-snapshots`
}

/**
 * One sentence for each two settings whose topics must not be the same and are.
 * @param declared settings that an application brings along
 */
export function topicProblems(settings: Settings, origins: Origins, declared: ReadonlySet<string>): string[] {
  // Those of an application's own are looked at once it is known which of them are read.
  const sinks = Object.entries(settings)
    .filter(([key]) => key.startsWith('kafka_topic_') && key !== 'kafka_topic_events' && !declared.has(key))
    .map(([name, topic]) => ({ name, topic: topic as string | undefined, kind: 'sink' as const }))
  const source = { name: 'kafka_topic_events', topic: settings.kafka_topic_events, kind: 'source' as const }
  return problemsOf(usesOf(settings, declared.size === 0 ? [source] : [], sinks), origins)
}

/** The same for the sources and sinks of an application, whether a setting names their topics or not. */
export function applicationTopicProblems(
  settings: Settings,
  sources: readonly NamedTopic[],
  sinks: readonly SinkTopic[]
): string[] {
  const sourceNames = new Set(sources.map(({ name }) => name))
  const read = sources.map((source) => ({
    name: `kafka_topic_${source.name}`,
    topic: sourceTopic(settings, source),
    kind: 'source' as const
  }))
  const written = sinks.map(({ name, topic, columns }) => {
    // No setting names the topic of a sink that has the name of a source: that one is the source's.
    const setting = sourceNames.has(name) ? `sink ${name}` : `kafka_topic_${name}`
    return { name: setting, topic, columns, kind: 'sink' as const }
  })
  return problemsOf(usesOf(settings, read, written), {})
}

type MaybeUse = Omit<TopicUse, 'topic'> & { readonly topic: string | undefined }

/**
 * Every topic of an application that has these sources and sinks: those first that the others have to give way to;
 * without those whose setting is wrong by itself, or not set.
 */
export function usesOf(
  settings: Settings,
  sources: readonly MaybeUse[],
  sinks: readonly MaybeUse[]
): TopicUse[] {
  const {
    processing_state_backend: backend,
    processing_journal_topic: journal,
    processing_dead_letter_topic: deadLetters,
    processing_late_topic: late
  } = settings
  const snapshots = backend === 'kafka' ? snapshotTopic(settings) : undefined
  const uses: MaybeUse[] = [
    ...sources,
    { name: 'the topic of the snapshots', topic: snapshots, kind: 'snapshots' },
    { name: 'processing_journal_topic', topic: journal, kind: 'journal' },
    ...sinks,
    { name: 'processing_dead_letter_topic', topic: deadLetters, kind: 'dead letters' },
    { name: 'processing_late_topic', topic: late, kind: 'late rows' }
  ]
  return uses.filter((use): use is TopicUse => use.topic !== undefined && use.topic !== '')
}

function problemsOf(uses: readonly TopicUse[], origins: Origins): string[] {
  return uses.flatMap((use, index) =>
    uses.slice(0, index).flatMap((earlier) => {
      const reason = clashOf(use, earlier)
      if (reason === undefined) return []
      // What the user has set is pointed out, not a default.
      const isDefault = origins[use.name] === 'default' && origins[earlier.name] !== 'default'
      const [blamed, other] = isDefault ? [earlier, use] : [use, earlier]
      return [`${blamed.name}: "${blamed.topic}" is not allowed; expected ${reason(other)}`]
    })
  )
}

/** Why two uses cannot have the topics that they have; undefined when they can. */
function clashOf(a: TopicUse, b: TopicUse): ((other: TopicUse) => string) | undefined {
  if (a.topic === b.topic) {
    if (a.kind !== b.kind || a.kind === 'source') return (other) => `another topic than ${other.name}`
    const isAlike =
      a.columns === undefined || b.columns === undefined || a.columns.join() === b.columns.join()
    return isAlike ? undefined : (other) => `another topic than ${other.name}, whose rows have other columns`
  }
  // A broker refuses the second of them: names of metrics have "_" for ".".
  if (a.topic.replaceAll('.', '_') !== b.topic.replaceAll('.', '_')) return undefined
  return (other) => `a name that differs from ${other.topic} (${other.name}) by more than "." and "_"`
}
