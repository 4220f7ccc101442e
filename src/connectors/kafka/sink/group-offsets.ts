import { MillraceError } from '../../../errors.js'
import { positionsOf, type JournalRecord } from '../../journal.js'
import type { KafkaClient } from '../transport/client.js'
import { committedOffsets } from '../transport/offsets.js'
import type { TopicOffsets } from '../transport/requests/offsets.js'

/** Topic of each source that is read from Kafka. */
export type SourceTopics = ReadonlyMap<string, string>

/** The offsets that a journal record's transaction commits to the group. */
export function groupOffsets(
  journal: Pick<JournalRecord, 'positions'>,
  sources: SourceTopics
): TopicOffsets[] {
  return Array.from(sources, ([source, topic]) => ({ topic, offsets: positionsOf(journal, source) })).filter(
    ({ offsets }) => offsets.size > 0
  )
}

/**
 * The group's offsets are committed in the transactions that write the journal: a group that stands further than the
 * journal says was written together with records that the journal has lost. Going on would write their rows twice.
 *
 * @throws MillraceError KAFKA_GROUP_AHEAD
 */
export async function refuseGroupAhead(
  client: KafkaClient,
  group: string,
  journalTopic: string,
  journal: JournalRecord,
  sources: SourceTopics
): Promise<void> {
  for (const { topic, offsets } of groupOffsets(journal, sources)) {
    const committed = await committedOffsets(client, group, topic, [...offsets.keys()])
    for (const [partition, position] of offsets) {
      const offset = committed.get(partition) ?? position
      if (offset <= position) continue
      throw new MillraceError('KAFKA_GROUP_AHEAD', {
        group,
        topic,
        partition,
        offset,
        position,
        journal: journalTopic
      })
    }
  }
}
