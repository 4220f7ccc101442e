import { MillraceError } from '../../errors.js'
import type { Clock } from '../clock.js'
import type { JournalRecord } from '../connector.js'
import type { KafkaClient } from './client.js'
import { decompress } from './codecs.js'
import { committedBatches } from './committed.js'
import { fetchProtocol } from './fetch.js'
import { listOffsets } from './offsets.js'
import { check } from './protocol-error.js'
import { recordsOf, type RecordBatch } from './record-batch.js'
import { EARLIEST, LATEST, READ_COMMITTED, READ_UNCOMMITTED } from './requests.js'

/** The journal's last committed record, as it was written and as it reads. */
export interface JournalEntry {
  readonly text: string
  readonly record: JournalRecord
}

const PARTITION = 0
const FIRST_WINDOW = 64
const WINDOW_GROWTH = 8
const FETCH_BYTES = 4 << 20
const END_TIMEOUT_MS = 30_000

/** Topic settings of the journal: nothing is ever thrown away by the broker. */
export const JOURNAL_CONFIGS = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1'
} as const

/**
 * The last committed record of the journal, or null when there is none. Valid only after InitProducerId of the
 * journal's one writer: until then a transaction may still be undecided. The topic's end is markers, and after a
 * crash loop aborted batches, so it searches back from the end in windows that widen.
 *
 * @throws MillraceError `KAFKA_JOURNAL_UNREADABLE`
 */
export async function readLastJournal(
  client: KafkaClient,
  topic: string,
  leader: number,
  clock: Clock
): Promise<JournalEntry | null> {
  const leaders = new Map([[PARTITION, leader]])
  const offsetAt = async (timestamp: number): Promise<number> =>
    (await listOffsets(client, topic, leaders, timestamp, READ_UNCOMMITTED)).get(PARTITION) ?? 0
  const begin = await offsetAt(EARLIEST)
  let end = await offsetAt(LATEST)
  for (let window = FIRST_WINDOW; end > begin; window *= WINDOW_GROWTH) {
    const from = Math.max(begin, end - window)
    const last = await lastRecordBetween(client, topic, leader, from, end, clock)
    if (last !== null) return last
    end = from
  }
  return null
}

/** The last committed record in [from, end). */
async function lastRecordBetween(
  client: KafkaClient,
  topic: string,
  leader: number,
  from: number,
  end: number,
  clock: Clock
): Promise<JournalEntry | null> {
  const deadline = clock.now() + END_TIMEOUT_MS
  let last: { batch: RecordBatch; text: string } | null = null
  for (let position = from; position < end;) {
    const protocol = fetchProtocol({
      topic,
      positions: [[PARTITION, position]],
      isolation: READ_COMMITTED,
      maxWaitMs: 100,
      maxBytes: FETCH_BYTES,
      partitionMaxBytes: FETCH_BYTES
    })
    for (const fetched of await client.send(leader, protocol)) {
      check(fetched.error, 'Fetch', `topic ${topic}`)
      const place = { topic, partition: PARTITION }
      position = committedBatches(fetched.records, fetched.aborted, position, place, (batch) => {
        const text = lastValueBefore(batch, end)
        if (text !== null) last = { batch, text }
      })
    }
    if (clock.now() > deadline) throw new Error(`the journal ${topic} cannot be read to its end ${end}`)
  }
  return last === null ? null : parse(topic, last)
}

function lastValueBefore(batch: RecordBatch, end: number): string | null {
  let text: string | null = null
  for (const { offsetDelta, value } of recordsOf(decompress(batch.codec, batch.records), batch.recordCount)) {
    if (value !== null && batch.baseOffset + offsetDelta < end) text = Buffer.from(value).toString('utf8')
  }
  return text
}

function parse(topic: string, last: { batch: RecordBatch; text: string }): JournalEntry {
  const refuse = (reason: string): never => {
    throw new MillraceError('KAFKA_JOURNAL_UNREADABLE', { topic, offset: last.batch.lastOffset, reason })
  }
  try {
    const record: unknown = JSON.parse(last.text)
    if (isJournalRecord(record)) return { text: last.text, record }
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
  return refuse('not a journal record of version 1')
}

function isJournalRecord(value: unknown): value is JournalRecord {
  if (typeof value !== 'object' || value === null) return false
  const { version, epochs, positions, maxTimestamps } = value as Partial<Record<keyof JournalRecord, unknown>>
  return version === 1 && [epochs, positions, maxTimestamps].every((part) => Array.isArray(part))
}
