import type { Settings } from '../../config/settings.js'
import { usesOf, type TopicUse } from '../../config/topic-uses.js'
import { sourceTopic } from '../../config/topics.js'
import type { Operation } from '../../connectors/kafka/transport/requests/cluster.js'
import type { SourceDefinition } from '../../table/index.js'

/** A topic that the service would use, and what it does with it. */
export interface TopicNeed {
  readonly topic: string
  readonly what: string
  readonly operations: readonly Operation[]
  /** The service does not create it. */
  readonly mustExist: boolean
}

type Kind = TopicUse['kind']

/** What the service does with a topic, in the order in which topics are told. */
const OPERATIONS: Readonly<Record<Kind, readonly Operation[]>> = {
  source: ['READ', 'DESCRIBE'],
  sink: ['WRITE', 'DESCRIBE'],
  journal: ['READ', 'WRITE', 'DESCRIBE', 'DELETE'],
  snapshots: ['READ', 'WRITE', 'DESCRIBE'],
  'dead letters': ['WRITE', 'DESCRIBE'],
  'late rows': ['WRITE', 'DESCRIBE']
}

/** Every topic of an application, each once: sources, sinks, journal, snapshots, side topics. */
export function topicNeeds(
  settings: Settings,
  sources: readonly SourceDefinition[],
  sinkTopics: readonly string[]
): readonly TopicNeed[] {
  const read = sources.map((source) => ({
    ...{ name: `source ${source.name}`, topic: sourceTopic(settings, source) },
    kind: 'source' as const
  }))
  const written = sinkTopics.map((topic) => ({ name: 'rows', topic, kind: 'sink' as const }))
  const uses = usesOf(settings, read, written)
  const needs = (Object.keys(OPERATIONS) as Kind[]).flatMap((kind) =>
    uses
      .filter((use) => use.kind === kind)
      .map(({ name, topic }): TopicNeed => ({
        ...{ topic, what: kind === 'source' || kind === 'sink' ? name : kind },
        operations: OPERATIONS[kind],
        mustExist: kind === 'source'
      }))
  )
  return [...new Map(needs.map((need) => [need.topic, need])).values()]
}
