import { MillraceError } from '../../../errors.js'
import type { Clock } from '../../clock.js'
import { parseJournalRecord, type JournalEpoch, type JournalRecord } from '../../journal.js'
import type { KafkaClient } from '../transport/client.js'
import { decompress } from '../../../records/codecs.js'
import { committedBatches } from '../../../records/committed.js'
import { fetchProtocol } from '../transport/fetch.js'
import { listOffsets } from '../transport/offsets.js'
import { check } from '../transport/protocol-error.js'
import { type RecordBatch } from '../../../records/record-batch.js'
import { recordsOf } from '../../../records/records-section.js'
import { EARLIEST, LATEST, READ_COMMITTED, READ_UNCOMMITTED } from '../transport/requests.js'

/** The journal's last committed record, as it was written and as it reads. */
export interface JournalEntry {
  readonly offset: number
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

/** Where the journal lies, and with what it is read. */
export interface JournalPlace {
  readonly client: KafkaClient
  readonly topic: string
  /** Node that leads its one partition. */
  readonly leader: number
  readonly clock: Clock
}

/**
 * The last committed record of the journal, or null when there is none. Valid only after InitProducerId of the
 * journal's one writer: until then a transaction may still be undecided.
 *
 * @throws MillraceError `KAFKA_JOURNAL_UNREADABLE`
 */
export async function readLastJournal(place: JournalPlace): Promise<JournalEntry | null> {
  for await (const values of backwards(place)) {
    const last = values.at(-1)
    if (last !== undefined) return { ...last, record: parse(place.topic, last) }
  }
  return null
}

/**
 * The committed epochs after `epoch`, in order, none missing.
 *
 * @throws MillraceError `KAFKA_JOURNAL_UNREADABLE`; `JOURNAL_GAP` when the journal begins later than that
 */
export async function readJournalAfter(place: JournalPlace, epoch: number): Promise<JournalEpoch[]> {
  let epochs: JournalEpoch[] = []
  for await (const values of backwards(place)) {
    const found = values.flatMap((value) => parse(place.topic, value).epochs)
    // Those that were announced before their rows came stand there twice.
    const wanted = [...found.filter((one) => one.epoch > epoch), ...epochs]
    epochs = [...new Map(wanted.map((one) => [one.epoch, one])).values()]
    if (found[0] !== undefined && found[0].epoch <= epoch + 1) break
  }
  const begins = epochs[0]?.epoch ?? epoch + 1
  if (begins !== epoch + 1) throw new MillraceError('JOURNAL_GAP', { wanted: epoch + 1, found: begins })
  return epochs
}

/** A record of the journal as it lies there. */
interface JournalValue {
  readonly offset: number
  readonly text: string
}

/**
 * The committed records from the end of the journal to its beginning, in windows that widen: its end is markers, and
 * after a crash loop aborted batches. Within a window they are in order.
 */
async function* backwards(place: JournalPlace): AsyncGenerator<JournalValue[], void, void> {
  const { client, topic, leader } = place
  const leaders = new Map([[PARTITION, leader]])
  const offsetAt = async (timestamp: number): Promise<number> =>
    (await listOffsets(client, topic, leaders, timestamp, READ_UNCOMMITTED)).get(PARTITION) ?? 0
  const begin = await offsetAt(EARLIEST)
  let end = await offsetAt(LATEST)
  for (let window = FIRST_WINDOW; end > begin; window *= WINDOW_GROWTH) {
    const from = Math.max(begin, end - window)
    yield await valuesBetween(place, from, end)
    end = from
  }
}

/** The committed records in [from, end). */
async function valuesBetween(place: JournalPlace, from: number, end: number): Promise<JournalValue[]> {
  const { client, topic, leader, clock } = place
  const deadline = clock.now() + END_TIMEOUT_MS
  const values: JournalValue[] = []
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
      const where = { topic, partition: PARTITION }
      position = committedBatches(fetched.records, fetched.aborted, position, where, (batch) => {
        for (const value of valuesOf(batch))
          if (value.offset >= from && value.offset < end) values.push(value)
      })
    }
    if (clock.now() > deadline) throw new Error(`the journal ${topic} cannot be read to its end ${end}`)
  }
  return values
}

function* valuesOf(batch: RecordBatch): Generator<JournalValue, void, void> {
  const records = recordsOf(decompress(batch.codec, batch.records), batch.recordCount)
  for (const { offsetDelta, value } of records) {
    if (value === null) continue
    yield { offset: batch.baseOffset + offsetDelta, text: Buffer.from(value).toString('utf8') }
  }
}

function parse(topic: string, { offset, text }: JournalValue): JournalRecord {
  try {
    return parseJournalRecord(text, topic)
  } catch (error) {
    if (error instanceof MillraceError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new MillraceError('KAFKA_JOURNAL_UNREADABLE', { topic, offset, reason })
  }
}
