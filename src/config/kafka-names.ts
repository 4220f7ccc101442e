import type { CrossCheck, Findings } from './cross-checks.js'
import type { Settings } from './settings-table.js'
import { snapshotTopic } from './topic-uses.js'
import { isTopicName, TOPIC_NAME } from './value-types.js'

/** For an application that writes to Kafka: what the group's name makes names of must be such names. */
export const KAFKA_NAMES: CrossCheck = {
  reads: ['processing_kafka_consumer_group', 'processing_journal_topic', 'processing_state_backend'],
  find: checkDerivedNames
}

function checkDerivedNames(settings: Settings, { problems }: Findings): void {
  const { processing_kafka_consumer_group: group, processing_journal_topic: journal } = settings
  const refuse = (what: string, name: string, instead: string): void => {
    if (isTopicName(name)) return
    problems.push(
      `processing_kafka_consumer_group: ${JSON.stringify(group)} is not allowed; ${what} would be ${JSON.stringify(name)}; expected ${TOPIC_NAME}, or ${instead}`
    )
  }
  refuse('the topic of the journal', journal, 'another name in processing_journal_topic')
  if (settings.processing_state_backend === 'kafka') {
    refuse('the topic of the snapshots', snapshotTopic(settings), 'processing_state_backend=directory')
  }
}
