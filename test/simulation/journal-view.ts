import { parseJournalRecord, type SnapshotRef } from '../../src/connectors/journal.js'
import { FINGERPRINT_DIGITS } from '../../src/engine/schema-fingerprint.js'
import type { StatementSet } from '../../src/engine/statement-set.js'

/** What an epoch took of a partition. */
export interface SeenRange {
  readonly partition: number
  readonly from: number
  readonly to: number
  /** In processing time when it arrived; in event time the greatest time that counted, where some lay behind it, else 0. */
  readonly time: number
  /** What was read: the sum of the checksums of its batches, modulo 2^32. */
  readonly digest: number
}

/** An epoch as the journal tells of it. */
export interface SeenEpoch {
  readonly epoch: number
  readonly ranges: readonly SeenRange[]
  /** -Infinity while there is none. */
  readonly watermark: number
  readonly rows: Readonly<Record<string, number>>
}

/** A journal record, as far as the simulation judges it. */
export interface SeenRecord {
  /** The rows of its epochs come with the next record. */
  readonly isAnnouncement: boolean
  readonly epochs: readonly SeenEpoch[]
  readonly snapshots: readonly SnapshotRef[]
  readonly base: number
  /** Of the jobs that made its epochs: see {@link jobNamesOf}. */
  readonly jobs: string
  /** Next offset by partition. */
  readonly positions: ReadonlyMap<number, number>
}

/**
 * Reads what the service wrote: the one place that knows the journal's form.
 * @param shift epochs of an earlier journal, which come before
 */
export function readRecord(text: string, shift: number): SeenRecord {
  const record = parseJournalRecord(text, 'the journal')
  return {
    isAnnouncement: record.announced === true,
    epochs: record.epochs.map(({ epoch, ranges, watermarks, rows }) => ({
      epoch: epoch + shift,
      ranges: ranges.map(([, partition, from, to, time, , digest]) => ({
        ...{ partition, from, to, time, digest }
      })),
      watermark: watermarks[0]?.[1] ?? Number.NEGATIVE_INFINITY,
      rows
    })),
    snapshots: record.snapshots,
    base: record.base,
    jobs: record.jobs.map(([name, fingerprint]) => `${name} ${fingerprint}`).join(),
    positions: new Map(record.positions.map(([, partition, offset]) => [partition, offset]))
  }
}

/** Names and fingerprints of jobs, as a record tells them. */
export function jobNamesOf({ plan }: StatementSet): string {
  return plan.jobs
    .map(({ name, fingerprint }) => `${name} ${fingerprint.slice(0, FINGERPRINT_DIGITS)}`)
    .join()
}
