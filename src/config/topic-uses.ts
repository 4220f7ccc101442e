import type { Settings } from './settings-table.js'

type Origins = Readonly<Record<string, 'default' | 'environment'>>

/** What a topic is for. */
interface TopicUse {
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

/** One sentence for each two settings whose topics must not be the same and are. */
export function topicProblems(settings: Settings, origins: Origins): string[] {
  const sinks = Object.entries(settings)
    .filter(([key]) => key.startsWith('kafka_topic_') && key !== 'kafka_topic_events')
    .map(([name, topic]) => ({ name, topic: topic as string | undefined, kind: 'sink' as const }))
  return problemsOf(usesOf(settings, sinks), origins)
}

/** The same for the sinks that the jobs write to, whether a setting names their topics or not. */
export function sinkTopicProblems(settings: Settings, sinks: readonly SinkTopic[]): string[] {
  const uses = sinks.map(({ name, topic, columns }) => {
    // No setting names the topic of a sink `events`: that one is the source's.
    const setting = name === 'events' ? 'sink events' : `kafka_topic_${name}`
    return { name: setting, topic, columns, kind: 'sink' as const }
  })
  return problemsOf(usesOf(settings, uses), {})
}

type MaybeUse = Omit<TopicUse, 'topic'> & { readonly topic: string | undefined }

/** Those first that the others have to give way to; without those whose setting is wrong by itself, or not set. */
function usesOf(settings: Settings, sinks: readonly MaybeUse[]): TopicUse[] {
  const {
    kafka_topic_events: events,
    processing_state_backend: backend,
    processing_journal_topic: journal,
    processing_dead_letter_topic: deadLetters,
    processing_late_topic: late
  } = settings
  const snapshots = backend === 'kafka' ? snapshotTopic(settings) : undefined
  const uses: MaybeUse[] = [
    { name: 'kafka_topic_events', topic: events, kind: 'source' },
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
      const isDefault = origins[use.name] === 'default' && origins[earlier.name] === 'environment'
      const [blamed, other] = isDefault ? [earlier, use] : [use, earlier]
      return [`${blamed.name}: "${blamed.topic}" is not allowed; expected ${reason(other)}`]
    })
  )
}

/** Why two uses cannot have the topics that they have; undefined when they can. */
function clashOf(a: TopicUse, b: TopicUse): ((other: TopicUse) => string) | undefined {
  if (a.topic === b.topic) {
    if (a.kind !== b.kind) return (other) => `another topic than ${other.name}`
    const isAlike =
      a.columns === undefined || b.columns === undefined || a.columns.join() === b.columns.join()
    return isAlike ? undefined : (other) => `another topic than ${other.name}, whose rows have other columns`
  }
  // A broker refuses the second of them: names of metrics have "_" for ".".
  if (a.topic.replaceAll('.', '_') !== b.topic.replaceAll('.', '_')) return undefined
  return (other) => `a name that differs from ${other.topic} (${other.name}) by more than "." and "_"`
}
