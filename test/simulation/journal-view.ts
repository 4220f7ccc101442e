import type { JournalRecord, SnapshotRef } from '../../src/connectors/connector.js'
import type { StatementSet } from '../../src/engine/statement-set.js'

/** Of a plan's fingerprint, as the journal keeps it. */
const FINGERPRINT_DIGITS = 16

/** What an epoch took of a partition. */
export interface SeenRange {
  readonly partition: number
  readonly from: number
  readonly to: number
  /** 0 in event time. */
  readonly arrivedAt: number
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
  const record = JSON.parse(text) as JournalRecord
  return {
    isAnnouncement: record.announced === true,
    epochs: record.epochs.map(({ epoch, ranges, watermark, rows }) => ({
      epoch: epoch + shift,
      ranges: ranges.map(([partition, from, to, arrivedAt]) => ({ partition, from, to, arrivedAt })),
      watermark: watermark ?? Number.NEGATIVE_INFINITY,
      rows
    })),
    snapshots: record.snapshots,
    base: record.base,
    jobs: record.jobs.map(([name, fingerprint]) => `${name} ${fingerprint}`).join(),
    positions: new Map(record.positions)
  }
}

/** Names and fingerprints of jobs, as a record tells them. */
export function jobNamesOf({ plan }: StatementSet): string {
  return plan.jobs
    .map(({ name, fingerprint }) => `${name} ${fingerprint.slice(0, FINGERPRINT_DIGITS)}`)
    .join()
}
