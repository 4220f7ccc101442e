import type { Settings } from '../../config/settings.js'
import { snapshotTopic } from '../../config/topic-uses.js'
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

const READS: readonly Operation[] = ['READ', 'DESCRIBE']
const WRITES: readonly Operation[] = ['WRITE', 'DESCRIBE']
const STORES: readonly Operation[] = ['READ', 'WRITE', 'DESCRIBE']
const KEEPS: readonly Operation[] = ['READ', 'WRITE', 'DESCRIBE', 'DELETE']

/** Every topic of an application, each once: sources, sinks, journal, snapshots, side topics. */
export function topicNeeds(
  settings: Settings,
  sources: readonly SourceDefinition[],
  sinkTopics: readonly string[]
): readonly TopicNeed[] {
  const {
    processing_state_backend: backend,
    processing_journal_topic: journal,
    processing_dead_letter_topic: deadLetters,
    processing_late_topic: late
  } = settings
  const made = (what: string, topic: string | undefined, operations: readonly Operation[]): TopicNeed[] =>
    topic === undefined ? [] : [{ topic, what, operations, mustExist: false }]
  const needs = [
    ...sources.map((source): TopicNeed => ({
      topic: sourceTopic(settings, source),
      what: `source ${source.name}`,
      operations: READS,
      mustExist: true
    })),
    ...sinkTopics.flatMap((topic) => made('rows', topic, WRITES)),
    ...made('journal', journal, KEEPS),
    ...made('snapshots', backend === 'kafka' ? snapshotTopic(settings) : undefined, STORES),
    ...made('dead letters', deadLetters, WRITES),
    ...made('late rows', late, WRITES)
  ]
  return [...new Map(needs.map((need) => [need.topic, need])).values()]
}
