import { MillraceError } from '../../../errors.js'
import { positionsOf, type JournalRecord } from '../../journal.js'
import type { KafkaClient } from '../transport/client.js'
import { committedWithNotes } from '../transport/offsets.js'
import type { CommittedPartition, TopicOffsets } from '../transport/requests/offsets.js'

/** Topic of each source that is read from Kafka. */
export type SourceTopics = ReadonlyMap<string, string>

type Step = Pick<JournalRecord, 'epochs' | 'announced'>

/**
 * The offsets that a journal record's transaction commits to the group. Beside each stands which record that was:
 * rows that the clock fired, or that were announced, move no offset.
 */
export function groupOffsets(
  journal: Pick<JournalRecord, 'positions' | 'epochs' | 'announced'>,
  sources: SourceTopics
): TopicOffsets[] {
  const note = noteOf(journal)
  return Array.from(sources, ([source, topic]) => ({
    topic,
    offsets: positionsOf(journal, source),
    note
  })).filter(({ offsets }) => offsets.size > 0)
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
    const committed = await committedWithNotes(client, group, topic, [...offsets.keys()])
    for (const [partition, position] of offsets) {
      const ahead = aheadOf(committed.get(partition), position, journal)
      if (ahead === null) continue
      const all = [...offsets].map(([number, offset]) => `${number}:${offset}`).join(', ')
      throw new MillraceError('KAFKA_GROUP_AHEAD', {
        ...{ group, topic, partition, journal: journalTopic, offsets: all },
        ...ahead
      })
    }
  }
}

/** How far a partition of the group is ahead of the journal; null: it is not. */
function aheadOf(
  committed: Pick<CommittedPartition, 'offset' | 'note'> | undefined,
  position: number,
  journal: Step
): { readonly found: string; readonly end: string } | null {
  if (committed === undefined) return null
  const { offset, note } = committed
  if (offset > position) return { found: `offset ${offset}`, end: `offset ${position}` }
  const step = /^millrace epoch (\d+)( announced)?$/.exec(note ?? '')
  if (step === null || orderOf(Number(step[1]), step[2] !== undefined) <= stepOf(journal)) return null
  return { found: `epoch ${step[1] ?? ''}`, end: `epoch ${lastEpoch(journal)}` }
}

function noteOf(journal: Step): string {
  return `millrace epoch ${lastEpoch(journal)}${journal.announced === true ? ' announced' : ''}`
}

/** Records in their order: an announcement comes before the rows of its epochs. */
function orderOf(epoch: number, announced: boolean): number {
  return 2 * epoch + (announced ? 0 : 1)
}

function stepOf(journal: Step): number {
  return orderOf(lastEpoch(journal), journal.announced === true)
}

function lastEpoch({ epochs }: Step): number {
  return epochs.at(-1)?.epoch ?? 0
}
