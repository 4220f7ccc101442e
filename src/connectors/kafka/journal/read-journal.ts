import { initCodecs } from '../../../records/codecs.js'
import { systemClock } from '../../clock.js'
import type { JournalRecord } from '../../journal.js'
import { KafkaClient } from '../transport/client.js'
import type { KafkaConnectionOptions } from '../transport/connection-options.js'
import { READ_COMMITTED } from '../transport/requests/offsets.js'
import { readLastJournal } from './journal.js'

/**
 * The last committed record of the journal in `topic`, or null when there is none; for whoever does not write it.
 * @throws MillraceError KAFKA_JOURNAL_UNREADABLE, JOURNAL_VERSION, and where no broker answers
 */
export async function readLastJournalOf(
  connection: KafkaConnectionOptions,
  topic: string
): Promise<JournalRecord | null> {
  await initCodecs()
  const client = new KafkaClient(connection)
  try {
    const leader = (await client.metadata([topic])).topics.get(topic)?.leaders[0]
    if (leader === undefined) return null
    const entry = await readLastJournal({ client, topic, leader, clock: systemClock }, READ_COMMITTED)
    return entry?.record ?? null
  } finally {
    client.close()
  }
}
