import { MillraceError } from '../errors.js'

/** The version of {@link JournalRecord} that this program writes, and the only one that it reads. */
export const JOURNAL_VERSION = 2

/** A source as the journal names it: what its positions and ranges mean depends on all of this. */
export interface JournalSource {
  readonly name: string
  /** Kind of the connector: kafka, file, datagen. */
  readonly connector: string
  /** Topic, or paths. */
  readonly address: string
  /** Id of the topic, which another topic of the same name does not have; null where the connector knows none. */
  readonly id: string | null
  /** Fingerprint of the fields and the event time. */
  readonly schema: string
}

/** Who writes a journal. */
export interface JournalOwner {
  /** The consumer group. */
  readonly application: string
  /** The instance that wrote last; another one of the same application goes on after it. */
  readonly instance: string
  /** A sink that writes transactions puts its own in; null: it writes none. */
  readonly transactionalId: string | null
}

/**
 * [source, partition, fromOffset, toOffset, time, records, digest]; in processing time `time` is when the records
 * arrived, in event time the greatest time that counted where some lay behind it, else 0.
 */
export type JournalRange = readonly [
  source: string,
  partition: number,
  fromOffset: number,
  toOffset: number,
  time: number,
  records: number,
  digest: number
]

/** [source, partition, offset]: the next offset of a partition. */
export type JournalPosition = readonly [source: string, partition: number, offset: number]

/** [source, partition, ms]: the greatest timestamp that was seen in a partition. */
export type JournalMaxTimestamp = readonly [source: string, partition: number, timestamp: number]

/** [inputs, ms]: the watermark of a set of sources, their names sorted and joined by `+`; null while there is none. */
export type JournalWatermark = readonly [inputs: string, watermark: number | null]

/** What is written down of an epoch: enough to compute it again, bit for bit, and to tell another input. */
export interface JournalEpoch {
  readonly epoch: number
  /** The ranges taken, in order, with what was read of each: `records` and the digest of its chunks. */
  readonly ranges: readonly JournalRange[]
  /** The watermarks at the epoch's end. */
  readonly watermarks: readonly JournalWatermark[]
  /** Rows per sink table. */
  readonly rows: Readonly<Record<string, number>>
  /** Of all state at the epoch's end, where it was taken (with each snapshot): replay must arrive at the same. */
  readonly checksum?: string
}

/** A stored snapshot of all state at an epoch's end. */
export interface SnapshotRef {
  readonly id: string
  readonly epoch: number
}

/** The journal record: one or more epochs, and where the application stands after the last one. */
export interface JournalRecord {
  readonly version: typeof JOURNAL_VERSION
  readonly owner: JournalOwner
  /** Every source of the application. */
  readonly sources: readonly JournalSource[]
  /**
   * Set: the epochs are decided, their rows are not written yet. They come with the next record, which is of the same
   * epochs. Snapshots are only named when they are older than these.
   */
  readonly announced?: true | undefined
  readonly epochs: readonly JournalEpoch[]
  /** Snapshots that were stored when it was written, newest first: recovery starts at one of them. */
  readonly snapshots: readonly SnapshotRef[]
  /** [job, fingerprint] of the plan that these epochs ran. */
  readonly jobs: readonly (readonly [string, string])[]
  /**
   * Epochs up to this one cannot be computed again: state was given up or rebuilt there on purpose, and only
   * snapshots lead on. 0: all of them can.
   */
  readonly base: number
  /** Of every partition, whether anything was read of it or not: one that is not here did not exist yet. */
  readonly positions: readonly JournalPosition[]
  readonly maxTimestamps: readonly JournalMaxTimestamp[]
}

/**
 * Looks at the last journal record before anything is written: a sink calls it as soon as it has read one, before it
 * fences whoever wrote it.
 * @throws MillraceError JOURNAL_OF_ANOTHER when this application must not go on after the record
 */
export type AcceptJournal = (journal: JournalRecord) => void

/**
 * Looks whether a value read from a journal is a record that this program understands, and answers with it.
 * @param where the journal's name, for the error
 * @throws MillraceError JOURNAL_VERSION when another version of the program wrote it; Error when it is no journal
 * record at all
 */
export function checkJournalRecord(value: unknown, where: string): JournalRecord {
  if (typeof value !== 'object' || value === null) throw new Error('it is no JSON object')
  const { version, owner, base, ...lists } = value as Partial<Record<keyof JournalRecord, unknown>>
  if (Number.isInteger(version) && version !== JOURNAL_VERSION) {
    throw new MillraceError('JOURNAL_VERSION', { where, found: String(version), known: JOURNAL_VERSION })
  }
  const { epochs, sources, positions, maxTimestamps, snapshots, jobs } = lists
  const areLists = [epochs, sources, positions, maxTimestamps, snapshots, jobs].every((part) =>
    Array.isArray(part)
  )
  const isOwned = typeof owner === 'object' && owner !== null
  if (version !== JOURNAL_VERSION || !isOwned || typeof base !== 'number' || !areLists) {
    throw new Error(`it is not a journal record of version ${JOURNAL_VERSION}`)
  }
  return value as JournalRecord
}

/** {@link checkJournalRecord} of a text. @throws SyntaxError too, when it is no JSON */
export function parseJournalRecord(text: string, where: string): JournalRecord {
  return checkJournalRecord(JSON.parse(text), where)
}

/** Next offset of every partition of one source. */
export function positionsOf(journal: Pick<JournalRecord, 'positions'>, source: string): Map<number, number> {
  return new Map(
    journal.positions.flatMap(([name, partition, offset]) => (name === source ? [[partition, offset]] : []))
  )
}
