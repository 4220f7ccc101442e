import { MillraceError } from '../../../errors.js'
import { decompress } from '../../../records/codecs.js'
import { committedBatches } from '../../../records/committed.js'
import type { RecordBatch } from '../../../records/record-batch.js'
import { recordsOf, recordsSection } from '../../../records/records-section.js'
import type { Clock } from '../../clock.js'
import { parseJournalRecord, type JournalEpoch, type JournalRecord } from '../../journal.js'
import type { KafkaClient } from '../transport/client.js'
import { check } from '../transport/errors.js'
import { listOffsets } from '../transport/offsets.js'
import { fetchRequest } from '../transport/requests/fetch.js'
import {
  EARLIEST,
  LATEST,
  READ_COMMITTED,
  READ_UNCOMMITTED,
  type Isolation
} from '../transport/requests/offsets.js'

/** The journal's last committed record, as it was written and as it reads. */
export interface JournalEntry extends JournalValue {
  readonly record: JournalRecord
}

/** A record of the journal as it lies there: the key says which process wrote it, the value is the record's JSON. */
export interface JournalValue {
  readonly offset: number
  readonly writer: string
  readonly text: string
}

/** The records section of one journal record. */
export function journalSection({ writer, text }: Pick<JournalValue, 'writer' | 'text'>): Buffer {
  return recordsSection([{ key: Buffer.from(writer), value: Buffer.from(text) }])
}

const PARTITION = 0
const FIRST_WINDOW = 64
const WINDOW_GROWTH = 8
const FETCH_BYTES = 4 << 20
const FETCH_WAIT_MS = 100
/** Without progress for so long, reading has failed. */
const READ_TIMEOUT_MS = 30_000

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
 * The last committed record of the journal, or null when there is none. It is the truth only after InitProducerId of
 * the journal's one writer: until then a transaction may still be undecided.
 *
 * @param upTo READ_UNCOMMITTED: waits for what is undecided; READ_COMMITTED: leaves it out
 * @throws MillraceError `KAFKA_JOURNAL_UNREADABLE`, `JOURNAL_VERSION`
 */
export async function readLastJournal(
  place: JournalPlace,
  upTo: Isolation = READ_UNCOMMITTED
): Promise<JournalEntry | null> {
  for await (const values of backwards(place, upTo)) {
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
  for await (const values of backwards(place, READ_UNCOMMITTED)) {
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

/**
 * The committed records from the end of the journal to its beginning, in windows that widen: its end is markers, and
 * after a crash loop aborted batches. Within a window they are in order.
 */
async function* backwards(place: JournalPlace, upTo: Isolation): AsyncGenerator<JournalValue[], void, void> {
  const { client, topic, leader } = place
  const leaders = new Map([[PARTITION, leader]])
  const offsetAt = async (timestamp: number): Promise<number> =>
    (await listOffsets(client, topic, leaders, timestamp, upTo)).get(PARTITION) ?? 0
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
  let deadline = clock.monotonic() + READ_TIMEOUT_MS
  const values: JournalValue[] = []
  for (let position = from; position < end;) {
    const options = {
      ...{ topic, positions: [[PARTITION, position]] as const, isolation: READ_COMMITTED },
      ...{ maxWaitMs: FETCH_WAIT_MS, maxBytes: FETCH_BYTES, partitionMaxBytes: FETCH_BYTES }
    }
    for (const fetched of await client.send(leader, fetchRequest(options, null))) {
      check(fetched.error, 'Fetch', { topic })
      const where = { topic, partition: PARTITION }
      const before = position
      position = committedBatches(fetched.records, fetched.aborted, position, where, (batch) => {
        for (const value of valuesOf(batch))
          if (value.offset >= from && value.offset < end) values.push(value)
      })
      if (position > before) deadline = clock.monotonic() + READ_TIMEOUT_MS
    }
    if (clock.monotonic() > deadline) throw new Error(`the journal ${topic} cannot be read to its end ${end}`)
  }
  return values
}

function* valuesOf(batch: RecordBatch): Generator<JournalValue, void, void> {
  const records = recordsOf(decompress(batch.codec, batch.records), batch.recordCount)
  for (const { offsetDelta, key, value } of records) {
    if (value === null) continue
    const writer = Buffer.from(key ?? []).toString()
    yield { offset: batch.baseOffset + offsetDelta, writer, text: Buffer.from(value).toString() }
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
